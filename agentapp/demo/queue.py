"""The queues of both branches: clean cases, and every kind of thing that a reviewer should look at twice."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from agentapp.accounts.models import User
from agentapp.demo import arrivals
from agentapp.demo.approvals import Approval
from agentapp.demo.arrivals import Arrival, Change, Desk
from agentapp.demo.chance import Chance
from agentapp.demo.sijunjung import OLD_DISTRICT, agent_of, allotments
from agentapp.demo.stage import Stage
from agentapp.demo.supports import COAST, OWN, sponsored
from agentapp.demo.twins import resident_of, same_person_again, somebody_with_the_nik_of
from agentapp.enrolment.checks import flags_of, photo_flags
from agentapp.enrolment.duplicates import certain, find_matches
from agentapp.enrolment.models import Flag, FlagKind, SecondContent
from agentapp.programmes.kinds import Payer
from agentapp.review.models import LEASE, Claim, ReviewEvent, ReviewEventKind

CHANGES: dict[Change, int] = {
    arrivals.another_birth_date: 4,
    arrivals.another_sex: 3,
    arrivals.from_far_away: 3,
}
NO_CARD, OLD_CODE, SECOND_CONTENT, CAME_AGAIN = 5, 4, 2, 3
AT_ONCE = 14
NOTE = "Sudah menelepon agen. Katanya orangnya berbeda; menunggu foto kartu keluarga."


def fill_queues(stage: Stage, chance: Chance, known: Sequence[Approval]) -> Sequence[Arrival]:
    """All that waits, judged by the app's own checks in the order in which it came in."""
    desk = Desk(stage, chance)
    _carried(stage, chance, desk)
    _doubtful(stage, chance, desk, [each for each in known if each.support.payer == Payer.FUND])
    _others(stage, chance, desk)
    _on_the_coast(stage, desk)
    came_in = sorted(desk.arrivals, key=lambda arrival: arrival.dossier.moves[-1]["at"])
    for arrival in came_in:
        _judge(stage, chance, arrival)
    _under_review(stage, chance, came_in)
    return came_in


def _carried(stage: Stage, chance: Chance, desk: Desk) -> None:
    """Those of the 1.333 who still wait."""
    places = [each.district_code for each in allotments() for _ in range(each.waiting)]
    chance.shuffle(places)
    todo = iter(places)
    for change, count in CHANGES.items():
        for code in _some(todo, count):
            desk.take(agent_of(code), stage.populace.villager(code), stage.apbd, change)
    for code in _some(todo, NO_CARD):
        desk.take(agent_of(code), stage.populace.villager(code), stage.apbd, card=False)
    for code in _some(todo, OLD_CODE):
        resident = stage.populace.villager(code, issued_in=OLD_DISTRICT)
        desk.take(agent_of(code), resident, stage.apbd)
    for code in _some(todo, SECOND_CONTENT):
        desk.take(agent_of(code), stage.populace.villager(code), stage.apbd).second_content = True
    for code in _some(todo, CAME_AGAIN):
        desk.take_again(agent_of(code), stage.populace.villager(code), stage.apbd)
    for code in todo:
        desk.take(agent_of(code), stage.populace.villager(code), stage.apbd)


def _doubtful(stage: Stage, chance: Chance, desk: Desk, known: Sequence[Approval]) -> None:
    """People who may be somebody in the scheme, and two with one NIK who both wait."""
    residents = [resident_of(each.dossier.answers) for each in chance.sample(known, 7)]
    for resident in residents[:4]:
        desk.take("koto-vii", same_person_again(stage.populace, resident), OWN, arrivals.at_home)
    for resident in residents[4:]:
        other = somebody_with_the_nik_of(stage.populace, chance, resident)
        desk.take(agent_of(resident.village_code[:8]), other, OWN, arrivals.insisted)
    first = stage.populace.villager("13.03.06")
    earlier = stage.timeline.now - timedelta(hours=20)
    desk.take("agen@demo.id", first, OWN, at=earlier)
    second = somebody_with_the_nik_of(stage.populace, chance, first)
    desk.take("agen2@demo.id", second, OWN, arrivals.insisted, at=earlier + timedelta(hours=11))


