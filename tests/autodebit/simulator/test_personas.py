"""The eight personas: what the bank says, does, and tells afterwards."""

import json
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest
import time_machine

from agentapp.autodebit.gateway import Cause, Outcome
from agentapp.autodebit.simulator.personas import Persona
from agentapp.core.clock import today
from tests.autodebit.gateways.debits import debit
from tests.support.bank import SHORT, SimulatedBank
from tests.support.listener import listener, wait_until

PAYS_AT_ONCE = (Persona.LANCAR, Persona.GANDA, Persona.TARIK)


@contextmanager
def bank_and_listener(folder, *statuses, **how):
    with listener(*statuses) as heard, SimulatedBank(folder, notify=heard.url, **how) as bank:
        yield bank, heard


def statuses(heard):
    return [json.loads(told.body)["latestTransactionStatus"] for told in heard.told]


@pytest.mark.parametrize("persona", PAYS_AT_ONCE)
def test_who_pays_is_in_the_book_before_the_answer(simulated_bank, persona):
    answer = simulated_bank.gateway.send(debit(persona=persona))
    (entry,) = simulated_bank.book()

    assert (answer.outcome, answer.amount) == (Outcome.SUCCEEDED, 16_800)
    assert entry | {"at": ""} == {
        "reference": "G2611A0000001",
        "account": persona.account(1),
        "amount": 16_800,
        "period": "2026-11",
        "at": "",
        "status": "settled",
    }


@pytest.mark.parametrize(
    ("persona", "outcome", "code", "cause"),
    [
        (Persona.KOSONG, Outcome.DECLINED_RETRYABLE, "4035414", Cause.INSUFFICIENT_FUNDS),
        (Persona.TUTUP, Outcome.DECLINED_FINAL, "4045411", Cause.ACCOUNT_CLOSED),
        (Persona.CABUT, Outcome.DECLINED_FINAL, "4015402", Cause.AUTHORISATION_REVOKED),
    ],
)
def test_who_does_not_pay_says_why_each_time_it_is_asked(simulated_bank, persona, outcome, code, cause):
    first = simulated_bank.gateway.send(debit(persona=persona))
    again = simulated_bank.gateway.send(debit(persona=persona))
    asked = simulated_bank.gateway.inquire(debit(persona=persona))

    assert {(told.outcome, told.code, told.cause) for told in (first, again, asked)} == {
        (outcome, code, cause)
    }
    assert simulated_bank.book() == []


def test_lambat_is_pending_when_asked_first_and_paid_when_asked_again(tmp_path):
    with SimulatedBank(tmp_path, delays=replace(SHORT, slow=60)) as bank:
        late = debit(persona=Persona.LAMBAT)

        assert bank.gateway.send(late).code == "2025400"
        assert bank.book() == []
        assert bank.gateway.inquire(late).outcome == Outcome.UNKNOWN
        assert bank.gateway.inquire(late).outcome == Outcome.SUCCEEDED
        assert len(bank.book()) == 1


def test_lambat_pays_after_a_while_and_the_bank_says_so(tmp_path):
    with bank_and_listener(tmp_path) as (bank, heard):
        bank.gateway.send(debit(persona=Persona.LAMBAT))
        heard.wait_for(1)

        assert statuses(heard) == ["00"]
        assert bank.gateway.inquire(debit(persona=Persona.LAMBAT)).outcome == Outcome.SUCCEEDED


def test_lambat_pays_also_while_the_tests_clock_stands_still(tmp_path):
    with time_machine.travel("2026-11-05T08:00:00+07:00", tick=False), SimulatedBank(tmp_path) as bank:
        bank.gateway.send(debit(persona=Persona.LAMBAT))
        wait_until(bank.book)

        assert bank.book()[0]["at"] == "2026-11-05T01:00:00+00:00"


def test_lambat_pays_once_whoever_comes_first(tmp_path):
    with bank_and_listener(tmp_path) as (bank, heard):
        late = debit(persona=Persona.LAMBAT)
        bank.gateway.send(late)
        bank.gateway.inquire(late)
        bank.gateway.inquire(late)
        heard.wait_for(1)
        time.sleep(SHORT.slow * 2)

        assert len(bank.book()) == len(heard.told) == 1


def test_hilang_is_in_the_book_but_never_answers(simulated_bank):
    lost = debit(persona=Persona.HILANG)

    assert simulated_bank.gateway.send(lost).outcome == Outcome.UNKNOWN
    assert len(simulated_bank.book()) == 1
    assert simulated_bank.gateway.inquire(lost).outcome == Outcome.SUCCEEDED


def test_hilang_holds_the_connection_beyond_our_patience(tmp_path):
    with SimulatedBank(tmp_path, delays=replace(SHORT, silence=60), read_seconds=2) as bank:
        assert bank.gateway.send(debit(persona=Persona.HILANG)).outcome == Outcome.UNKNOWN
        assert len(bank.book()) == 1


def test_ganda_is_told_twice_and_the_others_who_pay_once(tmp_path):
    with bank_and_listener(tmp_path) as (bank, heard):
        for number, persona in enumerate(Persona):
            bank.gateway.send(debit(f"G{number}{persona.name}", persona=persona))
        heard.wait_for(5)
        wait_until(lambda: len(heard.told) == 5)
        told = [json.loads(call.body)["originalPartnerReferenceNo"] for call in heard.told]

        assert sorted(told) == ["G0LANCAR", "G2LAMBAT", "G3GANDA", "G3GANDA", "G7TARIK"]


def test_tarik_pays_and_the_money_goes_back_later(tmp_path):
    with bank_and_listener(tmp_path) as (bank, heard):
        back = debit(persona=Persona.TARIK)
        bank.gateway.send(back)
        heard.wait_for(1)

        assert bank.charge_back(back.reference) == 1
        assert bank.charge_back(back.reference) == 0
        heard.wait_for(2)
        assert statuses(heard) == ["00", "04"]
        assert bank.gateway.inquire(back).outcome == Outcome.REFUNDED
        assert [entry["status"] for entry in bank.book()] == ["reversed"]
        kinds = [row.reversed for row in bank.gateway.read_settlement(bank.settlement(today().isoformat()))]
        assert kinds == [False, True]


def test_a_charge_back_without_a_reference_is_that_of_every_tarik(simulated_bank):
    for number, persona in enumerate((Persona.TARIK, Persona.LANCAR, Persona.TARIK)):
        simulated_bank.gateway.send(debit(f"G{number}", persona=persona))

    assert simulated_bank.charge_back() == 2
    assert [entry["status"] for entry in simulated_bank.book()] == ["reversed", "settled", "reversed"]


@pytest.mark.parametrize("account", ["1234567890", "0000000", "88010001", "99999999999999999999"])
def test_any_other_account_is_lancar(account):
    assert Persona.of(account) == Persona.LANCAR


@pytest.mark.parametrize("persona", Persona)
def test_a_personas_accounts_are_its_own(persona):
    assert Persona.of(persona.account(12)) == persona
    assert len(persona.account(12)) == 10


def test_a_token_that_was_given_back_opens_nothing(simulated_bank):
    gateway, asked = simulated_bank.gateway, debit()
    gateway.unbind(asked.account_token, "U1")

    assert gateway.send(asked).cause == Cause.AUTHORISATION_REVOKED
    gateway.finish_binding(gateway.begin_binding(Persona.LANCAR.account(1), "Siti", "B1"), "123456")
    assert gateway.send(asked).outcome == Outcome.SUCCEEDED
