"""What a bank tells us by itself: believed only with its signature, of these minutes, for our path."""

from datetime import timedelta

import pytest
import time_machine

from agentapp.autodebit.gateway import BadNotification, Cause, Outcome
from agentapp.autodebit.gateways.signatures import notice_text, sign, stamp
from agentapp.autodebit.gateways.simulator import simulated
from agentapp.autodebit.gateways.snap import SnapGateway
from agentapp.autodebit.gateways.snap_http import written
from agentapp.core.clock import now
from tests.support.bank import keys

PATH = "/bank/simulator/notify"
PAID = {
    "originalPartnerReferenceNo": "G2611A0000001",
    "originalReferenceNo": "SIM1",
    "amount": {"value": "16800.00", "currency": "IDR"},
    "latestTransactionStatus": "00",
}


@pytest.fixture
def gateway():
    return SnapGateway(simulated(keys(), "http://127.0.0.1:9"))


def signed(body, at=None, key=None, path=PATH):
    timestamp = at or stamp(now())
    return {
        "X-Timestamp": timestamp,
        "x-signature": sign(key or keys().bank, notice_text(path, body, timestamp)),
    }


def read(gateway, fields, **how):
    body = fields if isinstance(fields, bytes) else written(fields)
    return gateway.read_notification(PATH, signed(body, **how), body)


def test_a_notification_says_what_became_of_a_debit(gateway):
    told = read(gateway, PAID)

    assert told.reference == "G2611A0000001"
    assert (told.answer.outcome, told.answer.amount, told.answer.bank_reference) == (
        Outcome.SUCCEEDED,
        16_800,
        "SIM1",
    )


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("03", Outcome.UNKNOWN),
        ("04", Outcome.REFUNDED),
        ("06", Outcome.DECLINED_RETRYABLE),
        ("07", Outcome.UNKNOWN),
        ("42", Outcome.UNKNOWN),
        (None, Outcome.UNKNOWN),
    ],
)
def test_each_status_has_its_meaning(gateway, status, outcome):
    assert read(gateway, PAID | {"latestTransactionStatus": status}).answer.outcome == outcome


def test_a_failure_tells_its_cause_where_the_bank_does(gateway):
    told = read(gateway, PAID | {"latestTransactionStatus": "06", "originalResponseCode": "4035414"})

    assert told.answer.cause == Cause.INSUFFICIENT_FUNDS


def test_fields_we_do_not_know_are_passed_over(gateway):
    more = {"additionalInfo": {"x": [1, {"y": None}]}, "surprise": "!", "amount2": -5}

    assert read(gateway, PAID | more) == read(gateway, PAID)


def test_spaces_between_the_parts_do_not_break_the_signature(gateway):
    body = written(PAID)
    spaced = body.replace(b",", b" ,\n  ")

    assert gateway.read_notification(PATH, signed(body), spaced).reference == "G2611A0000001"


def test_another_amount_is_passed_on_for_the_caller_to_compare(gateway):
    other = PAID | {"amount": {"value": "1.00", "currency": "IDR"}}

    assert read(gateway, other).answer.amount == 1


def test_the_same_notification_twice_reads_the_same(gateway):
    body = written(PAID)
    headers = signed(body)

    assert gateway.read_notification(PATH, headers, body) == gateway.read_notification(PATH, headers, body)


def test_a_notification_sent_again_much_later_is_refused(gateway):
    body = written(PAID)
    headers = signed(body)
    with time_machine.travel(now() + timedelta(minutes=6)), pytest.raises(BadNotification):
        gateway.read_notification(PATH, headers, body)


@pytest.mark.parametrize("minutes", [-6, 6, 60 * 24 * 365])
def test_a_time_too_far_off_is_refused(gateway, minutes):
    with pytest.raises(BadNotification):
        read(gateway, PAID, at=stamp(now() + timedelta(minutes=minutes)))


@pytest.mark.parametrize("minutes", [-4, 4])
def test_a_clock_a_little_off_is_not(gateway, minutes):
    assert read(gateway, PAID, at=stamp(now() + timedelta(minutes=minutes)))


@pytest.mark.parametrize(
    "at",
    [
        "",
        "now",
        "2026-11-05",
        "2026-11-05T08:00:00",
        "2026-13-45T99:99:99+07:00",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_a_time_that_is_none_is_refused(gateway, at):
    body = written(PAID)
    headers = {"X-TIMESTAMP": at, "X-SIGNATURE": sign(keys().bank, notice_text(PATH, body, at))}
    with pytest.raises(BadNotification):
        gateway.read_notification(PATH, headers, body)


def test_who_is_not_the_bank_is_refused(gateway):
    with pytest.raises(BadNotification):
        read(gateway, PAID, key=keys().app)


def test_a_signature_for_another_path_or_body_is_refused(gateway):
    body = written(PAID)
    with pytest.raises(BadNotification):
        gateway.read_notification(PATH, signed(body, path="/bank/other/notify"), body)
    with pytest.raises(BadNotification):
        gateway.read_notification(PATH, signed(body), body.replace(b"16800", b"36800"))


@pytest.mark.parametrize("headers", [{}, {"X-SIGNATURE": "AAAA"}, {"X-SIGNATURE": "é", "X-TIMESTAMP": "é"}])
def test_without_a_signature_nothing_is_read(gateway, headers):
    with pytest.raises(BadNotification):
        gateway.read_notification(PATH, headers, written(PAID))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"\xff",
        b"[" * 100_000,
        b"{}",
        b'{"originalPartnerReferenceNo":7}',
        b'{"originalPartnerReferenceNo":"a b"}',
        written({**PAID, "originalPartnerReferenceNo": "G" * 65}),
        written({**PAID, "amount": "16800"}),
        written({**PAID, "amount": {"value": "16800.00", "currency": "USD"}}),
    ],
)
def test_what_the_bank_signed_but_cannot_be_read_is_refused(gateway, body):
    with pytest.raises(BadNotification):
        read(gateway, body)


def test_a_refusal_says_nothing_of_what_was_sent(gateway):
    with pytest.raises(BadNotification) as refused:
        read(gateway, PAID, key=keys().app)

    assert "G2611A" not in str(refused.value)


def test_the_bank_gets_the_answer_it_waits_for(gateway):
    headers, body = gateway.notification_received("/bank/simulator/notify", b"{}")

    assert headers["Content-Type"] == "application/json"
    assert body == b'{"responseCode":"2005600","responseMessage":"Successful"}'
