"""Whether the books hold: against the months, against the debits, and against the bank's own book."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from agentapp.autodebit.attempts import IN_FLIGHT, TAKEN, Attempt, AttemptItem, AttemptState
from agentapp.autodebit.bank_words import Refund, RefundState, SettlementRow
from agentapp.autodebit.codes import LIVE_CODES, PaymentCode, PaymentCodeItem, PaymentCodeState
from agentapp.autodebit.gateway import BankUnreachable, BookedDebit, Gateway
from agentapp.contributions.ledger import Account, EntryKind, LedgerEntry
from agentapp.contributions.models import Obligation, ObligationState, Payment
from agentapp.core.db import look_afresh
from agentapp.core.money import Rupiah

MOST_TOLD = 1000
_SETTLES = case((LedgerEntry.kind == EntryKind.CONTRIBUTION, 1), else_=-1)
_TIMES = case((LedgerEntry.kind == EntryKind.OVERPAID, 0), else_=_SETTLES)
_SETTLING = LedgerEntry.kind.in_(
    (EntryKind.CONTRIBUTION, EntryKind.CONTRIBUTION_REVERSED, EntryKind.OVERPAID)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found: `differences` in words, debits still in transit, each account's balance in rupiah.

    `bank`: whether the bank's own book was `compared`, is `not shown`, or the bank was `unreachable`.
    """

    differences: tuple[str, ...]
    in_transit: int
    balances: dict[str, Rupiah]
    bank: str

    @property
    def ok(self) -> bool:
        return not self.differences


Asking = Callable[[Session], Iterable[str]]

_others: list[Asking] = []


def introduce(*others: Asking) -> None:
    """What other packages check with the books, for the whole process: each tells its differences in words."""
    _others[:] = others


def check(bank: Gateway) -> Checked:
    """Compare the ledger with everything it must agree with; at most a thousand differences of each kind are told."""
    session = look_afresh()
    told, seen = _bank_differences(session, bank)
    balances = _balances(session)
    differences = [
        *_months(session),
        *_payments(session),
        *_debits(session),
        *_codes(session),
        *_open_accounts(session, balances),
        *told,
        *(line for ask in _others for line in islice(ask(session), MOST_TOLD)),
    ]
    in_transit = session.scalar(select(func.count()).where(Attempt.state.in_(IN_FLIGHT))) or 0
    return Checked(
        differences=tuple(differences),
        in_transit=in_transit,
        balances={account.value: balance for account, balance in balances.items()},
        bank=seen,
    )


def _months(session: Session) -> Iterator[str]:
    """A month is paid if and only if the books settle it, once, by its amount."""
    booked = (
        select(
            LedgerEntry.obligation_id.label("id"),
            func.sum(_TIMES).label("times"),
            func.sum(_SETTLES * LedgerEntry.amount).label("amount"),
        )
        .where(_SETTLING)
        .group_by(LedgerEntry.obligation_id)
        .subquery()
    )
    paid = case((Obligation.state == ObligationState.PAID, 1), else_=0)
    wrong = or_(
        func.coalesce(booked.c.times, 0) != paid,
        func.coalesce(booked.c.amount, 0) != paid * Obligation.amount,
    )
    found = select(Obligation.id, Obligation.state, booked.c.times, booked.c.amount)
    for row in session.execute(
        found.outerjoin(booked, booked.c.id == Obligation.id).where(wrong).limit(MOST_TOLD)
    ):
        yield f"month {row.id}: {row.state.value}, booked {row.times or 0} times, {row.amount or 0} rupiah"


def _payments(session: Session) -> Iterator[str]:
    """What each payment brought is what it settled, less what was taken back."""
    signed = case(
        (LedgerEntry.kind == EntryKind.RECEIVED, LedgerEntry.amount),
        (LedgerEntry.kind == EntryKind.CONTRIBUTION, -LedgerEntry.amount),
        (LedgerEntry.kind == EntryKind.CONTRIBUTION_REVERSED, LedgerEntry.amount),
        (LedgerEntry.kind == EntryKind.CREDIT_WITHDRAWN, LedgerEntry.amount),
        else_=-LedgerEntry.amount,
    )
    received = case((LedgerEntry.kind == EntryKind.RECEIVED, LedgerEntry.amount), else_=0)
    found = (
        select(
            Payment.number,
            Payment.amount,
            func.sum(signed).label("left"),
            func.sum(received).label("received"),
        )
        .outerjoin(LedgerEntry, LedgerEntry.payment_id == Payment.id)
        .group_by(Payment.number, Payment.amount)
        .having(or_(func.coalesce(func.sum(signed), 1) != 0, func.sum(received) != Payment.amount))
    )
    for row in session.execute(found.limit(MOST_TOLD)):
        yield f"payment {row.number}: {row.amount} rupiah, booked {row.received or 0}, left over {row.left or 0}"


