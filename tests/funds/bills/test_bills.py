"""A fund's bill: one sum for the months of all it carries, paid whole or not at all."""

from datetime import date
from functools import partial

import pytest
from sqlalchemy import func, select

from agentapp.contributions.ledger import Account, EntryKind, LedgerEntry
from agentapp.contributions.models import Obligation, ObligationState, Payment, PaymentChannel
from agentapp.contributions.service import MoneyReceived, record_payment
from agentapp.core.db import sessions
from agentapp.core.errors import Conflict, FieldError, IllegalMove, NotFound, StaleVersion
from agentapp.core.outbox_entry import OutboxEntry
from agentapp.funds.bills import billing, paying
from agentapp.funds.bills.billing import NothingToBill
from agentapp.funds.bills.models import BillLine, BillState
from agentapp.funds.bills.paying import ListChanged, Transfer
from agentapp.funds.places import FundPlace
from agentapp.programmes.kinds import Payer
from tests.factories import FundOfficerFactory, MamujuFactory, SupervisorFactory
from tests.funds.bills.conftest import NOV, month_of
from tests.support.crowd import at_once

TODAY = date(2026, 11, 5)


@pytest.fixture
def bill(officer, fund, owed):
    return billing.make(officer, fund.id, NOV)


def transfer(**changes):
    return Transfer(**{"amount": 50_400, "received_on": TODAY, "reference": "TRF-1", **changes})


def states():
    sessions().expire_all()
    return sorted(sessions().scalars(select(Obligation.state)))


def test_a_bill_asks_for_all_that_waits_and_nobody_else_may_take_it(bill, owed):
    assert (bill.people, bill.amount, bill.state) == (3, 50_400, BillState.OPEN)
    assert states() == ["collecting"] * 3


def test_who_came_later_stands_on_a_second_bill(bill, officer, fund, agent):
    month_of(fund, agent)

    second = billing.make(officer, fund.id, NOV)

    assert (second.people, second.amount) == (1, 16_800)
    with pytest.raises(NothingToBill):
        billing.make(officer, fund.id, NOV)


def test_paid_it_settles_exactly_its_list(bill, supervisor, fund, agent):
    later = month_of(fund, agent)

    paying.record(supervisor, bill.id, transfer())

    assert states() == ["due", "paid", "paid", "paid"]
    assert sessions().get(Obligation, later.id).state == ObligationState.DUE
    payments = sessions().scalars(select(Payment).order_by(Payment.reference)).all()
    assert [payment.reference for payment in payments] == [f"{bill.number}-{place}" for place in (1, 2, 3)]
    assert {payment.channel for payment in payments} == {PaymentChannel.CODE}
    assert len({payment.number for payment in payments}) == 3
    assert {payment.recorded_by_id for payment in payments} == {supervisor.id}


def test_the_books_balance_with_the_bill(bill, supervisor):
    paying.record(supervisor, bill.id, transfer())

    booked = select(LedgerEntry.kind, LedgerEntry.debit, func.count(), func.sum(LedgerEntry.amount))
    rows = sessions().execute(booked.group_by(LedgerEntry.kind, LedgerEntry.debit)).all()
    assert sorted(map(tuple, rows)) == [
        (EntryKind.CONTRIBUTION, Account.PAYER, 3, 50_400),
        (EntryKind.RECEIVED, Account.PAYMENT_CODE, 3, 50_400),
    ]


def test_what_was_kept_is_spent(bill, supervisor, fund):
    paying.record(supervisor, bill.id, transfer())

    assert (fund.reserved, fund.spent) == (3 * 8 * 16_800, 50_400)
    assert set(sessions().scalars(select(FundPlace.reserved))) == {8 * 16_800}


def test_each_worker_gets_a_receipt(bill, supervisor):
    paying.record(supervisor, bill.id, transfer())

    told = sessions().scalars(select(OutboxEntry.kind)).all()
    assert told == ["receipt"] * 3


