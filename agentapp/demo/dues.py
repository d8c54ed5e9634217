"""What the workers of the demo owe month by month, and what was paid: amounts by the rulebook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from agentapp.contributions.ledger import CAME_BY, WAYS, Account, EntryKind, LedgerEntry
from agentapp.contributions.models import Obligation, ObligationState, Payment, PaymentChannel
from agentapp.core.period import Month
from agentapp.demo.chance import Chance
from agentapp.demo.numbering import Numbers
from agentapp.demo.rows import Rows
from agentapp.demo.timeline import Timeline, at
from agentapp.programmes.kinds import FundingKind, Programmes, Sector
from agentapp.programmes.rulebook import Contribution, Rulebook, contribution

RECORDED_AFTER = timedelta(minutes=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Debtor:
    """Whose months: what the amount follows from, when they were accepted, who records what they pay."""

    worker_id: UUID
    income: int
    programmes: Programmes
    sector: Sector
    funding: FundingKind
    payer_code: str | None
    accepted_at: datetime
    recorder: UUID


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came at once for several months."""

    months: Sequence[Month]
    received_at: datetime
    channel: PaymentChannel
    reference: str


class Ledger:
    """Raises months and settles them."""

    def __init__(
        self, rows: Rows, chance: Chance, numbers: Numbers, timeline: Timeline, rulebook: Rulebook
    ) -> None:
        self._rows = rows
        self._chance = chance
        self._numbers = numbers
        self._timeline = timeline
        self._rulebook = rulebook
        self._owed = cache(self._contribution)
        self._due_on = cache(rulebook.due_on)

    def book(
        self,
        debtor: Debtor,
        months: Sequence[Month],
        receipts: Sequence[Receipt],
        lapsed: Sequence[Month] = (),
    ) -> None:
        """The obligations for `months`: paid by one of the receipts, lapsed, or due."""
        raised = {month: self._obligation(debtor, month) for month in months}
        for month in lapsed:
            raised[month]["state"] = ObligationState.LAPSED
        for receipt in receipts:
            self._settle(debtor, [raised[month] for month in receipt.months], receipt)
        for obligation in raised.values():
            self._rows.add(Obligation, **obligation)

    def _obligation(self, debtor: Debtor, month: Month) -> dict[str, Any]:
        owed = self._owed(debtor.income, debtor.programmes, debtor.sector, debtor.funding, month)
        return {
            "id": self._chance.uuid(),
            "worker_id": debtor.worker_id,
            "month": month,
            "state": ObligationState.DUE,
            "programmes": debtor.programmes,
            "contribution_base": owed.base,
            "jkk": owed.jkk,
            "jkm": owed.jkm,
            "jht": owed.jht,
            "amount": owed.total,
            "funding": debtor.funding,
            "payer_code": debtor.payer_code,
            "due_on": self._due_on(month),
            "raised_at": min(max(debtor.accepted_at, at(month.first_day, 1)), self._timeline.now),
            "payment_id": None,
        }

    def _settle(self, debtor: Debtor, obligations: list[dict[str, Any]], receipt: Receipt) -> None:
        payment_id = self._chance.uuid()
        for obligation in obligations:
            obligation.update(
                state=ObligationState.PAID,
                payment_id=payment_id,
                raised_at=min(obligation["raised_at"], receipt.received_at),
            )
        payment = self._rows.add(
            Payment,
            id=payment_id,
            number=self._numbers.next(),
            worker_id=debtor.worker_id,
            channel=receipt.channel,
            reference=receipt.reference,
            amount=sum(obligation["amount"] for obligation in obligations),
            received_at=receipt.received_at,
            recorded_at=min(receipt.received_at + RECORDED_AFTER, self._timeline.now),
            recorded_by_id=debtor.recorder,
        )
        self._enter(EntryKind.RECEIVED, (CAME_BY[receipt.channel], Account.PAYER), payment)
        for obligation in obligations:
            self._enter(EntryKind.CONTRIBUTION, WAYS[EntryKind.CONTRIBUTION], payment, obligation)

    def _enter(
        self,
        kind: EntryKind,
        way: tuple[Account, Account],
        payment: dict[str, Any],
        obligation: dict[str, Any] | None = None,
    ) -> None:
        """As `ledger.post_payment` does, for many rows."""
        self._rows.add(
            LedgerEntry,
            id=self._chance.uuid(),
            at=payment["recorded_at"],
            kind=kind,
            source=payment["number"],
            line=obligation["id"].hex if obligation else "",
            debit=way[0],
            credit=way[1],
            amount=obligation["amount"] if obligation else payment["amount"],
            payment_id=payment["id"],
            obligation_id=obligation["id"] if obligation else None,
        )

    def _contribution(
        self, income: int, programmes: Programmes, sector: Sector, funding: FundingKind, month: Month
    ) -> Contribution:
        return contribution(
            self._rulebook, income=income, programmes=programmes, sector=sector, funding=funding, month=month
        )
