"""The 1.333 workers whom Kabupaten Sijunjung carried in 2022: real numbers by district, invented people."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from importlib import resources

from agentapp.demo.approvals import Approvals
from agentapp.demo.chance import Chance
from agentapp.demo.courses import by_fund
from agentapp.demo.posts import LEFT, SUCCESSOR
from agentapp.demo.stage import Stage
from agentapp.demo.timeline import Timeline

AGENTS = {
    "13.03.03": "tanjung-gadang",
    "13.03.04": "agen2@demo.id",
    "13.03.05": "koto-vii",
    "13.03.06": "agen@demo.id",
    "13.03.07": LEFT,
    "13.03.08": "koto-vii",
    "13.03.09": "sumpur-kudus",
    "13.03.10": "koto-vii",
}
NOT_PAID_FOR = "13.03.10"
"""The district whose last transfer has not come."""
LEFT_DAYS_AGO = 60
OLD_DISTRICT = "13.03.01"
BEFORE_2003 = 0.02
"""How many were registered while Dharmasraya was part of the regency: in their NIK is a code that is gone."""


@dataclass(frozen=True, slots=True)
class Allotment:
    """What became of a district's workers: those who neither wait nor went another way joined."""

    district_code: str
    workers: int

    @property
    def waiting(self) -> int:
        return round(self.workers * 0.03)

    @property
    def returned(self) -> int:
        return round(self.workers * 0.018)

    @property
    def rejected(self) -> int:
        return round(self.workers * 0.012)

    @property
    def withdrawn(self) -> int:
        return round(self.workers * 0.004)

    @property
    def approved(self) -> int:
        return self.workers - self.waiting - self.returned - self.rejected - self.withdrawn


def allotments() -> list[Allotment]:
    """The districts with their numbers of workers, as published."""
    text = resources.files("agentapp.demo").joinpath("data/sijunjung_2022.csv").read_text()
    return [Allotment(row["district_code"], int(row["workers"])) for row in csv.DictReader(text.splitlines())]


def agent_of(district_code: str) -> str:
    """Who enrols there now."""
    agent = AGENTS[district_code]
    return SUCCESSOR if agent == LEFT else agent


def enrol_carried(stage: Stage, approvals: Approvals, chance: Chance) -> None:
    """Those who joined, carried by the regency's budget."""
    for allotment in allotments():
        code = allotment.district_code
        last = stage.timeline.start + 8 if code == NOT_PAID_FOR else stage.last_funded
        for agent, days in _campaign(stage.timeline, chance, allotment):
            issued_in = OLD_DISTRICT if chance.happens(BEFORE_2003) else ""
            resident = stage.populace.villager(code, issued_in=issued_in)
            approvals.enrol(agent, resident, stage.apbd, days, partial(by_fund, stage.timeline, last))


def _campaign(
    timeline: Timeline, chance: Chance, allotment: Allotment
) -> Iterator[tuple[str, tuple[date, date]]]:
    """For each who joined, the agent and the days: most in the first weeks, some later, a few lately."""
    first = timeline.start.first_day + timedelta(days=4)
    left_on = timeline.today - timedelta(days=LEFT_DAYS_AGO)
    middle, lately = first + timedelta(days=50), timeline.today - timedelta(days=25)
    former, present = AGENTS[allotment.district_code], agent_of(allotment.district_code)
    phases = {
        (former, (first, middle)): 65,
        (former, (middle, left_on - timedelta(days=15) if former == LEFT else lately)): 25,
        (present, (lately, timeline.today - timedelta(days=7))): 10,
    }
    for _ in range(allotment.approved):
        yield chance.weighted(phases)
