"""The settlement file: the bank's last word on each debit. Taken over whole or not at all; nothing in it is dropped."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from agentapp.autodebit.attempts import Attempt, AttemptState
from agentapp.autodebit.bank_words import SettlementFile, SettlementRow
from agentapp.autodebit.gateway import Answer, Gateway, Outcome, SettledRow
from agentapp.autodebit.locking import hold
from agentapp.autodebit.outcome import apply, went_back
from agentapp.autodebit.timing import Occasion
from agentapp.contributions import ledger
from agentapp.contributions.ledger import EntryKind, LedgerEntry
from agentapp.core.clock import now
from agentapp.core.db import transaction
from agentapp.core.money import Rupiah


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Rows of a file that match our debits, rows put into suspense, and the rupiah of all rows."""

    matched: int
    suspense: int
    total: Rupiah


def reconcile(bank: Gateway, content: bytes, occasion: Occasion) -> Reconciled:
    """Take over a settlement file. The same file, or the same row in another file, counts but changes nothing.

    Raises UnreadableSettlement, and then nothing of it is applied.
    """
    rows = bank.read_settlement(content)
    digest = hashlib.sha256(bank.code.encode() + b"\0" + content).hexdigest()
    with transaction() as session:
        file = session.scalar(select(SettlementFile).where(SettlementFile.digest == digest).with_for_update())
        if file is None:
            file = _new_file(session, bank, digest, rows)
        taken = [_take(session, file, row, occasion) for row in sorted(rows, key=lambda row: row.reference)]
        session.flush()
    suspense = sum(row.suspense for row in taken)
    return Reconciled(len(taken) - suspense, suspense, file.total)


def _new_file(session: Session, bank: Gateway, digest: str, rows: Sequence[SettledRow]) -> SettlementFile:
    file = SettlementFile(
        gateway=bank.code,
        digest=digest,
        received_at=now(),
        rows=len(rows),
        total=sum(row.amount for row in rows),
    )
    session.add(file)
    session.flush()
    return file


def _take(session: Session, file: SettlementFile, row: SettledRow, occasion: Occasion) -> SettlementRow:
    known = session.scalar(
        select(SettlementRow).where(
            SettlementRow.gateway == file.gateway,
            SettlementRow.reference == row.reference,
            SettlementRow.reversed == row.reversed,
        )
    )
    if known is not None:
        return known
    note = _match(session, file.gateway, row, occasion)
    kept = SettlementRow(
        file=file,
        gateway=file.gateway,
        reference=row.reference,
        amount=row.amount,
        settled_on=row.settled_on,
        reversed=row.reversed,
        suspense=bool(note),
        note=note,
    )
    session.add(kept)
    if note:
        _suspend(session, file, row)
    return kept


def _match(session: Session, gateway: str, row: SettledRow, occasion: Occasion) -> str:
    """Let a row take effect on its debit; why not, where it matches none."""
    attempt_id = session.scalar(
        select(Attempt.id).where(Attempt.reference == row.reference, Attempt.gateway == gateway)
    )
    attempt = hold(session, attempt_id) if attempt_id else None
    if attempt is None:
        return "unknown reference"
    if attempt.amount != row.amount:
        return f"we asked for {attempt.amount}"
    if attempt.sent_at is None:
        return "never sent"
    if row.reversed:
        went_back(session, attempt, occasion.moment)
        return ""
    apply(
        session, attempt, Answer(outcome=Outcome.SUCCEEDED, code="file", amount=row.amount), occasion.moment
    )
    if attempt.state == AttemptState.SUCCEEDED:
        attempt.move("settle", occasion.moment)
    return ""


def _suspend(session: Session, file: SettlementFile, row: SettledRow) -> None:
    """Book money that matches none of our debits; what was given back again came in before."""
    source = f"{file.gateway}:{row.reference}"[:60]
    booked = exists().where(LedgerEntry.kind == EntryKind.SUSPENDED, LedgerEntry.source == source)
    if not session.scalar(select(booked)):
        ledger.post(session, EntryKind.SUSPENDED, source, row.amount)
    if row.reversed:
        ledger.post(session, EntryKind.SUSPENSE_RETURNED, source, row.amount)
