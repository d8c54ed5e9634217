"""What payment codes may and may not do: their part of the invariants 1 to 5, from the tables and the bank's book."""

from collections import Counter
from typing import Any

from agentapp.autodebit.attempts import IN_FLIGHT, LIVE
from agentapp.autodebit.codes import LIVE_CODES, PaymentCodeState
from agentapp.contributions.models import ObligationState
from tests.support.money_books import Books, Faults


def kept_by_codes(books: Books) -> int:
    """Rupiah that codes brought and that did not go back."""
    return sum(
        code.amount - (code.owed if code.returned_at else 0)
        for code in books.codes.values()
        if code.state == PaymentCodeState.PAID
    )


def codes_claim_alone(books: Books) -> Faults:
    """Invariant 2: a month that a code holds has no live debit, and no second code; one in flight has no live code."""
    debited = {item.obligation_id for item in books.items if books.attempts[item.attempt_id].state in LIVE}
    held = [item.obligation_id for item in books.code_items if item.stands]
    yield from (f"month {key}: {count} codes hold it" for key, count in Counter(held).items() if count > 1)
    yield from (f"month {key} is held by a code and by a live debit" for key in debited & set(held))
    for item in books.code_items:
        if books.codes[item.code_id].state in LIVE_CODES and not item.stands:
            yield f"code {books.codes[item.code_id].reference} is live and holds nothing"


def codes_end_well(books: Books) -> Faults:
    """Invariant 3: what was paid for a code paid its months or is owed back; the bank's word is known in the end."""
    paid: Counter[Any] = Counter()
    for item in books.code_items:
        paid[item.code_id] += item.amount if item.payment_id is not None else 0
    for code in books.codes.values():
        brought = code.amount if code.paid_at is not None else 0
        if paid[code.id] + code.owed != brought:
            yield f"code {code.reference} {code.state}: {code.amount}, paid {paid[code.id]}, owed {code.owed}"
    if books.final:
        yield from _unheard(books)


def _unheard(books: Books) -> Faults:
    ours = {code.reference: code for code in books.codes.values()}
    for reference, row in books.bank.items():
        expected = PaymentCodeState.TAKEN_BACK if row["status"] == "reversed" else PaymentCodeState.PAID
        if reference in ours and ours[reference].state != expected:
            yield f"code {reference}: {row['status']} at the bank, {ours[reference].state} here"
    for code in ours.values():
        if code.state == PaymentCodeState.PAID and code.reference not in books.bank:
            yield f"code {code.reference} is paid here, and nobody paid at the bank"


def codes_ask_what_is_owed(books: Books) -> Faults:
    """Invariant 5: a code is for exactly its months' sums, and never for a month in flight when it was wanted."""
    sums: Counter[Any] = Counter()
    for item in books.code_items:
        sums[item.code_id] += item.amount
    for code in books.codes.values():
        if sums[code.id] != code.amount:
            yield f"code {code.reference} asks {code.amount} for {sums[code.id]}"
        row = books.bank.get(code.reference)
        if row is not None and row["amount"] != code.amount:
            yield f"code {code.reference}: {row['amount']} at the bank, {code.amount} here"
    flying = {
        item.obligation_id for item in books.items if books.attempts[item.attempt_id].state in IN_FLIGHT
    }
    for item in books.code_items:
        month = books.months[item.obligation_id]
        if item.stands and month.state == ObligationState.COLLECTING and item.obligation_id not in flying:
            yield f"month {item.obligation_id} is collected by a code"
