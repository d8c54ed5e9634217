"""Everything the parts of the demo share: the clock, the staff, the payers, and where rows are gathered."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, Self
from uuid import UUID

from sqlalchemy.orm import Session

from agentapp.core.period import Month
from agentapp.demo import offices
from agentapp.demo.applications import Scribe
from agentapp.demo.chance import Chance
from agentapp.demo.numbering import Numbers
from agentapp.demo.offices import Staff
from agentapp.demo.pictures import Pictures
from agentapp.demo.posts import MAMUJU
from agentapp.demo.residents import Populace
from agentapp.demo.rows import Rows
from agentapp.demo.supports import SPONSOR_CODES, Support, carried
from agentapp.demo.timeline import Timeline, at
from agentapp.enrolment.photos import PhotoStore
from agentapp.funds.models import Fund, FundState
from agentapp.programmes.kinds import FundingKind, Programmes
from agentapp.sponsorship.models import Sponsor

SEED = "Gendong 2026"


@dataclass(slots=True)
class Stage:
    """What is set up before anybody enrols. `receipts` counts references of payments."""

    session: Session
    timeline: Timeline
    rows: Rows
    staff: Staff
    populace: Populace
    pictures: Pictures
    numbers: Numbers
    apbd: Support
    baznas: Support
    receipts: Iterator[int]

    @classmethod
    def set_up(cls, session: Session, timeline: Timeline, store: PhotoStore) -> Self:
        """Offices, people, funds and sponsors."""
        rows, chance = Rows(), chance_of("offices")
        populace = Populace(chance_of("residents"), timeline.today)
        staff = offices.open_offices(rows, chance)
        offices.hire(rows, chance, staff, populace, at(timeline.start.first_day, 8))
        stage = cls(
            session=session,
            timeline=timeline,
            rows=rows,
            staff=staff,
            populace=populace,
            pictures=Pictures(store, chance_of("pictures")),
            numbers=Numbers(chance_of("numbers")),
            apbd=carried(FundingKind.APBD, f"APBD-SIJUNJUNG-{timeline.today.year}"),
            baznas=carried(FundingKind.BAZNAS, f"BAZNAS-SIJUNJUNG-{timeline.today.year}"),
            receipts=count(1),
        )
        stage._open_funds(chance)
        return stage

    def scribe(self, chance: Chance) -> Scribe:
        return Scribe(chance, self.populace)

    def person(self, key: str) -> UUID:
        """The key of somebody of the staff."""
        return self.staff.people[key]

    def supervisor(self, chance: Chance, branch: str) -> UUID:
        """A supervisor of the branch with this code."""
        keys = ("supervisor3@demo.id",) if branch == MAMUJU else ("supervisor@demo.id", "supervisor2@demo.id")
        return self.person(chance.choice(keys))

    @property
    def last_funded(self) -> Month:
        """The last month the funds have paid for: the end of the quarter it is, if they still run then."""
        return min(self.timeline.start + 11, Month(self.timeline.today.year, 12))

    def _open_funds(self, chance: Chance) -> None:
        names = {
            self.apbd: f"APBD Kabupaten Sijunjung {self.timeline.today.year}",
            self.baznas: f"BAZNAS Kabupaten Sijunjung {self.timeline.today.year}",
        }
        months = Month(self.timeline.start.year, 1), Month(self.timeline.today.year, 12)
        for support, name in names.items():
            assert support.code is not None
            self.add_fund(
                chance,
                code=support.code,
                name=name,
                kind=support.funding,
                months=months,
                state=FundState.ACTIVE,
            )
        for key, code in SPONSOR_CODES.items():
            self.rows.add(Sponsor, user_id=self.person(key), code=code)

    def add_fund(
        self,
        chance: Chance,
        *,
        code: str,
        name: str,
        kind: FundingKind,
        months: tuple[Month, Month],
        state: FundState,
    ) -> dict[str, Any]:
        """A fund of the regency, with nothing in it yet."""
        return self.rows.add(
            Fund,
            id=chance.uuid(),
            code=code,
            name=name,
            kind=kind,
            region_code="13.03",
            first_month=months[0],
            last_month=months[1],
            programmes=Programmes.JKK_JKM,
            **dict.fromkeys(("owner", "legal_number"), ""),
            **dict.fromkeys(("legal_date", "document", "most_decile", "least_age", "most_age")),
            **{name: [] for name in ("regions", "ecosystems", "occupations")},
            **dict.fromkeys(("ceiling", "reserved", "spent"), 0),
            state=state,
            version=1,
            officer_id=self.person("pemda@demo.id"),
            edited_by_id=None,
        )


def chance_of(part: str) -> Chance:
    """The draws of one part of the demo, the same each time."""
    return Chance(f"{SEED}: {part}")
