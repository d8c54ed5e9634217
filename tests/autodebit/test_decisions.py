"""What leads where: the lives of attempts and mandates, and what an answer does in each state."""

import pytest
from sqlalchemy import select

from agentapp.autodebit.announcing import announce
from agentapp.autodebit.attempts import Attempt, AttemptState
from agentapp.autodebit.gateway import Answer, Cause, Outcome
from agentapp.autodebit.gateways import use_gateway
from agentapp.autodebit.locking import hold
from agentapp.autodebit.models import Mandate, MandateState
from agentapp.autodebit.outcome import apply
from agentapp.autodebit.preparing import prepare
from agentapp.autodebit.sending import send_due
from agentapp.contributions.ledger import LedgerEntry
from agentapp.contributions.models import Obligation
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import IllegalMove
from agentapp.core.period import Month
from tests.autodebit.conftest import morning
from tests.factories import MandateFactory, ObligationFactory
from tests.support.money_bank import ChanceBank, Deed

ATTEMPT = {
    "notify": ("scheduled", "notified"),
    "send": ("notified", "sent"),
    "succeed": ("sent unknown declined_retryable declined_final", "succeeded"),
    "decline_for_now": ("sent unknown", "declined_retryable"),
    "decline": ("sent unknown", "declined_final"),
    "lose_sight": ("sent", "unknown"),
    "cancel": ("scheduled notified", "cancelled"),
    "settle": ("succeeded", "settled"),
    "refund": ("succeeded settled", "refunded"),
    "charge_back": ("succeeded settled", "charged_back"),
}
MANDATE = {
    "consent": ("draft", "consented"),
    "bind": ("consented binding otp", "binding"),
    "challenge": ("binding", "otp"),
    "activate": ("otp", "active"),
    "pause": ("active", "paused"),
    "resume": ("paused suspended", "active"),
    "suspend": ("active", "suspended"),
    "revoke": ("draft consented binding otp active paused suspended", "revoked"),
    "expire": ("active paused suspended", "expired"),
    "fail": ("draft consented binding otp active paused suspended", "failed"),
    "supersede": ("active paused suspended", "superseded"),
}
LIVES = [(Attempt, ATTEMPT, AttemptState), (Mandate, MANDATE, MandateState)]

AMOUNT = 16_800
ANSWERS = {
    "yes": Answer(outcome=Outcome.SUCCEEDED, code="2005400", amount=AMOUNT),
    "yes, another amount": Answer(outcome=Outcome.SUCCEEDED, code="2005400", amount=AMOUNT + 1),
    "no for now": Answer(outcome=Outcome.DECLINED_RETRYABLE, code="4035414", cause=Cause.INSUFFICIENT_FUNDS),
    "no": Answer(outcome=Outcome.DECLINED_FINAL, code="4035415", cause=Cause.REFUSED),
    "nothing": Answer(outcome=Outcome.UNKNOWN),
    "went back": Answer(outcome=Outcome.REFUNDED, code="2005500"),
    "another amount went back": Answer(outcome=Outcome.REFUNDED, code="2005500", amount=AMOUNT - 1),
}
FLYING = {
    "yes": ("succeeded", "succeeded", "paid"),
    "yes, another amount": ("different_amount", "unknown", "collecting"),
    "no for now": ("declined", "declined_retryable", "due"),
    "no": ("declined", "declined_final", "due"),
    "nothing": ("unknown", "unknown", "collecting"),
    "went back": ("taken_back", "charged_back", "reversed"),
}
DECISIONS = {
    "notified": dict.fromkeys(ANSWERS, ("never_sent", "notified", "due")),
    "sent": {**FLYING, "another amount went back": ("different_amount", "sent", "collecting")},
    "unknown": {**FLYING, "another amount went back": ("different_amount", "unknown", "collecting")},
    **{
        state: {
            "yes": ("nothing_new", state, "paid"),
            "yes, another amount": ("different_amount", state, "paid"),
            "no for now": ("contradicts", state, "paid"),
            "no": ("contradicts", state, "paid"),
            "nothing": ("unknown", state, "paid"),
            "went back": ("taken_back", "charged_back", "reversed"),
            "another amount went back": ("different_amount", state, "paid"),
        }
        for state in ("succeeded", "settled")
    },
    **{
        state: {
            "yes": ("succeeded", "succeeded", "paid"),
            "yes, another amount": ("different_amount", state, "due"),
            "no for now": ("nothing_new", state, "due"),
            "no": ("nothing_new", state, "due"),
            "nothing": ("unknown", state, "due"),
            "went back": ("taken_back", "charged_back", "reversed"),
            "another amount went back": ("different_amount", state, "due"),
        }
        for state in ("declined_retryable", "declined_final")
    },
    "charged_back": {
        "yes": ("nothing_new", "charged_back", "reversed"),
        "yes, another amount": ("different_amount", "charged_back", "reversed"),
        "no for now": ("contradicts", "charged_back", "reversed"),
        "no": ("contradicts", "charged_back", "reversed"),
        "nothing": ("unknown", "charged_back", "reversed"),
        "went back": ("nothing_new", "charged_back", "reversed"),
        "another amount went back": ("nothing_new", "charged_back", "reversed"),
    },
}
WAY_THERE = {
    "notified": (),
    "sent": (),
    "unknown": ("nothing",),
    "succeeded": ("yes",),
    "settled": ("yes",),
    "declined_retryable": ("no for now",),
    "declined_final": ("no",),
    "charged_back": ("yes", "went back"),
}
BOOKED = {
    "due": [],
    "collecting": [],
    "paid": ["contribution", "received"],
    "reversed": ["contribution", "contribution_reversed", "received", "taken_back"],
}
DEBIT_DAY = morning(7)