def _debits(session: Session) -> Iterator[str]:
    """A debit that took money has paid its months or owes it back; one that took none has paid nothing."""
    paid = func.coalesce(
        func.sum(case((AttemptItem.payment_id.is_not(None), AttemptItem.amount), else_=0)), 0
    )
    owed = func.coalesce(func.max(Refund.amount), 0)
    took = Attempt.state.in_((*TAKEN, AttemptState.CHARGED_BACK, AttemptState.REFUNDED))
    found = (
        select(Attempt.reference, Attempt.state, Attempt.amount, paid.label("paid"), owed.label("owed"))
        .outerjoin(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .outerjoin(Refund, Refund.attempt_id == Attempt.id)
        .group_by(Attempt.id, Attempt.reference, Attempt.state, Attempt.amount)
        .having(paid + owed != case((took, Attempt.amount), else_=0))
    )
    for row in session.execute(found.limit(MOST_TOLD)):
        yield f"debit {row.reference}: {row.state.value}, {row.amount} rupiah, paid {row.paid}, owed back {row.owed}"


def _codes(session: Session) -> Iterator[str]:
    """A code that was paid has paid its months or is owed back; no other has paid anything."""
    paid = func.coalesce(
        func.sum(case((PaymentCodeItem.payment_id.is_not(None), PaymentCodeItem.amount), else_=0)), 0
    )
    took = case((PaymentCode.paid_at.is_not(None), PaymentCode.amount), else_=0)
    found = (
        select(
            PaymentCode.reference, PaymentCode.state, PaymentCode.amount, PaymentCode.owed, paid.label("paid")
        )
        .outerjoin(PaymentCodeItem, PaymentCodeItem.code_id == PaymentCode.id)
        .group_by(PaymentCode.id)
        .having(paid + PaymentCode.owed != took)
    )
    for row in session.execute(found.limit(MOST_TOLD)):
        yield f"code {row.reference}: {row.state.value}, {row.amount} rupiah, paid {row.paid}, owed back {row.owed}"


def _balances(session: Session) -> dict[Account, Rupiah]:
    sides = union_all(
        select(LedgerEntry.debit.label("account"), LedgerEntry.amount.label("amount")),
        select(LedgerEntry.credit.label("account"), (-LedgerEntry.amount).label("amount")),
    ).subquery()
    rows = session.execute(select(sides.c.account, func.sum(sides.c.amount)).group_by(sides.c.account))
    found = {Account(account): int(balance) for account, balance in rows}
    return {account: found.get(account, 0) for account in Account}


def _open_accounts(session: Session, balances: dict[Account, Rupiah]) -> Iterator[str]:
    """What lies in each account must be explained by what is still open."""
    unresolved = SettlementRow.suspense, SettlementRow.resolved_at.is_(None)
    signed = case((SettlementRow.reversed, 0), else_=SettlementRow.amount)
    returned = select(SettlementRow.reference).where(SettlementRow.suspense, SettlementRow.reversed)
    lying = _sum(session, select(signed).where(*unresolved, SettlementRow.reference.not_in(returned)))
    owed = _sum(session, select(Refund.amount).where(Refund.state != RefundState.REFUNDED))
    owed += _sum(session, select(PaymentCode.owed).where(PaymentCode.returned_at.is_(None)))
    expected = {Account.PAYER: 0, Account.SUSPENSE: -lying, Account.REFUNDS: -owed}
    for account, sum_ in expected.items():
        if balances[account] != sum_:
            yield f"account {account.value}: {balances[account]} rupiah, but {sum_} is open"
    if sum(balances.values()):
        yield f"trial balance: {sum(balances.values())} rupiah"


def _sum(session: Session, amounts: Select[Any]) -> Rupiah:
    column = amounts.subquery().c[0]
    return int(session.scalar(select(func.coalesce(func.sum(column), 0))) or 0)


def _bank_differences(session: Session, bank: Gateway) -> tuple[list[str], str]:
    try:
        book = bank.book()
    except BankUnreachable:
        asked = session.scalar(select(literal(1)).where(Attempt.sent_at.is_not(None)).limit(1))
        return (["the bank's book could not be read"] if asked else []), "unreachable"
    if book is None:
        return [], "not shown"
    return list(_against(session, bank.code, {each.reference: each for each in book})), "compared"


def _against(session: Session, code: str, book: dict[str, BookedDebit]) -> Iterator[str]:
    """The bank's net of each reference against ours. What is in transit may be in its book already."""
    for reference, state, amount in session.execute(
        select(Attempt.reference, Attempt.state, Attempt.amount).where(
            Attempt.gateway == code, Attempt.sent_at.is_not(None)
        )
    ):
        booked = book.pop(reference, None)
        if state in IN_FLIGHT:
            continue
        ours = amount if state in TAKEN else 0
        theirs = booked.amount if booked is not None and not booked.reversed else 0
        if ours != theirs:
            yield f"debit {reference}: {state.value}, {ours} rupiah here, {theirs} at the bank"
    yield from _codes_against(session, code, book)
    yield from _unexplained(session, code, book)


def _codes_against(session: Session, code: str, book: dict[str, BookedDebit]) -> Iterator[str]:
    """As for debits; what goes back to who paid a code goes by hand, so the bank's book has it still."""
    for reference, state, amount in session.execute(
        select(PaymentCode.reference, PaymentCode.state, PaymentCode.amount).where(
            PaymentCode.gateway == code
        )
    ):
        booked = book.pop(reference, None)
        if state in LIVE_CODES:
            continue
        ours = amount if state == PaymentCodeState.PAID else 0
        theirs = booked.amount if booked is not None and not booked.reversed else 0
        if ours != theirs:
            yield f"code {reference}: {state.value}, {ours} rupiah here, {theirs} at the bank"


def _unexplained(session: Session, code: str, book: dict[str, BookedDebit]) -> Iterator[str]:
    known = set(session.scalars(select(SettlementRow.reference).where(_suspended(code))))
    for each in book.values():
        if not each.reversed and each.reference not in known:
            yield f"debit {each.reference}: {each.amount} rupiah at the bank, unknown here"


def _suspended(code: str) -> ColumnElement[bool]:
    return SettlementRow.suspense & (SettlementRow.gateway == code)
