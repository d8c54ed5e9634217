"""From a file to people with cards, and back."""

import pytest
from sqlalchemy import func, select

from agentapp.contributions.models import Obligation
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.period import Month
from agentapp.funds.batches import undoing
from agentapp.funds.batches.costing import bill
from agentapp.funds.batches.models import Batch, BatchRow
from agentapp.funds.batches.states import BatchState, RowState
from agentapp.funds.checking import differences, loose_promises
from agentapp.funds.models import Fund
from agentapp.funds.places import FundPlace
from agentapp.workers.models import Card, Worker
from tests.funds.batches.conftest import done
from tests.funds.batches.sheets import people

PRICE = 16_800


def count(model) -> int:
    return sessions().scalar(select(func.count()).select_from(model))


def all_is_well(fund) -> None:
    sessions.expire_all()
    assert list(differences(sessions())) == []
    assert list(loose_promises(sessions(), sessions().get_one(Fund, fund.id))) == []


def test_a_clean_list_is_ready_and_priced(send, fund):
    batch = send(people(12))

    assert batch.state == BatchState.CHECKED, batch.failure
    assert (batch.rows_all, batch.rows_done) == (12, 12)
    priced = bill(sessions(), batch)
    assert (priced.people, priced.monthly, priced.total) == (12, 12 * PRICE, 9 * 12 * PRICE)


def test_its_money_is_promised_and_its_people_become_workers_with_cards(send, commit, approve, fund):
    batch = commit(send(people(12)))
    assert (batch.state, batch.reserved) == (BatchState.COMMITTED, 9 * 12 * PRICE)
    all_is_well(fund)

    batch = approve(batch)

    assert (batch.state, batch.reserved) == (BatchState.ENROLLED, 0)
    assert [count(model) for model in (Worker, Card, FundPlace, Obligation)] == [12, 12, 12, 12]
    assert set(sessions.scalars(select(Obligation.month))) == {Month.of(today())}
    assert set(sessions.scalars(select(BatchRow.state))) == {RowState.ENROLLED}
    assert sessions().get_one(Fund, fund.id).reserved == 9 * 12 * PRICE
    all_is_well(fund)


@pytest.mark.parametrize("enrolled", [False, True])
def test_undone_it_leaves_nothing_but_its_history(send, commit, approve, fund, enrolled):
    batch = commit(send(people(12)))
    if enrolled:
        batch = approve(batch)
    undoing.undo(fund.officer, batch.id)
    batch = done(batch)

    assert batch.state == BatchState.UNDONE
    assert count(BatchRow) == 0
    assert sessions().scalar(select(func.count()).where(Worker.withdrawn_at.is_(None))) == 0
    assert sessions().get_one(Fund, fund.id).reserved == 0
    all_is_well(fund)


def test_the_same_file_twice_is_one_batch(send):
    assert send(people(3)).id == send(people(3)).id
    assert count(Batch) == 1
