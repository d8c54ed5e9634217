"""The settlement file: the bank's last word on each debit. Taken over whole or not at all; nothing in it is dropped."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from agentapp.autodebit.attempts import Attempt, AttemptState
from agentapp.autodebit.bank_words import SettlementFile, SettlementRow
from agentapp.autodebit.code_issuer import CodeAnswer, CodeFate
from agentapp.autodebit.code_outcome import apply_to_code, taken_back
from agentapp.autodebit.codes import PaymentCode
from agentapp.autodebit.gateway import Answer, Gateway, Outcome, SettledRow
from agentapp.autodebit.locking import hold, hold_all, hold_code
from agentapp.autodebit.outcome import apply, went_back
from agentapp.autodebit.timing import Occasion
from agentapp.contributions import ledger
from agentapp.contributions.ledger import EntryKind, LedgerEntry
from agentapp.core.clock import now
from agentapp.core.db import only_one, transaction
from agentapp.core.errors import N_, DomainError
from agentapp.core.money import Rupiah

PIECE = 1000


class ContradictsEarlier(DomainError):
    """A row with another amount than the same row of an earlier file: somebody must ask the bank which one holds."""

    status = 422
    default = N_("Baris %(reference)s beda jumlahnya dengan berkas terdahulu. Tanyakan dulu kepada bank.")


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Rows of a file that match our debits, rows put into suspense, and the rupiah of all rows."""

    matched: int
    suspense: int
    total: Rupiah


def reconcile(bank: Gateway, content: bytes, occasion: Occasion) -> Reconciled:
    """Take over a settlement file. The same file, or the same row in another file, counts but changes nothing.

    Raises UnreadableSettlement and ContradictsEarlier, and then nothing of it is applied.
    """
    rows = sorted(bank.read_settlement(content), key=lambda row: row.reference)
    digest = hashlib.sha256(bank.code.encode() + b"\0" + content).hexdigest()
    with transaction() as session:
        only_one(session, "autodebit reconcile")
        hold_all(session, _known(session, bank, rows, Attempt), _known(session, bank, rows, PaymentCode))
        file = session.scalar(select(SettlementFile).where(SettlementFile.digest == digest).with_for_update())
        if file is None:
            file = _new_file(session, bank, digest, rows)
        taken = [_take(session, file, row, occasion) for row in rows]
        session.flush()
    suspense = sum(row.suspense for row in taken)
    return Reconciled(len(taken) - suspense, suspense, file.total)


def _known(
    session: Session, bank: Gateway, rows: Sequence[SettledRow], model: type[Attempt | PaymentCode]
) -> list[UUID]:
    """The debits, or the payment codes, that the rows speak of."""
    names = [row.reference for row in rows]
    found: list[UUID] = []
    for start in range(0, len(names), PIECE):
        asked = model.reference.in_(names[start : start + PIECE]), model.gateway == bank.code
        found += session.scalars(select(model.id).where(*asked))
    return found


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
    known = _told_before(session, file.gateway, row)
    if known is not None:
        if known.amount != row.amount:
            raise ContradictsEarlier(reference=row.reference)
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


def _told_before(session: Session, gateway: str, row: SettledRow) -> SettlementRow | None:
    """The same row as an earlier file told it."""
    same = SettlementRow.reference == row.reference, SettlementRow.reversed == row.reversed
    return session.scalar(select(SettlementRow).where(SettlementRow.gateway == gateway, *same))


def _match(session: Session, gateway: str, row: SettledRow, occasion: Occasion) -> str:
    """Let a row take effect on its debit or code; why not, where it matches none."""
    attempt_id = session.scalar(
        select(Attempt.id).where(Attempt.reference == row.reference, Attempt.gateway == gateway)
    )
    attempt = hold(session, attempt_id) if attempt_id else None
    if attempt is None:
        return _match_code(session, gateway, row, occasion)
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


def _match_code(session: Session, gateway: str, row: SettledRow, occasion: Occasion) -> str:
    code_id = session.scalar(
        select(PaymentCode.id).where(PaymentCode.reference == row.reference, PaymentCode.gateway == gateway)
    )
    code = hold_code(session, code_id) if code_id else None
    if code is None:
        return "unknown reference"
    if code.amount != row.amount:
        return f"we asked for {code.amount}"
    told = CodeAnswer(fate=CodeFate.PAID, code="file", amount=row.amount)
    take_effect = taken_back if row.reversed else apply_to_code
    take_effect(session, code, told, occasion.moment)
    return ""


def _suspend(session: Session, file: SettlementFile, row: SettledRow) -> None:
    """Book money that matches none of our debits and codes; what was given back again came in before."""
    source = _source(file.gateway, row.reference)
    if not _booked(session, EntryKind.SUSPENDED, source):
        ledger.post(session, EntryKind.SUSPENDED, source, row.amount)
    if row.reversed:
        send_back(session, file.gateway, row.reference, row.amount)


def send_back(session: Session, gateway: str, reference: str, amount: Rupiah) -> None:
    """Book that money in suspense went back the way it came; told twice, by a file or a person, it is booked once."""
    source = _source(gateway, reference)
    if not _booked(session, EntryKind.SUSPENSE_RETURNED, source):
        ledger.post(session, EntryKind.SUSPENSE_RETURNED, source, amount)


def _source(gateway: str, reference: str) -> str:
    return f"{gateway}:{reference}"[:60]


def _booked(session: Session, kind: EntryKind, source: str) -> bool:
    booked = exists().where(LedgerEntry.kind == kind, LedgerEntry.source == source)
    return bool(session.scalar(select(booked)))
