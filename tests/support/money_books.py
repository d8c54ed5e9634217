"""All that is kept of debits and codes, and beside it the bank's own book: what the invariants are judged by."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from agentapp.autodebit.attempts import Attempt, AttemptItem, AttemptMove
from agentapp.autodebit.bank_words import Refund, SettlementRow
from agentapp.autodebit.codes import PaymentCode, PaymentCodeItem
from agentapp.autodebit.models import Mandate, MandateMove
from agentapp.contributions.ledger import Account, LedgerEntry
from agentapp.contributions.models import Obligation, Payment
from agentapp.core.db import look_afresh
from agentapp.sponsorship.models import Sponsorship

Faults = Iterator[str]


@dataclass
class Books:
    """All that is kept, and beside it the bank's book: reference, amount, period and status of what it executed."""

    bank: Mapping[str, Mapping[str, Any]]
    attempts: Mapping[UUID, Any]
    items: Sequence[Any]
    months: Mapping[UUID, Any]
    payments: Mapping[UUID, Any]
    entries: Sequence[Any]
    refunds: Mapping[UUID, Any]
    rows: Sequence[Any]
    mandates: Mapping[UUID, Any]
    mandate_moves: Sequence[Any]
    moves: Sequence[Any]
    sponsorships: Sequence[Any]
    codes: Mapping[UUID, Any]
    code_items: Sequence[Any]
    final: bool = False
    said_no: set[str] | None = None
    calls: Mapping[str, list[bytes]] = field(default_factory=dict)

    @classmethod
    def read(cls, bank: Iterable[Mapping[str, Any]], **more: Any) -> "Books":
        """As committed by now."""
        return cls(
            bank={str(row["reference"]): row for row in bank},
            attempts=_by_id(Attempt),
            items=_all(AttemptItem),
            months=_by_id(Obligation),
            payments=_by_id(Payment),
            entries=_all(LedgerEntry),
            refunds={refund.attempt_id: refund for refund in _all(Refund)},
            rows=_all(SettlementRow),
            mandates=_by_id(Mandate, "challenge", "account_token"),
            mandate_moves=sorted(_all(MandateMove), key=lambda move: move.at),
            moves=_all(AttemptMove),
            sponsorships=_all(Sponsorship),
            codes=_by_id(PaymentCode),
            code_items=_all(PaymentCodeItem),
            **more,
        )

    def items_of(self, attempt: Any) -> list[Any]:
        return [item for item in self.items if item.attempt_id == attempt.id]

    def zone(self, attempt: Any) -> ZoneInfo:
        return ZoneInfo(self.mandates[attempt.mandate_id].zone_name)

    def sent(self) -> Iterator[Any]:
        """Every debit that was ever asked for."""
        return (attempt for attempt in self.attempts.values() if attempt.sent_at is not None)

    def balance(self, account: Account) -> int:
        """Debits less credits, rupiah."""
        return sum(
            entry.amount * ((entry.debit == account) - (entry.credit == account)) for entry in self.entries
        )


def _all(model: Any, *but: str) -> Sequence[Any]:
    return look_afresh().execute(_question(model, *but)).all()


@cache
def _question(model: Any, *but: str) -> Select[Any]:
    return select(*(column for column in model.__table__.c if column.name not in but))


def _by_id(model: Any, *but: str) -> Mapping[UUID, Any]:
    return {row.id: row for row in _all(model, *but)}
