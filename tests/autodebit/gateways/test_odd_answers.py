"""Whatever a bank says that is neither a clear yes nor a clear no: unknown, never failed."""

import json

import pytest

from agentapp.autodebit.gateway import Answer, BankUnreachable, Cause, Outcome
from agentapp.autodebit.gateways.simulator import simulated
from agentapp.autodebit.gateways.snap import SnapGateway
from tests.autodebit.gateways.debits import debit
from tests.support.bank import keys
from tests.support.odd_bank import cuts, http, raw, says, trickles, waits
from tests.support.postgres import free_port

PAID = {"responseCode": "2005400", "partnerReferenceNo": "G2611A0000001", "referenceNo": "B1"}
DEEP = b"[" * 100_000

ODD = {
    "html": raw(http(b"<html><body>Sedang ada pemeliharaan</body></html>", 200, "text/html")),
    "html 502": raw(http(b"<html>Bad Gateway</html>", 502, "text/html")),
    "empty": raw(http(b"")),
    "empty 204": raw(http(b"", 204)),
    "not even http": raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "nothing at all": cuts(),
    "reset in the middle": cuts(http(json.dumps(PAID).encode(), length=4000)),
    "shorter than it said": raw(http(b'{"responseCode":"20054', length=400)),
    "silent": waits(60),
    "trickling": trickles(json.dumps(PAID).encode() + b" " * 1000, 0.1),
    "cut json": raw(http(b'{"responseCode":"2005400"')),
    "json, but a list": raw(http(b'["2005400"]')),
    "json, but a number": raw(http(b"2005400")),
    "null": raw(http(b"null")),
    "too deep": raw(http(DEEP)),
    "a number too long": raw(http(b'{"responseCode":' + b"9" * 5000 + b"}")),
    "not utf-8": raw(http(b'{"responseCode":"2005400","x":"\xff\xfe"}')),
    "no code": raw(http(b'{"responseMessage":"Successful"}')),
    "code of another kind": raw(http(b'{"responseCode":2005400}')),
    "code null": raw(http(b'{"responseCode":null}')),
    "code too long": raw(http(b'{"responseCode":"20054000"}')),
    "full-width digits": raw(http('{"responseCode":"２００５４００"}'.encode())),
    "in progress": says("2025400"),
    "another service's code": says("2005500", 200),
    "a yes with a status that says no": says("2005400", 500),
    "a no with a status that says otherwise": says("4035414", 502),
    "an unknown no": says("4035499"),
    "an unknown code": says("4185400"),
    "unreadable to the bank": says("4005400"),
    "signature refused": says("4015400"),
    "reference used with another content": says("4045418"),
    "external id conflict": says("4095400"),
    "too many requests": says("4295400"),
    "internal error": says("5005400"),
    "internal error, retry": says("5005401"),
    "backend failure": says("5005402"),
    "timeout at the issuer": says("5045400"),
    "redirect": raw(
        b"HTTP/1.1 307 X\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    ),
}

LIMITS = {"silent": {"read_seconds": 1}, "trickling": {"read_seconds": 1}}


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_answer_to_a_debit_is_unknown_and_asked_for_once(told, odd):
    gateway, bank = told(ODD[odd], **LIMITS.get(odd, {}))
    answer = gateway.send(debit())

    assert answer.outcome == Outcome.UNKNOWN
    assert answer.cause is None
    assert len(answer.code) <= 20
    assert len(bank.calls()) == 1


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_answer_to_an_inquiry_is_unknown(told, odd):
    gateway, _ = told(ODD[odd], **LIMITS.get(odd, {}))

    assert gateway.inquire(debit()).outcome == Outcome.UNKNOWN


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_answer_to_a_refund_is_unknown_and_asked_for_once(told, odd):
    gateway, bank = told(ODD[odd], **LIMITS.get(odd, {}))

    assert gateway.refund(debit(), "F1").outcome == Outcome.UNKNOWN
    assert len(bank.calls()) == 1


@pytest.mark.parametrize("odd", ["html", "silent", "nothing at all", "internal error", "no code"])
def test_an_odd_answer_to_a_binding_may_be_tried_again(told, odd):
    gateway, _ = told(ODD[odd], **LIMITS.get(odd, {}))
    with pytest.raises(BankUnreachable):
        gateway.begin_binding("8801000001", "Siti", "B1")
    with pytest.raises(BankUnreachable):
        gateway.finish_binding("B1|0001|1|", "123456")
    with pytest.raises(BankUnreachable):
        gateway.unbind("sim8801000001", "U1")
    with pytest.raises(BankUnreachable):
        gateway.book()


def test_a_bank_that_is_not_there_is_unknown_too(told):
    gone = SnapGateway(simulated(keys(), f"http://127.0.0.1:{free_port()}", tries=1))

    assert gone.send(debit()) == gone.inquire(debit()) == Answer(outcome=Outcome.UNKNOWN)
    with pytest.raises(BankUnreachable):
        gone.begin_binding("8801000001", "Siti", "B1")


@pytest.mark.parametrize(
    ("code", "outcome", "cause"),
    [
        ("4035414", Outcome.DECLINED_RETRYABLE, Cause.INSUFFICIENT_FUNDS),
        ("4035402", Outcome.DECLINED_RETRYABLE, Cause.LIMIT_EXCEEDED),
        ("4035406", Outcome.DECLINED_RETRYABLE, Cause.BANK_UNAVAILABLE),
        ("4035409", Outcome.DECLINED_FINAL, Cause.ACCOUNT_BLOCKED),
        ("4035418", Outcome.DECLINED_FINAL, Cause.ACCOUNT_CLOSED),
        ("4045411", Outcome.DECLINED_FINAL, Cause.ACCOUNT_CLOSED),
        ("4015402", Outcome.DECLINED_FINAL, Cause.AUTHORISATION_REVOKED),
    ],
)
def test_a_clear_no_is_a_no(told, code, outcome, cause):
    gateway, _ = told(says(code))

    assert gateway.send(debit()) == Answer(outcome=outcome, code=code, cause=cause)


def test_a_no_is_also_read_under_http_200(told):
    gateway, _ = told(says("4035414", 200))

    assert gateway.send(debit()).outcome == Outcome.DECLINED_RETRYABLE


IDR = {"value": "16800.00", "currency": "IDR"}


@pytest.mark.parametrize(
    ("fields", "amount"),
    [
        ({"amount": {"value": "36800.00", "currency": "IDR"}}, 36_800),
        ({"amount": {"value": "1.00", "currency": "IDR"}}, 1),
        ({"amount": {"value": "16800.50", "currency": "IDR"}}, None),
        ({"amount": {"value": "16.800,00", "currency": "IDR"}}, None),
        ({"amount": {"value": "-16800.00", "currency": "IDR"}}, None),
        ({"amount": {"value": "16800.00", "currency": "USD"}}, None),
        ({"amount": {"value": 16800, "currency": "IDR"}}, None),
        ({"amount": "16800.00"}, None),
        ({"amount": IDR, "partnerReferenceNo": "G2611A0000002"}, 16_800),
        ({"partnerReferenceNo": 5}, None),
        ({"referenceNo": ["B1"]}, None),
    ],
)
def test_a_yes_to_something_else_than_was_asked_is_unknown(told, fields, amount):
    gateway, _ = told(says("2005400", **fields))
    answer = gateway.send(debit())

    assert (answer.outcome, answer.amount) == (Outcome.UNKNOWN, amount)


def test_a_yes_says_what_was_taken(told):
    gateway, _ = told(says("2005400", amount=IDR, partnerReferenceNo="G2611A0000001", referenceNo="B-77"))

    assert gateway.send(debit()) == Answer(
        outcome=Outcome.SUCCEEDED, code="2005400", bank_reference="B-77", amount=16_800
    )


def test_what_is_not_ours_is_no_no_to_ours(told):
    gateway, _ = told(says("4035414", partnerReferenceNo="G2611A0000002"))

    assert gateway.send(debit()).outcome == Outcome.UNKNOWN
