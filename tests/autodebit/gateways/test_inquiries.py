"""Asking what became of a debit: by hand, after a duplicate, and how far back a bank remembers."""

from datetime import timedelta

import pytest

from agentapp.autodebit.gateway import Answer, Cause, Outcome
from agentapp.core.clock import now
from tests.autodebit.gateways.debits import debit
from tests.support.odd_bank import raw, says, waits

STATUS = "/v1.0/debit/status"


def status(latest, **fields):
    return says("2005500", latestTransactionStatus=latest, **fields)


@pytest.mark.parametrize(
    ("latest", "outcome"),
    [
        ("00", Outcome.SUCCEEDED),
        ("01", Outcome.UNKNOWN),
        ("02", Outcome.UNKNOWN),
        ("03", Outcome.UNKNOWN),
        ("04", Outcome.REFUNDED),
        ("05", Outcome.DECLINED_RETRYABLE),
        ("06", Outcome.DECLINED_RETRYABLE),
        ("07", Outcome.NOT_FOUND),
        ("08", Outcome.UNKNOWN),
        ("", Outcome.UNKNOWN),
        ("0" * 99, Outcome.UNKNOWN),
        (0, Outcome.UNKNOWN),
        (None, Outcome.UNKNOWN),
    ],
)
def test_each_status_has_its_meaning_and_others_have_none(told, latest, outcome):
    gateway, _ = told(status(latest))
    answer = gateway.inquire(debit())

    assert answer.outcome == outcome
    assert len(answer.code) <= 20


def test_why_a_debit_failed_is_told_by_the_code_it_got(told):
    gateway, _ = told(status("06", originalResponseCode="4045411"))

    assert gateway.inquire(debit()) == Answer(
        outcome=Outcome.DECLINED_FINAL, code="4045411", cause=Cause.ACCOUNT_CLOSED
    )


@pytest.mark.parametrize("original", ["2005400", "5005400", "?", None])
def test_a_failure_whose_code_says_nothing_is_a_refusal(told, original):
    gateway, _ = told(status("06", originalResponseCode=original))
    answer = gateway.inquire(debit())

    assert (answer.outcome, answer.cause) == (Outcome.DECLINED_RETRYABLE, Cause.REFUSED)


def test_not_found_counts_as_far_back_as_the_bank_reaches(told):
    gateway, _ = told(says("4045501"), reach_back=timedelta(days=7))
    fresh, old = debit(), debit(asked_at=now() - timedelta(days=8))

    assert gateway.inquire(fresh).outcome == Outcome.NOT_FOUND
    assert gateway.inquire(old).outcome == Outcome.UNKNOWN


def test_an_inquiry_is_tried_again_when_nothing_comes(told):
    gateway, bank = told(waits(60), status("00"), read_seconds=1)

    assert gateway.inquire(debit()).outcome == Outcome.SUCCEEDED
    assert len(bank.calls(STATUS)) == 2


def test_but_not_for_ever(told):
    gateway, bank = told(raw(b""), tries=3)

    assert gateway.inquire(debit()).outcome == Outcome.UNKNOWN
    assert len(bank.calls(STATUS)) == 3


def test_a_duplicate_is_asked_about_and_answered_so(told):
    gateway, bank = told(says("4095401"), status("06", originalResponseCode="4035414"))

    assert gateway.send(debit()).cause == Cause.INSUFFICIENT_FUNDS
    assert [asked.path for asked in bank.calls()] == ["/v1.0/debit/payment-host-to-host", STATUS]


@pytest.mark.parametrize("second", [says("4045501"), status("07"), raw(b""), status("03"), says("5005500")])
def test_a_duplicate_that_nothing_is_known_of_is_unknown(told, second):
    gateway, _ = told(says("4095401"), second)

    assert gateway.send(debit()).outcome == Outcome.UNKNOWN


def test_a_refund_that_was_had_already_is_asked_about(told):
    gateway, _ = told(says("4095801"), status("04"))
    assert gateway.refund(debit(), "F1").outcome == Outcome.REFUNDED

    gateway, _ = told(says("4095801"), status("00"))
    assert gateway.refund(debit(), "F1").outcome == Outcome.UNKNOWN