@pytest.mark.parametrize(("model", "table", "states"), LIVES)
def test_a_life_is_what_its_table_says(model, table, states):
    assert set(model.lifecycle.moves) == set(table)
    for verb, (sources, target) in table.items():
        for state in states:
            if state in sources.split():
                assert model.lifecycle.after(verb, state) == target
            else:
                with pytest.raises(IllegalMove):
                    model.lifecycle.after(verb, state)


@pytest.mark.parametrize("state", DECISIONS)
@pytest.mark.parametrize("answer", ANSWERS)
def test_what_an_answer_does(other_bank, state, answer):
    key = attempt_in(state)

    verdict = let(key, answer)

    assert (verdict, *ends(key)) == DECISIONS[state][answer]
    kinds = sorted(sessions().scalars(select(LedgerEntry.kind)))
    assert kinds == BOOKED[DECISIONS[state][answer][2]]


@pytest.mark.parametrize("state", [state for state in DECISIONS if state != "notified"])
@pytest.mark.parametrize("answer", ANSWERS)
def test_told_twice_it_comes_to_the_same(other_bank, state, answer):
    key = attempt_in(state)
    let(key, answer)
    once = ends(key), sessions().query(LedgerEntry).count()

    let(key, answer)

    assert (ends(key), sessions().query(LedgerEntry).count()) == once


def attempt_in(state):
    """The id of a debit of December, brought to `state` by what the bank said."""
    mandate = MandateFactory()
    ObligationFactory(worker=mandate.worker, month=Month(2026, 12))
    use_gateway(ChanceBank(choose=lambda _debit: Deed.NEVER_HEARS))
    prepare(morning(1))
    announce(morning(1))
    key = sessions().scalars(select(Attempt.id)).one()
    if state != "notified":
        send_due(DEBIT_DAY)
        with transaction() as session:
            session.get_one(Attempt, key).state = AttemptState.SENT
    for answer in WAY_THERE[state]:
        let(key, answer)
    if state == "settled":
        with transaction() as session:
            hold(session, key).move("settle", DEBIT_DAY.moment)
    return key


def let(key, answer):
    """The answer takes effect."""
    with transaction() as session:
        return apply(session, hold(session, key), ANSWERS[answer], DEBIT_DAY.moment)


def ends(key):
    sessions.remove()
    return sessions().get_one(Attempt, key).state, sessions().scalars(select(Obligation.state)).one()