def _others(stage: Stage, chance: Chance, desk: Desk) -> None:
    """From beyond the branch, carried by sponsors, and a whole market within ten minutes."""
    beyond = [
        desk.take("solok", stage.populace.villager(code), OWN)
        for code in ("13.04.07", "13.04.06", "13.05.01")
    ]
    beyond[-1].agent_moved = True
    for key in ("sponsor@demo.id", "sponsor2@demo.id"):
        desk.take("agen@demo.id", stage.populace.villager("13.03.06"), sponsored(key))
    market = [stage.populace.villager(chance.choice(("13.73.01", "13.73.02"))) for _ in range(AT_ONCE)]
    desk.take_many("sawahlunto", market, OWN)


def _on_the_coast(stage: Stage, desk: Desk) -> None:
    """The queue of Mamuju."""
    for code in ("76.05.01", "76.05.01", "76.05.02", "76.05.03", "76.05.08"):
        desk.take("majene", stage.populace.villager(code), COAST)
    desk.take("majene", stage.populace.villager("76.05.02"), COAST, card=False)
    for card in (True, True, False):
        desk.take("mamuju", stage.populace.villager("76.02.01"), COAST, card=card)
    desk.take("mamuju", stage.populace.villager("76.02.12"), COAST, arrivals.another_birth_date)


def _judge(stage: Stage, chance: Chance, arrival: Arrival) -> None:
    """Let the app look for doubles and disagreements, and put the case into the queue."""
    session, dossier = stage.session, arrival.dossier
    actor = session.get_one(User, stage.person(arrival.agent))
    matches = find_matches(session, dossier.answers.columns())
    dossier.answers = replace(dossier.answers, contested=bool(certain(matches)))
    dossier.flags = [*flags_of(session, actor, dossier.answers, matches), *photo_flags(dossier.answers)]
    if arrival.second_content:
        dossier.flags.append(Flag(kind=FlagKind.SECOND_CONTENT))
        _keep_second_content(stage, chance, arrival)
    if arrival.agent_moved:
        dossier.flags.append(Flag(kind=FlagKind.SCOPE_CHANGED))
    dossier.file(stage.rows)
    stage.rows.write(session)


def _keep_second_content(stage: Stage, chance: Chance, arrival: Arrival) -> None:
    answers = replace(arrival.dossier.answers, phone=stage.populace.phone(), work_place="Pasar Muaro")
    stage.rows.add(
        SecondContent,
        id=chance.uuid(),
        enrolment_id=arrival.dossier.id,
        digest=answers.digest,
        content=answers.as_texts(),
        received_at=arrival.dossier.moves[-1]["at"] + timedelta(minutes=2),
        received_from_id=arrival.dossier.author,
        settled_at=None,
        settled_by_id=None,
    )


def _under_review(stage: Stage, chance: Chance, came_in: Sequence[Arrival]) -> None:
    """A colleague has one case open, and left a note on another."""
    colleague, now = stage.person("supervisor2@demo.id"), stage.timeline.now
    open_case = next(each for each in came_in if each.agent == "koto-vii" and not each.dossier.flags)
    noted = next(
        each for each in came_in if any(flag.kind == FlagKind.SIMILAR_PERSON for flag in each.dossier.flags)
    )
    stage.rows.add(Claim, enrolment_id=open_case.dossier.id, supervisor_id=colleague, expires_at=now + LEASE)
    for case, kind, note in (
        (open_case, ReviewEventKind.CLAIMED, None),
        (noted, ReviewEventKind.NOTED, NOTE),
    ):
        stage.rows.add(
            ReviewEvent,
            id=chance.uuid(),
            enrolment_id=case.dossier.id,
            kind=kind,
            by_id=colleague,
            at=now,
            note=note,
        )


def _some(places: Iterator[str], count: int) -> Iterator[str]:
    return (next(places) for _ in range(count))
