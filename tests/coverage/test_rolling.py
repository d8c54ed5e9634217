"""Counting a month: the cells say what the workers and their months say, whatever was counted before."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select, update

from agentapp.contributions.ledger import EntryKind, LedgerEntry
from agentapp.contributions.models import STANDS, Obligation, ObligationState
from agentapp.contributions.standing import standings
from agentapp.core.clock import now
from agentapp.core.db import sessions
from agentapp.core.nik import Sex
from agentapp.coverage import rolling
from agentapp.coverage.facts import COUNTED
from agentapp.coverage.models import CoverageCell, CoverageMonth, Dimension
from agentapp.coverage.proving import OF_SOME, prove
from agentapp.coverage.rolling import NotCountable, roll_up
from agentapp.funds.places import EndReason, PlaceState
from agentapp.programmes.kinds import Ecosystem, Payer, Programmes
from agentapp.workers.models import Worker
from tests.coverage.worlds import NOV, ago, carried, settler
from tests.factories import SUNGAI_LANSEK, AgentFactory, FundFactory, ObligationFactory, PaymentFactory
from tests.factories.payers import FundPlaceFactory
from tests.support.crowd import at_once

pytestmark = pytest.mark.usefixtures("clock")

MUARO = "13.03.04.2004"
ADDED_UP = (*COUNTED, "due", "paid")


def cells(dimension=Dimension.ALL, month=NOV):
    found = select(CoverageCell).where(CoverageCell.month == month, CoverageCell.dimension == dimension)
    return {(cell.village_code, cell.value): cell for cell in sessions().scalars(found)}


def counts(cell):
    return cell.covered, cell.arrears, cell.ended, cell.waiting


def every_cell():
    columns = [column.name for column in CoverageCell.__table__.columns]
    rows = sessions().execute(select(CoverageCell.__table__).order_by(*columns)).all()
    sessions().commit()
    return rows


def test_people_are_counted_where_they_stand():
    settler(0)
    settler(1)
    settler(4)
    settler(since=0)

    rolled = roll_up(NOV)

    assert counts(cells()[SUNGAI_LANSEK, ""]) == (1, 1, 1, 1)
    assert (rolled.villages, rolled.workers, rolled.covered) == (1, 4, 1)
    assert (rolled.due, rolled.paid) == (4 * 16_800, 16_800)


def test_each_dimension_has_its_own_cells():
    fund = FundFactory()
    agent = AgentFactory()
    settler(0, agent=agent, occupation="Petani karet", sex=Sex.FEMALE, ecosystem=Ecosystem.MARKET)
    carried(fund.code, 0, agent=agent, occupation="Penyair", programmes=Programmes.JKK_JKM_JHT)

    roll_up(NOV)

    assert {value for _, value in cells(Dimension.OCCUPATION)} == {"farmer", "other"}
    assert {value for _, value in cells(Dimension.ECOSYSTEM)} == {"market", "village"}
    assert {value for _, value in cells(Dimension.PAYER)} == {"self", "apbd"}
    assert [(value, cell.covered) for (_, value), cell in cells(Dimension.FUND).items()] == [(fund.code, 1)]


def test_the_agency_is_that_of_the_months_place():
    worker = settler(0, 1, 2)
    ended = {"state": PlaceState.ENDED, "ended_at": now(), "reason": EndReason.MOVED}
    FundPlaceFactory(worker=worker, agency="Dinas Pertanian", first_month=ago(3), free_from=NOV, **ended)
    FundPlaceFactory(worker=worker, agency="Dinas Pasar", first_month=NOV, state=PlaceState.WAITING)

    for month, agency in ((ago(1), {"Dinas Pertanian"}), (NOV, set())):
        roll_up(month)
        assert {value for _, value in cells(Dimension.AGENCY, month)} == agency


def test_the_payer_is_that_of_the_month():
    """Who was carried by a fund in November pays alone from December on."""
    worker = carried("APBD-1", 0)
    worker.payer, worker.payer_code = Payer.SELF, None
    worker.funding = "self"
    sessions().commit()

    roll_up(NOV)

    assert {value for _, value in cells(Dimension.PAYER)} == {"apbd"}


def test_a_month_before_somebody_joined_does_not_count_them():
    settler(0, accepted_at=now(), since=0)
    settler(2)

    assert roll_up(ago(2)).workers == 1
    assert roll_up(NOV).workers == 2


def test_an_approval_undone_is_not_counted():
    worker = settler(since=0, owes=False)
    roll_up(NOV)
    worker.withdrawn_at = now()
    sessions().commit()

    assert roll_up(NOV).workers == 0
    assert not cells()


def test_counting_twice_changes_nothing():
    settler(0)
    carried("APBD-1", 1)
    roll_up(NOV)
    before = every_cell()

    roll_up(NOV)

    assert every_cell() == before


def test_a_count_that_was_cut_short_is_finished_by_the_next(monkeypatch):
    settler(0)
    settler(0, village_code=MUARO)
    count = rolling.roll_district

    def dies_at_the_second(session, statement, month, district):
        if district == SUNGAI_LANSEK[:8]:
            raise ConnectionError
        count(session, statement, month, district)

    with monkeypatch.context() as patch:
        patch.setattr(rolling, "roll_district", dies_at_the_second)
        with pytest.raises(ConnectionError):
            roll_up(NOV)
    assert {village for village, _ in cells()} == {MUARO}
    assert sessions().get(CoverageMonth, NOV).counted_at is None

    roll_up(NOV)

    assert {village for village, _ in cells()} == {MUARO, SUNGAI_LANSEK}


@pytest.mark.parametrize("months", [-1, 12 * 7])
def test_a_month_to_come_or_long_gone_is_not_counted(months):
    with pytest.raises(NotCountable):
        roll_up(ago(months))


def test_figures_are_those_of_the_ledger_to_the_rupiah():
    for paid in ((0, 1), (1,), (3, 0), ()):
        settler(*paid)
    roll_up(NOV)

    entries = sessions().scalars(
        select(LedgerEntry)
        .join(Obligation, Obligation.id == LedgerEntry.obligation_id)
        .where(LedgerEntry.kind == EntryKind.CONTRIBUTION, Obligation.month == NOV)
    )

    assert sum(cell.paid for cell in cells().values()) == sum(entry.amount for entry in entries) == 33_600


people = some.lists(
    some.fixed_dictionaries(
        {
            "paid": some.sets(some.integers(-1, 6), max_size=4),
            "since": some.integers(-1, 8),
            "owes": some.booleans(),
            "village_code": some.sampled_from([SUNGAI_LANSEK, MUARO]),
            "payer": some.sampled_from([Payer.SELF, Payer.FUND]),
            "occupation": some.sampled_from(["Tukang ojek", "Penyair"]),
        }
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=people)
def test_cells_are_what_one_counts_person_by_person(people):
    """Against `standing`, which works out each worker's protection in Python, and against the months themselves.

    Each example adds people to the world of those before it.
    """
    agent = AgentFactory()
    for facts in people:
        code = {"payer_code": "APBD-9" if facts["payer"] == Payer.FUND else None}
        paid = facts.pop("paid")
        settler(*paid, agent=agent, **facts | code | {"since": max(facts["since"], *paid, -1)})
    roll_up(NOV)

    workers = sessions().scalars(select(Worker)).all()
    stands = standings(sessions(), workers)
    for dimension in set(Dimension) - set(OF_SOME):
        found = cells(dimension).values()
        summed = {name: sum(getattr(cell, name) for cell in found) for name in ADDED_UP}
        assert summed == {
            **{
                name: sum(stands[worker.id].protection.status == status for worker in workers)
                for name, status in COUNTED.items()
            },
            **rupiah(),
        }
    assert prove(NOV).ok


def rupiah():
    owed = sessions().scalars(select(Obligation).where(Obligation.month == NOV, STANDS)).all()
    return {
        "due": sum(each.amount for each in owed),
        "paid": sum(each.amount for each in owed if each.payment_id),
    }


def test_a_cell_that_was_tampered_with_is_found_and_put_right():
    settler(0)
    roll_up(NOV)
    sessions().execute(update(CoverageCell).values(covered=7))
    sessions().commit()

    assert prove(NOV).ok
    assert counts(cells()[SUNGAI_LANSEK, ""]) == (1, 0, 0, 0)
    assert sessions().get(CoverageMonth, NOV).proved_at == now()


def test_what_the_ledger_does_not_know_of_is_no_proof():
    """A month is called paid, but no money was booked for it."""
    ObligationFactory(
        worker=settler(owes=False), month=NOV, state=ObligationState.PAID, payment=PaymentFactory()
    )
    roll_up(NOV)

    assert prove(NOV).wrong == (SUNGAI_LANSEK,)
    assert sessions().get(CoverageMonth, NOV).proved_at is None


def test_two_who_count_at_once_come_to_the_same():
    for village in (SUNGAI_LANSEK, MUARO):
        settler(0, 1, village_code=village)
    roll_up(NOV)
    before = every_cell()

    done = at_once([lambda: roll_up(NOV).workers] * 3)

    assert done == [2, 2, 2]
    assert every_cell() == before
