"""The demo's funds: what they may spend, whom they carry, who waits; all of it worked out from the rows themselves."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from agentapp.contributions.models import Obligation, ObligationState
from agentapp.core.period import Month
from agentapp.demo.chance import Chance
from agentapp.demo.sijunjung import allotments
from agentapp.demo.stage import Stage
from agentapp.demo.supports import Support
from agentapp.demo.timeline import at
from agentapp.funds.costs import PricedBy, PriceList
from agentapp.funds.keeping import DONE
from agentapp.funds.models import Fund, FundMove, FundQuota, FundState, lies_in
from agentapp.funds.places import FundPlace, PlaceState
from agentapp.programmes.kinds import FundingKind, Payer
from agentapp.programmes.rulebook import Rulebook
from agentapp.workers.models import Membership, Worker

Row = dict[str, Any]
MILLION = 1_000_000
ROOM = 25 * MILLION
"""What the regency's fund has left for the applications that wait for their supervisor."""
WAITING = 7
DECILES = (1, 1, 2, 2, 2, 3, 3, 4)
LAW = {
    FundingKind.APBD: ("Dinas Tenaga Kerja Kabupaten Sijunjung", "Perbup Sijunjung 4 Tahun %s (contoh)"),
    FundingKind.BAZNAS: ("BAZNAS Kabupaten Sijunjung", "Keputusan BAZNAS 11 Tahun %s (contoh)"),
}


def keep_places(stage: Stage, rulebook: Rulebook, chance: Chance) -> None:
    """Give every fund its people, its counters and its history; before the rows are written."""
    books = Books(stage, rulebook, chance)
    regency, baznas = (_fund(stage, support) for support in (stage.apbd, stage.baznas))
    for fund, room in ((regency, ROOM), (baznas, 0)):
        people = books.carry(fund)
        if fund is regency:
            _quotas(stage, chance, fund, people)
        _limit(fund, room)
        _history(stage, chance, fund)
    books.let_wait(baznas)
    _draft(stage, chance)


class Books:
    """Places of workers whose months are known."""

    def __init__(self, stage: Stage, rulebook: Rulebook, chance: Chance) -> None:
        self._stage, self._rulebook, self._chance = stage, rulebook, chance
        self._months: Mapping[UUID, dict[Month, Row]] = defaultdict(dict)
        for owed in stage.rows.of(Obligation):
            self._months[owed["worker_id"]][owed["month"]] = owed
        self._since = {row["worker_id"]: row["since"] for row in reversed(stage.rows.of(Membership))}

    def carry(self, fund: Row) -> Sequence[Row]:
        """A place for each worker under the fund's code; its counters follow."""
        people = [row for row in self._stage.rows.of(Worker) if row["payer_code"] == fund["code"]]
        prices = PriceList(self._rulebook, fund["kind"])
        for worker in people:
            worker["payer_until"] = fund["last_month"]
            place = self._place(fund, worker, PlaceState.HELD, worker["accepted_at"])
            place["reserved"] = sum(self._kept(prices, fund, worker))
            fund["reserved"] += place["reserved"]
            fund["spent"] += sum(self._paid(worker))
        return people

    def let_wait(self, fund: Row) -> None:
        """Some who pay alone hope for a full fund."""
        alone = [row for row in self._stage.rows.of(Worker) if _may_wait(row, fund)]
        first = self._stage.timeline.now - timedelta(days=18)
        for worker in self._chance.sample(alone, WAITING):
            asked = self._chance.between(first, self._stage.timeline.now - timedelta(days=1))
            self._place(fund, worker, PlaceState.WAITING, asked)

    def _place(self, fund: Row, worker: Row, state: PlaceState, asked_at: datetime) -> Row:
        since = self._since[worker["id"]] if state == PlaceState.HELD else self._stage.timeline.this_month
        return self._stage.rows.add(
            FundPlace,
            id=self._chance.uuid(),
            fund_id=fund["id"],
            worker_id=worker["id"],
            cohort_id=None,
            state=state,
            first_month=since,
            last_month=fund["last_month"],
            village_code=worker["village_code"],
            agency=None,
            programmes=fund["programmes"],
            own_programmes=worker["programmes"],
            reserved=0,
            decile=self._chance.choice(DECILES),
            source="DTSEN",
            asked_at=asked_at,
            held_at=asked_at if state == PlaceState.HELD else None,
            free_from=None,
            ended_at=None,
            ended_by_id=None,
            reason=None,
            note="",
        )

    def _kept(self, prices: PriceList, fund: Row, worker: Row) -> Iterator[int]:
        person = PricedBy(worker["monthly_income"], worker["sector"], fund["programmes"])
        months, first = self._months[worker["id"]], self._since[worker["id"]]
        for month in first.run(fund["last_month"] - first + 1):
            owed = months.get(month)
            if owed is None:
                yield prices.month(person, month)
            elif owed["state"] not in DONE:
                yield owed["amount"]

    def _paid(self, worker: Row) -> Iterator[int]:
        months = self._months[worker["id"]].values()
        return (owed["amount"] for owed in months if owed["state"] == ObligationState.PAID)


