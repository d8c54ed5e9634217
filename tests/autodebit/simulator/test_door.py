"""The simulated bank checks who calls, as a bank would."""

import json
import time
from dataclasses import replace

import httpx
import pytest

from agentapp.autodebit.gateway import Outcome
from agentapp.autodebit.gateways.signatures import call_signature, sign, stamp, token_text
from agentapp.autodebit.gateways.simulator import simulated
from agentapp.autodebit.gateways.snap import SnapGateway
from agentapp.autodebit.gateways.snap_client import external_id
from agentapp.autodebit.simulator.keys import CHANNEL_ID, CLIENT_ID, PARTNER_ID, SimulatorKeys
from agentapp.core.clock import now
from tests.autodebit.gateways.debits import debit
from tests.support.bank import SHORT, SimulatedBank, keys

DEBIT, TOKEN = "/v1.0/debit/payment-host-to-host", "/v1.0/access-token/b2b"


@pytest.fixture
def http(simulated_bank):
    with httpx.Client(base_url=simulated_bank.url, trust_env=False, timeout=30) as client:
        yield client


def token_headers(**other):
    at = stamp(now())
    signature = sign(keys().app, token_text(CLIENT_ID, at))
    return {"X-TIMESTAMP": at, "X-CLIENT-KEY": CLIENT_ID, "X-SIGNATURE": signature} | other


@pytest.fixture
def token(http):
    return http.post(TOKEN, headers=token_headers(), json={}).json()["accessToken"]


def call_headers(token, body, path=DEBIT, **other):
    at = stamp(now())
    right = call_signature(keys().client_secret, path, token, body, at)
    own = {"X-TIMESTAMP": at, "X-SIGNATURE": right, "X-EXTERNAL-ID": external_id(now())}
    ids = {"Authorization": f"Bearer {token}", "X-PARTNER-ID": PARTNER_ID, "CHANNEL-ID": CHANNEL_ID}
    return own | ids | other


def code(answer):
    said = answer.json()["responseCode"]
    assert int(said[:3]) == answer.status_code
    return said


@pytest.fixture
def body(simulated_bank):
    return simulated_bank.gateway.body(debit())


@pytest.mark.parametrize(
    "wrong",
    [{"X-SIGNATURE": "AAAA"}, {"X-CLIENT-KEY": "other"}, {"X-TIMESTAMP": "2026-11-05T08:00:00+07:00"}],
)
def test_a_token_is_for_who_signs(http, wrong):
    assert code(http.post(TOKEN, headers=token_headers(**wrong), json={})) == "4017300"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"Authorization": "Bearer other"}, "4015401"),
        ({"Authorization": ""}, "4015401"),
        ({"X-SIGNATURE": "AAAA"}, "4015400"),
        ({"X-TIMESTAMP": "2026-11-05T08:00:00+07:00"}, "4015400"),
        ({"X-PARTNER-ID": "other"}, "4005401"),
        ({"X-EXTERNAL-ID": "letters"}, "4005401"),
        ({}, "2005400"),
    ],
)
def test_a_call_is_let_in_with_token_signature_and_ids(http, token, body, wrong, said, simulated_bank):
    assert code(http.post(DEBIT, headers=call_headers(token, body, **wrong), content=body)) == said
    assert len(simulated_bank.book()) == (said == "2005400")


def test_a_body_changed_on_the_way_is_refused(http, token, body, simulated_bank):
    changed = body.replace(b"16800", b"16801")

    assert code(http.post(DEBIT, headers=call_headers(token, body), content=changed)) == "4015400"
    assert simulated_bank.book() == []


def test_an_external_id_serves_once_a_day(http, token, body):
    headers = call_headers(token, body)
    http.post(DEBIT, headers=headers, content=body)

    assert code(http.post(DEBIT, headers=headers, content=body)) == "4095400"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "4005400"),
        (b"{", "4005400"),
        (b"[]", "4005401"),
        (b"{}", "4005401"),
        (b'{"partnerReferenceNo":"G1","bankCardToken":"sim8801000001"}', "4005401"),
    ],
)
def test_what_cannot_be_read_is_refused(http, token, content, said):
    assert code(http.post(DEBIT, headers=call_headers(token, content), content=content)) == said


@pytest.mark.parametrize("value", ["0.00", "-5.00", "16800", "16800.5", "1e4.00", "", "١٦.00"])
def test_an_amount_of_another_form_is_refused(http, token, body, value):
    fields = json.loads(body) | {"amount": {"value": value, "currency": "IDR"}}
    content = json.dumps(fields).encode()

    assert code(http.post(DEBIT, headers=call_headers(token, content), content=content)) == "4005401"


def test_a_token_that_ran_out_is_renewed_by_our_gateway(tmp_path):
    with SimulatedBank(tmp_path, delays=replace(SHORT, token=1)) as bank:
        assert bank.gateway.send(debit("G1")).outcome == Outcome.SUCCEEDED
        time.sleep(1.1)
        assert bank.gateway.send(debit("G2")).outcome == Outcome.SUCCEEDED


def test_a_bank_that_forgot_our_token_gets_the_same_debit_under_another(simulated_bank):
    simulated_bank.gateway.send(debit("G1"))
    simulated_bank.simulator.door.forget_tokens()

    assert simulated_bank.gateway.send(debit("G2")).outcome == Outcome.SUCCEEDED
    assert [entry["reference"] for entry in simulated_bank.book()] == ["G1", "G2"]


def test_a_stranger_with_keys_of_its_own_gets_nothing(simulated_bank):
    stranger = SnapGateway(simulated(SimulatorKeys.fresh(), simulated_bank.url, tries=1))

    assert stranger.send(debit()).outcome == Outcome.UNKNOWN
    assert simulated_bank.book() == []
    stranger.close()


def test_a_day_that_is_none_has_no_settlement_file(http):
    assert http.get("/_settlement?date=kemarin").status_code == 400