def test_told_twice_it_is_paid_once(bill, supervisor):
    paying.record(supervisor, bill.id, transfer())

    paying.record(supervisor, bill.id, transfer())

    assert sessions().query(Payment).count() == 3
    with pytest.raises(IllegalMove):
        paying.record(supervisor, bill.id, transfer(reference="TRF-2"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": 50_399}, "amount"),
        ({"amount": 50_401}, "amount"),
        ({"received_on": date(2026, 11, 6)}, "received_on"),
        ({"received_on": date(2026, 11, 4)}, "received_on"),
    ],
)
def test_a_transfer_that_does_not_fit_settles_nothing(bill, supervisor, changes, field):
    with pytest.raises(FieldError) as refused:
        paying.record(supervisor, bill.id, transfer(**changes))

    assert refused.value.field == field
    assert states() == ["collecting"] * 3
    assert bill.state == BillState.OPEN


def test_a_list_that_changed_is_not_paid_at_all(bill, owed, supervisor, fund):
    owed[0].amount, owed[0].jkk = 8_400, 1_600
    sessions().commit()

    with pytest.raises(ListChanged):
        paying.record(supervisor, bill.id, transfer())

    assert states() == ["collecting"] * 3
    assert sessions().query(Payment).count() == 0
    assert fund.spent == 0


def test_a_page_of_yesterday_pays_nothing(bill, supervisor):
    shown = bill.version
    paying.note_code(supervisor, bill.id, "1234567890", shown)

    with pytest.raises(StaleVersion):
        paying.record(supervisor, bill.id, transfer(), shown)

    assert bill.payment_code == "1234567890"


def test_withdrawn_its_months_wait_again(bill, officer, fund):
    billing.withdraw(officer, bill.id, "salah daftar")

    assert states() == ["due"] * 3
    assert set(sessions().scalars(select(BillLine.live))) == {False}
    assert billing.make(officer, fund.id, NOV).people == 3


def test_withdrawn_a_month_of_somebody_who_left_goes_to_who_pays_by_now(bill, officer, owed):
    left = owed[0].worker
    left.payer, left.payer_code, left.funding = Payer.SELF, None, "self"
    sessions().query(FundPlace).filter_by(worker_id=left.id).delete()
    sessions().commit()

    billing.withdraw(officer, bill.id, "")

    standing = select(Obligation.payer_code).where(
        Obligation.worker_id == left.id, Obligation.state == ObligationState.DUE
    )
    assert sessions().scalars(standing).all() == [None]


def test_a_month_on_a_bill_is_not_paid_by_hand(bill, owed, agent):
    worker = owed[0].worker
    money = MoneyReceived(
        channel=PaymentChannel.CASH,
        reference="KW-1",
        received_on=TODAY,
        months=1,
        first=NOV,
        amount=16_800,
    )

    with pytest.raises(Conflict):
        record_payment(agent, worker.id, money)

    assert sessions().get(Obligation, owed[0].id).state == ObligationState.COLLECTING


@pytest.mark.parametrize("state", [BillState.PAID, BillState.WITHDRAWN])
def test_an_ended_bill_does_not_move(bill, officer, supervisor, state):
    if state == BillState.PAID:
        paying.record(supervisor, bill.id, transfer())
    else:
        billing.withdraw(officer, bill.id, "")

    with pytest.raises(IllegalMove):
        billing.withdraw(officer, bill.id, "")
    with pytest.raises(IllegalMove):
        paying.note_code(supervisor, bill.id, "1")
    assert bill.state == state


def test_of_two_who_record_it_at_once_one_does(bill, supervisor):
    bill_id = bill.id
    sessions().commit()

    ends = at_once(
        [
            partial(paying.record, supervisor, bill_id, transfer(reference="TRF-1")),
            partial(paying.record, supervisor, bill_id, transfer(reference="TRF-2")),
        ]
    )

    assert sum(isinstance(end, IllegalMove) for end in ends) == 1
    assert sessions().query(Payment).count() == 3


def test_of_two_who_bill_at_once_one_does(officer, fund, owed):
    fund_id = fund.id
    sessions().commit()

    ends = at_once([partial(billing.make, officer, fund_id, NOV)] * 2)

    assert sum(isinstance(end, NothingToBill) for end in ends) == 1
    assert sessions().query(BillLine).count() == 3


def test_others_do_not_find_it(bill, fund):
    far = SupervisorFactory(branch=MamujuFactory())

    with pytest.raises(NotFound):
        paying.record(far, bill.id, transfer())
    with pytest.raises(NotFound):
        billing.withdraw(FundOfficerFactory(), bill.id, "")
    with pytest.raises(NotFound):
        billing.make(FundOfficerFactory(), fund.id, NOV)
    assert bill.state == BillState.OPEN
