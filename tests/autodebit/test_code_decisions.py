"""What leads where in the life of a payment code: its verbs, and what each word of the bank does in each state."""

from datetime import timedelta

import pytest

from agentapp.autodebit.attempts import Attempt
from agentapp.autodebit.code_issuer import CodeAnswer, CodeFate
from agentapp.autodebit.code_outcome import apply_to_code
from agentapp.autodebit.codes import LIVE_CODES, PaymentCode, PaymentCodeState
from agentapp.autodebit.locking import hold_code
from agentapp.contributions.models import Obligation
from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import IllegalMove
from tests.factories.debits import PaymentCodeFactory

VERBS = {
    "issue": ("wanted", "issued"),
    "fail": ("wanted", "failed"),
    "expire": ("wanted issued", "expired"),
    "withdraw": ("wanted issued", "withdrawn"),
    "pay": ("wanted issued expired withdrawn failed", "paid"),
    "take_back": ("paid", "taken_back"),
}
AMOUNT = 16_800
WORDS = {
    "it stands": CodeAnswer(fate=CodeFate.STANDS, code="2002700"),
    "it is refused": CodeAnswer(fate=CodeFate.REFUSED, code="4002702"),
    "it is paid": CodeAnswer(fate=CodeFate.PAID, code="2002600", amount=AMOUNT),
    "another sum is paid": CodeAnswer(fate=CodeFate.PAID, code="2002600", amount=AMOUNT + 1),
    "nobody can pay it": CodeAnswer(fate=CodeFate.GONE, code="4042619"),
    "nothing": CodeAnswer(fate=CodeFate.UNKNOWN),
}
ENDED = {
    "it stands": "same",
    "it is refused": "same",
    "it is paid": "paid",
    "another sum is paid": "same",
    "nobody can pay it": "same",
    "nothing": "same",
}
DECISIONS = {
    "wanted": {**ENDED, "it stands": "issued", "it is refused": "failed", "nobody can pay it": "expired"},
    "issued": {**ENDED, "nobody can pay it": "expired"},
    "expired": ENDED,
    "withdrawn": ENDED,
    "failed": ENDED,
    "paid": {**ENDED, "it is paid": "same"},
}


@pytest.mark.parametrize("state", PaymentCodeState)
@pytest.mark.parametrize("verb", VERBS)
def test_a_code_moves_only_as_the_table_says(verb, state):
    sources, target = VERBS[verb]
    code = PaymentCode(state=state)

    if state not in sources.split():
        with pytest.raises(IllegalMove):
            code.move(verb, now())
        target = state
    else:
        code.move(verb, now())

    assert code.state == target


@pytest.mark.parametrize(
    ("state", "word"), [(state, word) for state, words in DECISIONS.items() for word in words]
)
def test_what_a_word_of_the_bank_does_and_told_twice_nothing_more(other_bank, state, word):
    key = PaymentCodeFactory(state=PaymentCodeState(state)).id

    first, second = heard(key, word), heard(key, word)

    expected = DECISIONS[state][word]
    assert first == second == (state if expected == "same" else expected)


def heard(key, word):
    with transaction() as session:
        code = hold_code(session, key)
        apply_to_code(session, code, WORDS[word], now())
    held = [item.stands for item in code.items]
    assert code.next_step_at is not None or not any(held)
    assert all(held) or code.state not in LIVE_CODES
    return code.state


def test_what_stands_at_the_bank_after_its_time_is_over(other_bank):
    key = PaymentCodeFactory(expires_at=now() - timedelta(seconds=1)).id

    assert heard(key, "it stands") == PaymentCodeState.EXPIRED


def test_what_pays_its_month_names_it_on_the_receipt(other_bank):
    code = PaymentCodeFactory()
    heard(code.id, "it is paid")

    sessions.remove()
    month = sessions().query(Obligation).one()
    assert month.payment.reference == f"{code.reference}-1"
    assert sessions().query(Attempt).one().state == "declined_final"
