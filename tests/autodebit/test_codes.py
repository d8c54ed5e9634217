"""The payment code: what a payer pays with where the debit took nothing, at the simulated bank."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import select

from agentapp.autodebit.announcing import announce
from agentapp.autodebit.checking import check
from agentapp.autodebit.code_steps import tend_codes
from agentapp.autodebit.codes import PaymentCode, PaymentCodeState
from agentapp.autodebit.gateways import use_gateway
from agentapp.autodebit.polling import poll
from agentapp.autodebit.preparing import prepare
from agentapp.autodebit.reconciliation import reconcile
from agentapp.autodebit.sending import send_due
from agentapp.autodebit.simulator.personas import Persona
from agentapp.autodebit.timing import Occasion
from agentapp.contributions.models import Obligation, ObligationState, Payment, PaymentChannel
from agentapp.core.db import sessions
from agentapp.core.errors import FieldError
from agentapp.core.outbox_entry import OutboxEntry
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Payer
from agentapp.workers.models import Worker
from tests.autodebit.conftest import morning
from tests.contributions.members import pay
from tests.factories import (
    MandateFactory,
    ObligationFactory,
    SponsorFactory,
    SponsorMandateFactory,
    SponsorshipFactory,
    WorkerFactory,
)

DECEMBER = Month(2026, 12)
FIRST, DEBIT_DAY, AFTER = morning(1), morning(7), morning(9)


@pytest.fixture(autouse=True)
def december(session):
    with time_machine.travel(datetime(2026, 12, 7, 3, tzinfo=UTC)):
        yield


def refused(persona=Persona.TUTUP):
    """Somebody who owes December, whose debit is refused for good."""
    mandate = MandateFactory(persona=persona)
    ObligationFactory(worker=mandate.worker, month=DECEMBER)
    debited()
    return mandate


def pays_cash(mandate):
    """The worker of `mandate` pays December at the agent."""
    sessions.remove()
    worker = sessions().get_one(Worker, mandate.worker_id)
    pay(worker.agent, worker, 1, "KWT-1")


def debited():
    prepare(FIRST)
    announce(FIRST)
    send_due(DEBIT_DAY)


def code():
    sessions.remove()
    return sessions().scalars(select(PaymentCode).order_by(PaymentCode.turn.desc())).first()


def months():
    sessions.remove()
    return {owed.state for owed in sessions().scalars(select(Obligation))}


def told(kind):
    return [entry.text for entry in sessions().scalars(select(OutboxEntry).where(OutboxEntry.kind == kind))]


def test_what_a_closed_account_left_open_gets_a_code_that_is_sent_to_the_payer(bank):
    refused()

    assert tend_codes(DEBIT_DAY) == {"codes_wanted": 1, "codes_asked": 1, "codes_paid": 0}

    given = code()
    assert (given.state, given.amount) == (PaymentCodeState.ISSUED, 16_800)
    assert given.expires_at == datetime(2027, 2, 28, 16, 59, 59, tzinfo=UTC)
    assert months() == {ObligationState.DUE}
    (text,) = told("code_given")
    assert "Rp16.800" in text
    assert "28 Februari 2027" in text
    assert given.number in text.replace(" ", "")
    assert "Kode bayarnya segera kami kirim." in told("debit_refused")[0]


def test_a_debit_that_is_tried_again_gets_none_before_the_last_try(bank):
    refused(Persona.KOSONG)
    assert tend_codes(DEBIT_DAY)["codes_wanted"] == 0

    send_due(morning(8))
    assert tend_codes(morning(8))["codes_wanted"] == 0
    send_due(morning(14))

    assert tend_codes(morning(14))["codes_wanted"] == 1


def test_as_often_as_one_likes_it_is_one_code(bank):
    refused()
    for _ in range(3):
        tend_codes(DEBIT_DAY, whole_day=True)

    assert sessions().query(PaymentCode).count() == 1
    assert b"16.800" in bank.ask("GET", "/_codes")


def test_a_code_that_is_paid_pays_the_month_with_a_receipt(bank):
    refused()
    tend_codes(DEBIT_DAY)
    reference = bank.pay_code(code().number)

    assert tend_codes(DEBIT_DAY, whole_day=True)["codes_paid"] == 1

    assert months() == {ObligationState.PAID}
    payment = sessions().scalars(select(Payment)).one()
    assert (payment.channel, payment.amount, payment.recorded_by_id) == (PaymentChannel.CODE, 16_800, None)
    assert payment.reference.startswith(reference)
    assert [(row["reference"], row["amount"], row["period"]) for row in bank.book()] == [
        (reference, 16_800, "2026-12")
    ]
    assert "Rp16.800" in told("receipt")[0]
    assert check(bank.gateway).ok


@pytest.mark.parametrize("order", ["poll, file", "file, poll"])
def test_told_by_poll_and_by_file_in_any_order_it_is_paid_once(bank, order):
    refused()
    tend_codes(DEBIT_DAY)
    bank.pay_code(code().number)

    for way in order.split(", ") * 2:
        if way == "poll":
            tend_codes(AFTER, whole_day=True)
        else:
            taken = reconcile(bank.gateway, bank.ask("GET", "/_book"), AFTER)
            assert (taken.matched, taken.suspense) == (1, 0)

    assert months() == {ObligationState.PAID}
    assert sessions().query(Payment).count() == 1
    assert check(bank.gateway).ok


def test_money_for_a_month_that_was_paid_in_cash_meanwhile_goes_back(bank):
    mandate = refused()
    tend_codes(DEBIT_DAY)
    pays_cash(mandate)
    bank.pay_code(code().number)

    tend_codes(DEBIT_DAY, whole_day=True)

    paid = code()
    assert (paid.state, paid.owed) == (PaymentCodeState.PAID, 16_800)
    assert "Rp16.800 akan dikembalikan" in told("code_owed")[0]
    assert sessions().query(Payment).count() == 1
    assert check(bank.gateway).ok


def test_money_for_a_code_is_not_typed_in_by_an_agent_as_well(bank):
    mandate = refused()
    tend_codes(DEBIT_DAY)
    number = code().number
    worker = sessions().get_one(Worker, mandate.worker_id)

    with pytest.raises(FieldError):
        pay(worker.agent, worker, 1, f"{number[:4]} {number[4:]}", channel=PaymentChannel.CODE)


def test_a_month_that_is_paid_in_cash_withdraws_its_code(bank):
    mandate = refused()
    tend_codes(DEBIT_DAY)
    number = code().number
    pays_cash(mandate)

    tend_codes(DEBIT_DAY)

    assert code().state == PaymentCodeState.WITHDRAWN
    assert not any(item.stands for item in code().items)
    assert b"Bayar kode " + number.encode() not in bank.ask("GET", "/_codes")
    assert check(bank.gateway).ok


def test_a_sponsors_code_follows_what_is_still_owed(bank):
    sponsor = SponsorFactory()
    SponsorMandateFactory(sponsor=sponsor, persona=Persona.TUTUP)
    workers = [WorkerFactory(payer=Payer.SPONSOR, payer_code=sponsor.code) for _ in range(3)]
    for worker in workers:
        SponsorshipFactory(sponsor=sponsor, worker=worker)
        ObligationFactory(worker=worker, month=DECEMBER, funding=FundingKind.SPONSOR, payer_code=sponsor.code)
    debited()
    tend_codes(DEBIT_DAY)
    assert code().amount == 3 * 16_800
    sessions.remove()
    carried = sessions().get_one(Worker, workers[0].id)
    pay(carried.agent, carried, 1, "KWT-1")

    for _ in range(2):
        tend_codes(DEBIT_DAY)
    assert (code().turn, code().amount) == (2, 2 * 16_800)
    bank.pay_code(code().number)
    tend_codes(DEBIT_DAY, whole_day=True)

    assert months() == {ObligationState.PAID}
    assert "Rp33.600 untuk 2 orang" in told("code_paid")[0]
    assert check(bank.gateway).ok


def test_what_is_paid_after_its_time_still_pays_the_month(bank):
    refused()
    tend_codes(DEBIT_DAY)
    number = code().number
    over = Occasion.on(date(2027, 3, 1))
    with time_machine.travel(over.moment):
        tend_codes(over)
    assert code().state == PaymentCodeState.EXPIRED

    bank.pay_code(number, force=True)
    reconcile(bank.gateway, bank.ask("GET", "/_book"), AFTER)

    assert months() == {ObligationState.PAID}
    assert check(bank.gateway).ok


def test_what_is_paid_a_second_time_is_money_that_nobody_can_place(bank):
    refused()
    tend_codes(DEBIT_DAY)
    for _ in range(2):
        bank.pay_code(code().number, force=True)
    tend_codes(DEBIT_DAY, whole_day=True)
    assert not check(bank.gateway).ok

    taken = reconcile(bank.gateway, bank.ask("GET", "/_book"), AFTER)

    assert (taken.matched, taken.suspense) == (1, 1)
    assert check(bank.gateway).ok


def test_what_the_bank_takes_back_is_open_again(bank):
    refused()
    tend_codes(DEBIT_DAY)
    reference = bank.pay_code(code().number)
    tend_codes(DEBIT_DAY, whole_day=True)
    bank.charge_back(reference)

    reconcile(bank.gateway, bank.ask("GET", "/_book"), AFTER)

    assert code().state == PaymentCodeState.TAKEN_BACK
    assert months() == {ObligationState.REVERSED}
    assert check(bank.gateway).ok


def test_a_month_with_a_code_is_not_debited_by_another_mandate(bank):
    mandate = refused()
    tend_codes(DEBIT_DAY)
    sessions.remove()
    MandateFactory(worker=sessions().get_one(Worker, mandate.worker_id))

    assert prepare(DEBIT_DAY).debits == 0


def test_without_a_bank_that_gives_codes_nothing_is_wanted(bank, monkeypatch):
    refused()
    bank.gateway.codes = None

    assert tend_codes(DEBIT_DAY) == {}
    assert code() is None


def test_a_silent_bank_is_asked_again_for_the_same_code(bank):
    refused()
    silent = bank.open(base_url="http://127.0.0.1:9", tries=1)
    use_gateway(silent)
    tend_codes(DEBIT_DAY)
    number = code().number
    assert code().state == PaymentCodeState.WANTED
    silent.close()

    use_gateway(bank.gateway)
    tend_codes(DEBIT_DAY, whole_day=True)

    assert (code().state, code().number, code().turn) == (PaymentCodeState.ISSUED, number, 1)


def test_polling_debits_leaves_codes_alone(bank):
    refused()
    poll(DEBIT_DAY)

    assert code() is None
