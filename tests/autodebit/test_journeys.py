"""What becomes of a month under a mandate, for each kind of payer that the simulated bank knows."""

import pytest
from sqlalchemy import select

from agentapp.autodebit.announcing import announce
from agentapp.autodebit.attempts import Attempt, AttemptState
from agentapp.autodebit.checking import check
from agentapp.autodebit.models import Mandate, MandateState
from agentapp.autodebit.polling import poll
from agentapp.autodebit.preparing import prepare
from agentapp.autodebit.reconciliation import reconcile
from agentapp.autodebit.sending import Sent, send_due
from agentapp.autodebit.simulator.personas import Persona
from agentapp.contributions.models import Obligation, ObligationState, Payment
from agentapp.core.db import sessions
from agentapp.core.outbox_entry import OutboxEntry
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Payer
from tests.autodebit.conftest import morning
from tests.factories import (
    MandateFactory,
    ObligationFactory,
    SponsorFactory,
    SponsorMandateFactory,
    WorkerFactory,
)

DECEMBER = Month(2026, 12)
FIRST, DEBIT_DAY, SECOND_TRY, THIRD_TRY = morning(1), morning(7), morning(8), morning(14)


def mandate_of(persona=Persona.LANCAR, **given):
    """Somebody who owes December and pays it by auto-debit."""
    mandate = MandateFactory(persona=persona, **given)
    ObligationFactory(worker=mandate.worker, month=DECEMBER)
    return mandate


def debited(occasion=DEBIT_DAY):
    """Announced on the 1st, sent on the debit day."""
    prepare(FIRST)
    announce(FIRST)
    return send_due(occasion)


def months():
    sessions.remove()
    return list(sessions().scalars(select(Obligation).order_by(Obligation.id)))


def attempts():
    sessions.remove()
    return list(sessions().scalars(select(Attempt).order_by(Attempt.reference)))


def state_of_month():
    return months()[0].state


def test_lancar_pays_and_has_a_receipt(bank):
    mandate_of()

    assert debited()[Sent.SUCCEEDED] == 1

    assert state_of_month() == ObligationState.PAID
    payment = sessions().scalars(select(Payment)).one()
    assert (payment.amount, payment.recorded_by_id) == (16_800, None)
    assert [(row["amount"], row["period"], row["status"]) for row in bank.book()] == [
        (16_800, "2026-12", "settled")
    ]
    assert check(bank.gateway).ok


def test_a_sponsor_pays_for_all_they_carry_with_one_debit(bank):
    sponsor = SponsorFactory()
    SponsorMandateFactory(sponsor=sponsor)
    for _ in range(3):
        worker = WorkerFactory(payer=Payer.SPONSOR, payer_code=sponsor.code)
        ObligationFactory(worker=worker, month=DECEMBER, funding=FundingKind.SPONSOR, payer_code=sponsor.code)

    assert debited()[Sent.SUCCEEDED] == 1

    assert [owed.state for owed in months()] == [ObligationState.PAID] * 3
    assert [row["amount"] for row in bank.book()] == [3 * 16_800]
    assert sessions().query(Payment).count() == 3
    assert check(bank.gateway).ok
    told = sessions().scalars(select(OutboxEntry).where(OutboxEntry.kind == "debit_taken")).one()
    assert told.subject == "Iuran Desember 2026 sudah diterima"
    assert "Rp50.400 untuk 3 orang" in told.text


def test_kosong_is_tried_again_twice_and_then_no_more(bank):
    mandate_of(Persona.KOSONG)

    assert debited()[Sent.DECLINED] == 1
    assert state_of_month() == ObligationState.DUE
    assert send_due(SECOND_TRY)[Sent.DECLINED] == 1
    assert send_due(morning(11))[Sent.SKIPPED] == 0
    assert send_due(THIRD_TRY)[Sent.DECLINED] == 1
    assert send_due(morning(21))[Sent.DECLINED] == 0

    assert [each.state for each in attempts()] == [AttemptState.DECLINED_RETRYABLE] * 3
    assert bank.book() == []
    assert check(bank.gateway).ok


@pytest.mark.parametrize("persona", [Persona.TUTUP, Persona.CABUT])
def test_a_closed_or_revoked_account_ends_the_mandate(bank, persona):
    mandate = mandate_of(persona)

    assert debited()[Sent.DECLINED] == 1

    sessions.remove()
    assert sessions().get_one(Mandate, mandate.id).state == MandateState.FAILED
    assert state_of_month() == ObligationState.DUE
    assert send_due(SECOND_TRY) == dict.fromkeys(Sent, 0)


@pytest.mark.parametrize("persona", [Persona.LAMBAT, Persona.HILANG])
def test_what_is_unknown_is_asked_about_until_it_is_known(bank, persona):
    mandate_of(persona)

    assert debited()[Sent.UNKNOWN] == 1
    assert state_of_month() == ObligationState.COLLECTING
    assert send_due(SECOND_TRY) == dict.fromkeys(Sent, 0)
    poll(DEBIT_DAY, whole_day=True)
    poll(DEBIT_DAY, whole_day=True)

    assert state_of_month() == ObligationState.PAID
    assert len(bank.book()) == 1
    assert check(bank.gateway).ok


def test_what_tarik_takes_back_is_open_again_and_not_debited_again(bank):
    mandate_of(Persona.TARIK)
    debited()
    bank.charge_back()

    assert not check(bank.gateway).ok
    taken = reconcile(bank.gateway, bank.ask("GET", "/_book"), SECOND_TRY)

    assert (taken.matched, taken.suspense) == (1, 0)
    assert state_of_month() == ObligationState.REVERSED
    assert attempts()[0].state == AttemptState.CHARGED_BACK
    assert prepare(SECOND_TRY).debits == 0
    assert check(bank.gateway).ok


def test_the_settlement_file_settles_and_is_taken_once(bank):
    mandate_of(Persona.HILANG)
    debited()

    for _ in range(2):
        taken = reconcile(bank.gateway, bank.ask("GET", "/_book"), SECOND_TRY)
        assert (taken.matched, taken.suspense, taken.total) == (1, 0, 16_800)

    assert attempts()[0].state == AttemptState.SETTLED
    assert state_of_month() == ObligationState.PAID
    assert check(bank.gateway).ok


def test_preparing_twice_announces_once(bank):
    mandate_of()

    assert [prepare(FIRST).debits, prepare(FIRST).debits] == [1, 0]
    assert [announce(FIRST), announce(FIRST)] == [1, 0]


def test_without_notice_of_three_days_nothing_is_sent(bank):
    mandate_of()
    prepare(FIRST)

    assert send_due(DEBIT_DAY) == dict.fromkeys(Sent, 0)
    announce(morning(5))
    assert send_due(DEBIT_DAY)[Sent.SKIPPED] == 1
    assert send_due(SECOND_TRY)[Sent.SUCCEEDED] == 1
