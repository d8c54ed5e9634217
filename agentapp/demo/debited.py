"""People whose months are taken from an account, their own or their sponsor's: they paid by hand until last month."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from agentapp.accounts.models import User
from agentapp.autodebit.gateways import gateway
from agentapp.autodebit.models import MandateState
from agentapp.autodebit.simulator.keys import CODE
from agentapp.autodebit.simulator.personas import Persona
from agentapp.core.outbox import Recipient
from agentapp.demo.approvals import Approval, Approvals
from agentapp.demo.chance import Chance
from agentapp.demo.courses import Course, Entrance, by_hand
from agentapp.demo.debits import Announcements, Calendar, owed_by
from agentapp.demo.mandates import Giver, Notary, fates
from agentapp.demo.neighbours import BEYOND, ON_THE_COAST, Days
from agentapp.demo.sijunjung import AGENTS, agent_of
from agentapp.demo.stage import Stage
from agentapp.demo.supports import COAST, OWN, SPONSOR_CODES, Support, sponsored
from agentapp.demo.timeline import Timeline
from agentapp.workers.models import Worker

DEBITED = replace(OWN, months=(1,))
DEBITED_COAST = replace(COAST, months=(1,))
CARRIED = {"sponsor@demo.id": 5, "sponsor2@demo.id": 3}
"""How many each sponsor carries by a mandate, beside those paid for by hand."""
PERSONAS = {"sponsor@demo.id": Persona.LANCAR, "sponsor2@demo.id": Persona.LAMBAT}

ROOM_FOR_APPROVAL = timedelta(days=8)


def enrol_debited(stage: Stage, approvals: Approvals, chance: Chance) -> None:
    """Those of the two agents of the sign-in page, some of their neighbours, some on the coast, and the sponsors'."""
    around = {code: agent_of(code) for code in AGENTS} | BEYOND
    for agents, support, count in (
        ({"13.03.06": "agen@demo.id"}, DEBITED, 16),
        ({"13.03.04": "agen2@demo.id"}, DEBITED, 12),
        (around, DEBITED, 12),
        (ON_THE_COAST, DEBITED_COAST, 8),
    ):
        _enrol(stage, approvals, chance, agents, support, count)
    for key, count in CARRIED.items():
        carried = replace(sponsored(key), months=(1,))
        _enrol(stage, approvals, chance, {"13.03.06": "agen@demo.id"}, carried, count)


def _enrol(
    stage: Stage, approvals: Approvals, chance: Chance, agents: dict[str, str], support: Support, count: int
) -> None:
    paying = partial(_until_last_month, stage.timeline, chance)
    for _ in range(count):
        code = chance.choice(list(agents))
        approvals.enrol(agents[code], stage.populace.villager(code), support, _days(stage.timeline), paying)


def _days(timeline: Timeline) -> Days:
    """Accepted before this month began."""
    return timeline.start.first_day, timeline.this_month.first_day - ROOM_FOR_APPROVAL


def _until_last_month(timeline: Timeline, chance: Chance, entrance: Entrance) -> Course:
    """This month and the next are raised, for the mandate to pay."""
    course = by_hand(timeline, chance, entrance, timeline.this_month + -1)
    return replace(course, raised=entrance.since.run(timeline.this_month - entrance.since + 2))


def give_mandates(stage: Stage, known: Sequence[Approval], chance: Chance) -> None:
    """Those who were enrolled for it give their mandates, and are told of the debits to come.

    Not where another bank than the simulated one is in use: it knows no account of theirs.
    """
    if gateway().code != CODE:
        return
    calendar = Calendar.of(stage.timeline.today)
    notary = Notary(stage.rows, chance, stage.timeline, calendar.soonest.day)
    announcements = Announcements(stage.rows, chance, calendar)
    owed, month = owed_by(stage.rows), stage.timeline.this_month
    for giver, persona, state, person in (*_workers(stage, known, chance), *_sponsors(stage)):
        months = owed[giver.owes_as]
        monthly = sum(each["amount"] for each in months if each["month"] == month)
        mandate = notary.sign(giver, monthly, persona, state)
        if mandate["account_token"] is not None:
            to = Recipient(phone=person["phone"], email=person["email"])
            announcements.announce(mandate, months, to)


Signed = tuple[Giver, Persona, MandateState, dict[str, Any]]


def _workers(stage: Stage, known: Sequence[Approval], chance: Chance) -> Iterator[Signed]:
    rows = {row["id"]: row for row in stage.rows.of(Worker)}
    own = [each.dossier.worker_id for each in known if each.support in (DEBITED, DEBITED_COAST)]
    lots = list(fates())
    chance.shuffle(lots)
    for worker_id, (persona, state) in zip(own, lots, strict=True):
        worker = rows[worker_id]
        giver = Giver(
            worker_id=worker["id"], recorded_by=worker["agent_id"], village_code=worker["village_code"]
        )
        yield giver, persona, state, worker


def _sponsors(stage: Stage) -> Iterator[Signed]:
    people = {row["id"]: row for row in stage.rows.of(User)}
    for key, persona in PERSONAS.items():
        person = people[stage.person(key)]
        giver = Giver(payer_id=person["id"], payer_code=SPONSOR_CODES[key], recorded_by=person["id"])
        yield giver, persona, MandateState.ACTIVE, person
