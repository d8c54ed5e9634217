"""The eleven invariants of auto-debit, each from the tables and the bank's own book; none asks our own `checking`.

`broken(Books.read(bank.book()))` is empty while all hold. With `final`, nothing may be in doubt any more either.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from agentapp.autodebit.attempts import (
    IN_FLIGHT,
    LIVE,
    TAKEN,
    AttemptState,
)
from agentapp.autodebit.bank_words import RefundState
from agentapp.autodebit.models import MandateState
from agentapp.contributions.ledger import Account, EntryKind
from agentapp.contributions.models import ObligationState
from agentapp.core.period import Month
from agentapp.programmes.conditions import works
from agentapp.sponsorship.models import SponsorshipState
from tests.support.money_books import Books, Faults
from tests.support.money_laws_of_codes import (
    codes_ask_what_is_owed,
    codes_claim_alone,
    codes_end_well,
    kept_by_codes,
)

ENDED = (AttemptState.CHARGED_BACK, AttemptState.REFUNDED)
NOTICE = timedelta(days=3)


def invariant_1(books: Books) -> Faults:
    """At most one settled, unrefunded debit per obligation; per payer and month never above the cap."""
    settled = [
        item.obligation_id
        for item in (*books.items, *books.code_items)
        if item.payment_id is not None and books.payments[item.payment_id].reversed_at is None
    ]
    yield from (f"month {key} was debited {count} times" for key, count in _twice(settled))
    taken: Counter[tuple[UUID, Month]] = Counter()
    caps: dict[UUID, int] = defaultdict(int)
    for mandate in books.mandates.values():
        caps[_payer(mandate)] = max(caps[_payer(mandate)], mandate.cap)
    for attempt in books.attempts.values():
        if attempt.state in TAKEN:
            refund = books.refunds.get(attempt.id)
            kept = attempt.amount - (refund.amount if refund else 0)
            taken[_payer(books.mandates[attempt.mandate_id]), attempt.month] += kept
    yield from (
        f"{payer} paid {sum_} for {month}" for (payer, month), sum_ in taken.items() if sum_ > caps[payer]
    )


def _payer(mandate: Any) -> UUID:
    payer: UUID = mandate.payer_id or mandate.worker_id
    return payer


def _twice(keys: Iterable[Any]) -> list[tuple[Any, int]]:
    return [(key, count) for key, count in Counter(keys).items() if count > 1]


def invariant_2(books: Books) -> Faults:
    """At most one live attempt per obligation; a month is `collecting` if and only if one is in flight for it."""
    live = [item for item in books.items if books.attempts[item.attempt_id].state in LIVE]
    yield from (
        f"month {key}: {count} live attempts" for key, count in _twice(item.obligation_id for item in live)
    )
    flying = {item.obligation_id for item in live if books.attempts[item.attempt_id].state in IN_FLIGHT}
    collecting = {key for key, month in books.months.items() if month.state == ObligationState.COLLECTING}
    yield from (
        f"month {key} is collected and not in flight, or the other way" for key in flying ^ collecting
    )
    yield from codes_claim_alone(books)


def invariant_3(books: Books) -> Faults:
    """Every success at the bank ends as a paid month, a credit or a refund."""
    for attempt in books.attempts.values():
        paid = sum(item.amount for item in books.items_of(attempt) if item.payment_id is not None)
        owed = books.refunds[attempt.id].amount if attempt.id in books.refunds else 0
        if paid + owed != (attempt.amount if attempt.state in (*TAKEN, *ENDED) else 0):
            yield f"{attempt.reference} {attempt.state}: {attempt.amount}, paid {paid}, owed back {owed}"
    ours = {attempt.reference: attempt for attempt in books.attempts.values()}
    yield from codes_end_well(books)
    placed = {row.reference for row in books.rows if row.suspense}
    placed |= {code.reference for code in books.codes.values()}
    for reference, row in books.bank.items():
        expected = ENDED if row["status"] == "reversed" else TAKEN
        attempt = ours.get(reference)
        known = attempt is not None and (attempt.state in expected or reference in placed)
        if books.final and not (known or reference in placed):
            yield f"{reference}: {row['status']} at the bank, {attempt and attempt.state} here"


def invariant_4(books: Books) -> Faults:
    """Paid if and only if exactly one balanced set of entries; trial balance = bank book + suspense."""
    signs = {EntryKind.CONTRIBUTION: 1, EntryKind.CONTRIBUTION_REVERSED: -1}
    times: Counter[UUID] = Counter()
    sums: Counter[UUID] = Counter()
    for entry in books.entries:
        times[entry.obligation_id] += signs.get(entry.kind, 0)
        sums[entry.obligation_id] += signs.get(entry.kind, 0) * entry.amount
    for key, month in books.months.items():
        paid = month.state == ObligationState.PAID
        if (times[key], sums[key]) != ((1, month.amount) if paid else (0, 0)):
            yield f"month {key} {month.state}: {times[key]} settlements, {sums[key]} rupiah"
    yield from _payments(books)
    yield from _accounts(books)


def _payments(books: Books) -> Faults:
    for payment in books.payments.values():
        mine = [entry for entry in books.entries if entry.payment_id == payment.id]
        received = sum(entry.amount for entry in mine if entry.kind == EntryKind.RECEIVED)
        used = sum(entry.amount for entry in mine if entry.kind == EntryKind.CONTRIBUTION)
        if not received == used == payment.amount:
            yield f"payment {payment.number}: {payment.amount}, booked {received}, used {used}"


def _accounts(books: Books) -> Faults:
    given = sum(refund.amount for refund in books.refunds.values() if refund.state == RefundState.REFUNDED)
    ended = sum(
        books.refunds[attempt.id].amount
        for attempt in books.attempts.values()
        if attempt.state in ENDED and attempt.id in books.refunds
    )
    taken = sum(attempt.amount for attempt in books.attempts.values() if attempt.state in TAKEN)
    lying, coded = -books.balance(Account.SUSPENSE), kept_by_codes(books)
    if books.balance(Account.BANK_CLEARING) != taken - (given - ended) + lying + coded:
        yield f"bank clearing {books.balance(Account.BANK_CLEARING)}, taken {taken}, suspense {lying}"
    ours = {attempt.reference for attempt in books.attempts.values()}
    net = sum(
        row["amount"]
        for reference, row in books.bank.items()
        if row["status"] == "settled" and reference in ours
    )
    if books.final and taken != net:
        yield f"taken {taken} here, {net} at the bank"
    if books.balance(Account.PAYER):
        yield f"{books.balance(Account.PAYER)} of payers is neither used nor owed"


def invariant_5(books: Books) -> Faults:
    """No call without a committed attempt; sending again uses the same reference, amount and body."""
    yield from codes_ask_what_is_owed(books)
    ours = {attempt.reference: attempt for attempt in books.attempts.values()}
    codes = {code.reference for code in books.codes.values()}
    for reference, row in books.bank.items():
        attempt = ours.get(reference)
        if reference.removesuffix("-2") in codes:
            continue
        if attempt is None or attempt.sent_at is None or attempt.amount != row["amount"]:
            yield f"{reference}: at the bank {row['amount']}, kept {attempt}"
    for reference, bodies in books.calls.items():
        if len(set(bodies)) > 1:
            yield f"{reference} was asked for differently"


def invariant_6(books: Books) -> Faults:
    """`unknown` never becomes `declined` by time alone."""
    for move in books.moves:
        if move.source == AttemptState.UNKNOWN and move.verb in ("decline", "decline_for_now"):
            attempt = books.attempts[move.attempt_id]
            word = move.code or attempt.cause
            if not word or (books.said_no is not None and attempt.reference not in books.said_no):
                yield f"{attempt.reference} was given up without a word of the bank"


def invariant_7(books: Books) -> Faults:
    """No debit without a mandate in force at its moment, in its hours, and three days after its notice."""
    for attempt in books.sent():
        mandate, there = books.mandates[attempt.mandate_id], attempt.sent_at.astimezone(books.zone(attempt))
        noticed = there.date() - attempt.notified_at.astimezone(books.zone(attempt)).date()
        covered = mandate.first_month <= attempt.month <= (mandate.last_month or attempt.month)
        if noticed < NOTICE or not covered or attempt.amount > mandate.cap:
            yield f"{attempt.reference}: noticed {noticed} before, covered {covered}, {attempt.amount} rupiah"
        if not (works(there.date()) and 7 <= there.hour < 20):
            yield f"{attempt.reference}: sent {there}"
        if MandateState.ACTIVE not in _states_at(books, mandate, attempt.sent_at):
            yield f"{attempt.reference}: its mandate was not active"


def _states_at(books: Books, mandate: Any, moment: datetime) -> set[MandateState]:
    """Its state at a moment; several where it changed in that very moment, or more than once in the last one before.

    Moves of one moment have no order of their own: a clock that stands still makes many of them.
    """
    moves = [move for move in books.mandate_moves if move.mandate_id == mandate.id]
    last = max((move.at for move in moves if move.at < moment), default=None)
    before = {move.target for move in moves if move.at == last}
    if not before:
        before = {moves[0].source if moves else mandate.state}
    return before | {move.target for move in moves if move.at == moment}


def invariant_10(books: Books) -> Faults:
    """The month of an obligation never depends on clock skew or zone."""
    for item in books.items:
        attempt = books.attempts[item.attempt_id]
        if attempt.month != books.months[item.obligation_id].month:
            yield f"{attempt.reference} of {attempt.month} holds another month"
    for attempt in books.sent():
        row = books.bank.get(attempt.reference)
        there = Month.of(attempt.sent_at.astimezone(books.zone(attempt)).date())
        if there != attempt.month or (row and row["period"] != str(attempt.month)):
            yield f"{attempt.reference} of {attempt.month} went out in {there}"


def invariant_11(books: Books) -> Faults:
    """A sponsor that stopped is debited no further; a month has one payer."""
    stopped = [it for it in books.sponsorships if it.state == SponsorshipState.ENDED and it.free_from]
    for item in books.items:
        attempt, month = books.attempts[item.attempt_id], books.months[item.obligation_id]
        payer = books.mandates[attempt.mandate_id].payer_id
        for over in stopped:
            same = (over.sponsor_id, over.worker_id) == (payer, month.worker_id)
            late = attempt.sent_at is not None and attempt.sent_at > over.ended_at
            if same and late and month.month >= over.free_from:
                yield f"{attempt.reference}: its sponsor had stopped"
    standing = [
        (month.worker_id, month.month)
        for month in books.months.values()
        if month.state != ObligationState.VOID
    ]
    yield from (f"{key} stands {count} times" for key, count in _twice(standing))


INVARIANTS: Sequence[Callable[[Books], Faults]] = (
    invariant_1,
    invariant_2,
    invariant_3,
    invariant_4,
    invariant_5,
    invariant_6,
    invariant_7,
    invariant_10,
    invariant_11,
)
"""8 and 9 speak of what comes after something: repeat it, or kill it, and ask these again."""


def broken(books: Books) -> list[str]:
    """What does not hold, each with the number of its invariant."""
    return [f"{law.__name__}: {fault}" for law in INVARIANTS for fault in law(books)]
