"""How a call looks: headers, signatures, bytes, tokens, pace."""

import hashlib
import hmac
import json
import re
import time
from base64 import b64decode, b64encode
from dataclasses import replace
from functools import partial

import pytest

from agentapp.autodebit.gateway import Outcome
from agentapp.autodebit.simulator.keys import CHANNEL_ID, CLIENT_ID, PARTNER_ID
from tests.autodebit.gateways.debits import debit
from tests.support.bank import keys
from tests.support.crowd import at_once
from tests.support.odd_bank import TOKEN_PATH, raw, refuses, says, token, waits

PAID = says("2005400")
DEBIT = "/v1.0/debit/payment-host-to-host"


def test_the_body_is_minified_and_in_the_standards_form(told):
    gateway, bank = told(PAID)
    gateway.send(debit())

    assert bank.calls()[0].body == (
        b'{"partnerReferenceNo":"G2611A0000001","bankCardToken":"sim8801000001",'
        b'"amount":{"value":"16800.00","currency":"IDR"},"additionalInfo":{"period":"2026-11"}}'
    )
    assert gateway.body(debit()) == bank.calls()[0].body


def test_the_merchant_stands_in_it_where_the_bank_wants_one(told):
    gateway, _ = told(PAID, merchant_id="00007100010926")

    assert json.loads(gateway.body(debit()))["merchantId"] == "00007100010926"


def test_a_reference_too_long_for_the_bank_is_a_mistake_of_ours(told):
    gateway, _ = told(PAID, reference_length=12)
    with pytest.raises(ValueError, match="12 signs"):
        gateway.send(debit())


def test_a_call_carries_the_standards_headers_and_signature(told):
    gateway, bank = told(PAID)
    gateway.send(debit())
    (call,) = bank.calls()
    sent = call.headers
    digest = hashlib.sha256(call.body).hexdigest()
    text = f"POST:{DEBIT}:tok-1:{digest}:{sent['x-timestamp']}"
    right = hmac.new(keys().client_secret.encode(), text.encode(), hashlib.sha512).digest()

    assert sent["authorization"] == "Bearer tok-1"
    assert sent["x-signature"] == b64encode(right).decode()
    assert (sent["x-partner-id"], sent["channel-id"]) == (PARTNER_ID, CHANNEL_ID)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00", sent["x-timestamp"])
    assert re.fullmatch(r"[0-9]{1,36}", sent["x-external-id"])


def test_a_token_is_asked_for_with_a_signature_of_ours(told):
    gateway, bank = told(PAID)
    gateway.send(debit())
    (call,) = bank.calls(TOKEN_PATH)
    signature = int.from_bytes(b64decode(call.headers["x-signature"]))
    public = keys().app.public_key().public_numbers()
    opened = pow(signature, public.e, public.n).to_bytes(256)
    text = f"{CLIENT_ID}|{call.headers['x-timestamp']}".encode()

    assert opened.startswith(b"\x00\x01\xff")
    assert opened.endswith(hashlib.sha256(text).digest())
    assert call.headers["x-client-key"] == CLIENT_ID
    assert call.body == b'{"grantType":"client_credentials"}'


def test_no_two_calls_have_the_same_external_id(told):
    gateway, bank = told(PAID)
    at_once([partial(gateway.send, debit(f"G{number}")) for number in range(16)])

    assert len({call.headers["x-external-id"] for call in bank.calls()}) == 16


def test_one_token_serves_many_threads(told):
    gateway, bank = told(PAID)
    at_once([partial(gateway.send, debit(f"G{number}")) for number in range(16)])

    assert len(bank.calls(TOKEN_PATH)) == 1


def test_a_token_that_ran_out_is_renewed(told):
    gateway, bank = told(PAID, tokens=(token("tok-1", "5"), token("tok-2", 900)))
    gateway.send(debit())
    gateway.send(debit())

    assert [call.headers["authorization"] for call in bank.calls()] == ["Bearer tok-1", "Bearer tok-2"]


@pytest.mark.parametrize("lasts", ["900", 900, None, "soon", "9" * 50, 1e400, [], True])
def test_however_a_token_says_how_long_it_lasts_it_is_used(told, lasts):
    gateway, _ = told(PAID, tokens=(token("tok-1", lasts),))

    assert gateway.send(debit()).outcome == Outcome.SUCCEEDED


@pytest.mark.parametrize("code", ["4015401", "4015403"])
def test_a_refused_token_is_renewed_once_and_the_same_bytes_sent_again(told, code):
    gateway, bank = told(says(code), PAID, tokens=(token("tok-1"), token("tok-2")))
    answer = gateway.send(debit())
    first, second = bank.calls()

    assert answer.outcome == Outcome.SUCCEEDED
    assert first.body == second.body
    assert first.headers["x-external-id"] != second.headers["x-external-id"]
    assert second.headers["authorization"] == "Bearer tok-2"


def test_a_token_refused_twice_is_given_up(told):
    gateway, bank = told(says("4015401"))

    assert gateway.send(debit()).outcome == Outcome.UNKNOWN
    assert len(bank.calls()) == 2


def test_a_token_refused_to_many_at_once_is_renewed_once(told):
    gateway, bank = told(refuses("tok-1", PAID), tokens=(token("tok-1"), token("tok-2"), token("tok-3")))
    answers = at_once([partial(gateway.send, debit(f"G{number}")) for number in range(8)])

    assert {answer.outcome for answer in answers} == {Outcome.SUCCEEDED}
    assert len(bank.calls(TOKEN_PATH)) == 2


@pytest.mark.parametrize(
    "odd",
    [raw(b""), says("5007300"), says("4017300"), token(""), token("a\r\nb"), token("émile"), waits(0.6)],
)
def test_without_a_token_no_debit_leaves_the_house(told, odd):
    gateway, bank = told(PAID, tokens=(odd,))

    assert gateway.send(debit()).outcome == Outcome.UNKNOWN
    assert bank.calls() == []
    assert len(bank.calls(TOKEN_PATH)) == 2


def test_a_token_is_asked_for_again_when_nothing_comes(told):
    gateway, _ = told(PAID, tokens=(raw(b""), token("tok-1")))

    assert gateway.send(debit()).outcome == Outcome.SUCCEEDED


def test_a_slow_bank_is_waited_for_no_longer_than_told(told):
    gateway, bank = told(waits(60), read_seconds=1)
    begun = time.monotonic()
    gateway.send(debit())

    assert time.monotonic() - begun < 30
    assert len(bank.calls()) == 1


def test_calls_keep_the_banks_pace(told):
    gateway, _ = told(PAID, calls_per_second=50)
    gateway.send(debit())
    begun = time.monotonic()
    at_once([partial(gateway.send, replace(debit(), reference=f"G{number}")) for number in range(10)])

    assert time.monotonic() - begun >= 9 / 50
