"""Applications that wait for a decision, each with something to look at twice, or nothing.

Which flags they get is not decided here: the app's own checks look at them, in the order they came in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from agentapp.core.clock import JAKARTA
from agentapp.core.nik import Sex
from agentapp.demo.applications import centres
from agentapp.demo.approvals import open_dossier
from agentapp.demo.chance import Chance
from agentapp.demo.dossiers import Dossier
from agentapp.demo.posts import post
from agentapp.demo.residents import Resident
from agentapp.demo.returns import corrected
from agentapp.demo.stage import Stage
from agentapp.demo.supports import Support
from agentapp.enrolment.answers import Answers, Position

PADANG = (-0.95, 100.42)
WAITED_HOURS = {(0.05, 0.9): 25, (1.0, 9.0): 30, (10.0, 30.0): 20, (31.0, 96.0): 17, (97.0, 190.0): 8}
BY_DAY_BEFORE = 10
FIRST_SENT = timedelta(days=14)
Change = Callable[[Answers], Answers]


@dataclass(slots=True)
class Arrival:
    """An application in the queue, who sent it, whether other content came under its id later, and
    whether its agent moved to another branch before the phone could send it.
    """

    dossier: Dossier
    agent: str
    second_content: bool = False
    agent_moved: bool = False


class Desk:
    """Where applications come in."""

    def __init__(self, stage: Stage, chance: Chance) -> None:
        self._stage = stage
        self._chance = chance
        self.arrivals: list[Arrival] = []

    def take(
        self,
        agent: str,
        resident: Resident,
        support: Support,
        change: Change | None = None,
        *,
        card: bool = True,
        at: datetime | None = None,
        delay: timedelta = timedelta(minutes=3),
    ) -> Arrival:
        """Written down with `change` made to the answers, it came in `at` a moment, or some time ago."""
        captured_at = (at or self._some_time_ago()) - delay
        dossier = open_dossier(self._stage, self._chance, agent, resident, support, captured_at)
        dossier.answers = replace(
            change(dossier.answers) if change else dossier.answers,
            ktp_photo=self._stage.pictures.card(resident) if card else None,
            person_photo=self._stage.pictures.face(resident.sex) if self._chance.happens(0.6) else None,
        )
        dossier.submit(captured_at + delay)
        self.arrivals.append(Arrival(dossier, agent))
        return self.arrivals[-1]

    def take_again(self, agent: str, resident: Resident, support: Support) -> Arrival:
        """It was returned after it first came, and has come again."""
        sent = self._stage.timeline.now - FIRST_SENT
        dossier = open_dossier(self._stage, self._chance, agent, resident, support, sent)
        dossier.answers = replace(dossier.answers, ktp_photo=self._stage.pictures.card(resident))
        corrected(self._stage, self._chance, dossier, sent, post(agent).branch)
        self.arrivals.append(Arrival(dossier, agent))
        return self.arrivals[-1]

    def take_many(self, agent: str, residents: Sequence[Resident], support: Support) -> None:
        """One every forty seconds, sent together when the phone found a network again."""
        begun = self._stage.timeline.now - timedelta(hours=7)
        for place, resident in enumerate(residents):
            sent = begun + timedelta(hours=2, seconds=2 * place)
            filled = begun + timedelta(seconds=40 * place)
            self.take(agent, resident, support, at=sent, delay=sent - filled)

    def _some_time_ago(self) -> datetime:
        """By day, unless it was within the last hours."""
        timeline, chance = self._stage.timeline, self._chance
        hours = chance.uniform(*chance.weighted(WAITED_HOURS))
        moment = (timeline.now - timedelta(hours=hours)).replace(microsecond=0)
        if hours < BY_DAY_BEFORE:
            return moment
        day = (moment - timedelta(hours=BY_DAY_BEFORE)).astimezone(JAKARTA).date()
        return timeline.in_the_field(chance, day, day)


def another_birth_date(answers: Answers) -> Answers:
    """The agent typed the day after the one in the NIK."""
    return replace(answers, birth_date=answers.birth_date + timedelta(days=1))


def another_sex(answers: Answers) -> Answers:
    return replace(answers, sex=Sex.MALE if answers.sex == Sex.FEMALE else Sex.FEMALE)


def from_far_away(answers: Answers) -> Answers:
    """The phone was in the provincial capital."""
    latitude, longitude = PADANG
    return replace(answers, position=Position(latitude=latitude, longitude=longitude, accuracy=15.0))


def at_home(answers: Answers) -> Answers:
    """The phone was in the middle of the district."""
    latitude, longitude = centres()[answers.village_code[:8]]
    return replace(answers, position=Position(latitude=latitude, longitude=longitude, accuracy=15.0))


def insisted(answers: Answers) -> Answers:
    """The agent says that the NIK is this person's, whoever else has it."""
    return replace(answers, contested=True)
