"""`/bank/<code>/notify`: what a bank says, kept if it is the bank that says it."""

import json

import pytest
from sqlalchemy import func, select

from agentapp.autodebit.bank_words import BankMessage
from agentapp.autodebit.gateways.signatures import notice_text, sign, stamp
from agentapp.core.clock import now
from agentapp.core.db import sessions
from tests.support.bank import keys

PATH = "/bank/simulator/notify"


def headers_of(body, path=PATH):
    timestamp = stamp(now())
    return {
        "Content-Type": "application/json",
        "X-TIMESTAMP": timestamp,
        "X-SIGNATURE": sign(keys().bank, notice_text(path, body, timestamp)),
    }


def notice(reference="2612000000000001", **fields):
    told = {"originalPartnerReferenceNo": reference, "latestTransactionStatus": "00", **fields}
    return json.dumps(told).encode()


def kept():
    sessions.remove()
    return sessions().scalar(select(func.count()).select_from(BankMessage))


def test_a_signed_notice_is_kept_and_answered_as_banks_expect(bank, client):
    body = notice()
    answer = client.post(PATH, data=body, headers=headers_of(body), status=200)

    assert answer.json["responseCode"] == "2005600"
    assert kept() == 1


def test_a_notice_of_a_payment_code_is_kept_and_answered_with_what_it_said(bank, client):
    path = f"{PATH}/v1.0/transfer-va/payment"
    paid = {"trxId": "K261200000000000101", "paidAmount": {"value": "16800.00", "currency": "IDR"}}
    body = json.dumps(paid).encode()
    answer = client.post(path, data=body, headers=headers_of(body, path), status=200)

    assert answer.json["responseCode"] == "2002500"
    assert answer.json["virtualAccountData"] == paid
    assert kept() == 1


def test_a_notice_of_a_payment_code_at_the_address_of_debits_is_refused(bank, client):
    body = json.dumps({"trxId": "K261200000000000101"}).encode()

    client.post(PATH, data=body, headers=headers_of(body), status=401)
    assert kept() == 0


def test_the_same_notice_again_is_answered_alike_and_kept_once(bank, client):
    body = notice()
    for _ in range(2):
        client.post(PATH, data=body, headers=headers_of(body), status=200)

    assert kept() == 1


@pytest.mark.parametrize(
    "forged",
    [
        {"X-SIGNATURE": ""},
        {"X-SIGNATURE": "AAAA"},
        {"X-TIMESTAMP": "2020-01-01T00:00:00+07:00"},
        {"X-TIMESTAMP": "x"},
    ],
)
def test_what_is_not_signed_by_the_bank_is_refused_and_nothing_of_it_is_kept(bank, client, forged):
    body = notice()
    answer = client.post(PATH, data=body, headers={**headers_of(body), **forged}, status=401)

    assert answer.json == {"error": "unauthorized"}
    assert kept() == 0


@pytest.mark.parametrize("body", [b"", b"x", b"[]", b"{}", b"\xff\xfe", b'{"a":' * 5000, b"\x00"])
def test_what_cannot_be_read_is_refused_even_if_signed(bank, client, body):
    client.post(PATH, data=body, headers=headers_of(body), status=401)

    assert kept() == 0


def test_a_notice_meant_for_another_address_is_refused(bank, client):
    body = notice()

    client.post(PATH, data=body, headers=headers_of(body, "/bank/other/notify"), status=401)

    assert kept() == 0


def test_an_unknown_bank_is_not_found(bank, client):
    body, path = notice(), "/bank/other/notify"
    client.post(path, data=body, headers=headers_of(body, path), status=404)

    assert kept() == 0


def test_64_kilobytes_are_enough(bank, client):
    body = notice(padding="x" * 65_536)

    client.post(PATH, data=body, headers=headers_of(body), status=413)
    assert kept() == 0


def test_forgeries_are_stopped_after_a_while(bank, client):
    for _ in range(60):
        client.post(PATH, data=b"x", status=401)

    client.post(PATH, data=b"x", status=429)

    assert kept() == 0


def test_a_bank_may_tell_as_much_as_it_has_to(bank, client):
    for number in range(70):
        body = notice(f"26120000000000{number:02d}")
        client.post(PATH, data=body, headers=headers_of(body), status=200)

    assert kept() == 70
