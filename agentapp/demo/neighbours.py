"""Who else joined: people who pay for themselves or are carried, in all the ways payments can go."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from agentapp.core.period import Month
from agentapp.demo.approvals import Approvals, Paying
from agentapp.demo.chance import Chance
from agentapp.demo.courses import Course, Entrance, by_fund, by_hand, unpaid, with_a_break
from agentapp.demo.sijunjung import AGENTS, agent_of
from agentapp.demo.stage import Stage
from agentapp.demo.supports import COAST, OWN, Support, sponsored
from agentapp.demo.timeline import Timeline

Days = tuple[date, date]
Case = tuple[Days, Paying]
BEYOND = {"13.73.01": "sawahlunto", "13.73.04": "sawahlunto", "13.72.01": "solok", "13.02.10": "solok"}
ON_THE_COAST = {"76.05.01": "majene", "76.05.02": "majene", "76.05.03": "majene", "76.02.01": "mamuju"}


def enrol_others(stage: Stage, approvals: Approvals, chance: Chance) -> None:
    """Self-payers of both branches, people carried by sponsors, and those of BAZNAS."""
    around = {code: agent_of(code) for code in AGENTS} | BEYOND
    ways = Ways(stage.timeline, chance)
    for case in ways.mixture(
        {ways.current: 66, ways.behind: 16, ways.ended: 14, ways.renewed: 4, ways.waiting: 20}
    ):
        _enrol(stage, approvals, chance, around, OWN, case)
    for case in ways.mixture(
        {ways.current: 26, ways.behind: 6, ways.ended: 4, ways.renewed: 1, ways.waiting: 6}
    ):
        _enrol(stage, approvals, chance, ON_THE_COAST, COAST, case)
    for case in ways.mixture({ways.current: 4, ways.behind: 1, ways.waiting: 1}):
        _enrol(stage, approvals, chance, {"13.03.06": "agen@demo.id"}, sponsored("sponsor@demo.id"), case)
    for case in ways.mixture({ways.current: 3}):
        _enrol(stage, approvals, chance, {"13.03.04": "agen2@demo.id"}, sponsored("sponsor2@demo.id"), case)
    for _ in range(26):
        case = (ways.since_the_start, partial(by_fund, stage.timeline, stage.last_funded))
        _enrol(stage, approvals, chance, {code: agent_of(code) for code in AGENTS}, stage.baznas, case)


def _enrol(
    stage: Stage, approvals: Approvals, chance: Chance, agents: dict[str, str], support: Support, case: Case
) -> None:
    code = chance.choice(list(agents))
    approvals.enrol(agents[code], stage.populace.villager(code), support, *case)


class Ways:
    """The ways in which payments go, each with the days on which such people were enrolled."""

    def __init__(self, timeline: Timeline, chance: Chance) -> None:
        self._timeline = timeline
        self._chance = chance

    def mixture(self, counts: dict[Callable[[], Case], int]) -> Iterator[Case]:
        """So many cases of each way."""
        for way, count in counts.items():
            yield from (way() for _ in range(count))

    @property
    def since_the_start(self) -> Days:
        return self._timeline.start.first_day, self._timeline.today - timedelta(days=7)

    def current(self) -> Case:
        """Pays in time."""
        last = self._timeline.this_month + 6
        return self.since_the_start, partial(self._by_hand, last)

    def behind(self) -> Case:
        """Has not paid for one to three months."""
        last = self._timeline.this_month + -self._chance.choice((1, 2, 3))
        return self._until(6), partial(self._by_hand, last)

    def ended(self) -> Case:
        """Has not paid for so long that the membership ended."""
        return self._until(8), partial(self._by_hand, self._timeline.this_month + -5)

    def renewed(self) -> Case:
        """Came back after the membership had ended."""
        return self._until(9), partial(with_a_break, self._timeline, self._chance)

    def waiting(self) -> Case:
        """Was accepted lately, and has not paid yet."""
        return (self._timeline.today - timedelta(days=20), self._timeline.today - timedelta(days=3)), unpaid

    def _by_hand(self, last: Month, entrance: Entrance) -> Course:
        return by_hand(self._timeline, self._chance, entrance, max(last, entrance.since))

    def _until(self, months_ago: int) -> Days:
        return self._timeline.start.first_day, (self._timeline.this_month + -months_ago).last_day