def _may_wait(worker: Row, fund: Row) -> bool:
    """Of the region, and pays alone for the same programmes."""
    alone = (worker["payer"], worker["programmes"]) == (Payer.SELF, fund["programmes"])
    return alone and lies_in(worker["village_code"], fund["region_code"])


def _fund(stage: Stage, support: Support) -> Row:
    return next(row for row in stage.rows.of(Fund) if row["code"] == support.code)


def _quotas(stage: Stage, chance: Chance, fund: Row, people: Sequence[Row]) -> None:
    """The numbers of 2022 as quotas of the districts."""
    taken = Counter(worker["district_code"] for worker in people)
    for allotment in allotments():
        stage.rows.add(
            FundQuota,
            id=chance.uuid(),
            fund_id=fund["id"],
            region_code=allotment.district_code,
            agency=None,
            places=allotment.workers,
            taken=taken[allotment.district_code],
        )


def _limit(fund: Row, room: int) -> None:
    """The ceiling as a round sum; without `room` it is what is promised, and no month more."""
    used, step = fund["reserved"] + fund["spent"], MILLION if room else 5_000
    fund["ceiling"] = -(-(used + room) // step) * step


def _history(stage: Stage, chance: Chance, fund: Row) -> None:
    owner, law = LAW[fund["kind"]]
    begun = fund["first_month"].first_day - timedelta(days=20)
    fund |= {"owner": owner, "legal_number": law % begun.year, "legal_date": begun}
    fund["edited_by_id"] = stage.person("pemda@demo.id")
    _move(stage, chance, fund, "begin", FundState.DRAFT, begun)
    _move(stage, chance, fund, "edit", FundState.DRAFT, begun + timedelta(days=2), by="pemda@demo.id")
    _move(stage, chance, fund, "activate", FundState.ACTIVE, begun + timedelta(days=5))


def _move(
    stage: Stage,
    chance: Chance,
    fund: Row,
    verb: str,
    target: FundState,
    day: date,
    by: str = "admin@demo.id",
) -> None:
    stage.rows.add(
        FundMove,
        id=chance.uuid(),
        fund_id=fund["id"],
        verb=verb,
        source=None if verb == "begin" else FundState.DRAFT,
        target=target,
        note="",
        by_id=stage.person(by),
        at=at(day, 10),
    )


def _draft(stage: Stage, chance: Chance) -> None:
    """Next year's money, not decided yet."""
    year = stage.timeline.today.year + 1
    fund = stage.add_fund(
        chance,
        code=f"CSR-SIJUNJUNG-{year}",
        name=f"CSR perusahaan untuk pedagang pasar {year}",
        kind=FundingKind.CSR,
        months=(Month(year, 1), Month(year, 12)),
        state=FundState.DRAFT,
    )
    fund |= {"ceiling": 60 * MILLION, "ecosystems": ["market"], "owner": "Forum CSR Sijunjung"}
    fund["edited_by_id"] = stage.person("admin@demo.id")
    _move(stage, chance, fund, "begin", FundState.DRAFT, stage.timeline.today - timedelta(days=4))
