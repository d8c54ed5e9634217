"""A receipt: what a payment was for, what of it others may see, and the message that tells its worker."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.contributions import notices
from agentapp.contributions.ledger import EntryKind, LedgerEntry
from agentapp.contributions.models import Obligation, Payment, PaymentChannel
from agentapp.contributions.notices import WORKERS_LANGUAGE, Means, Settled
from agentapp.core import outbox
from agentapp.core.errors import NotFound
from agentapp.core.money import Rupiah
from agentapp.core.outbox import Notice, Recipient
from agentapp.core.period import Month
from agentapp.places.registry import zone_of
from agentapp.programmes.kinds import FundingKind, Programmes
from agentapp.workers.models import Worker


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One month of contribution and what was paid for it."""

    month: Month
    amount: Rupiah


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What stands on a receipt. Made by `receipt_of` for the agent; `for_payer` is what a sponsor may see of it.

    `membership_number`, `reference` and `recorded_by` may be missing. `reversed_on`: the money went back that day, and
    the receipt is worth nothing. All days are those of `zone`.
    """

    number: str
    name: str
    first_name: str
    amount: Rupiah
    lines: tuple[ReceiptLine, ...]
    programmes: Programmes
    funding: FundingKind
    channel: PaymentChannel
    received_on: date
    reversed_on: date | None
    zone: ZoneInfo
    membership_number: int | None = None
    reference: str = ""
    recorded_by: str = ""
    recorded_at: datetime | None = None

    @property
    def protects_until(self) -> date:
        """The last day of the last month paid."""
        return self.lines[-1].month.last_day

    @property
    def settled(self) -> Settled:
        """What its worker is told: by first name, for messages travel."""
        return Settled(
            name=self.first_name,
            means=_means(self.channel, self.funding),
            number=self.number,
            amount=self.amount,
            first=self.lines[0].month,
            last=self.lines[-1].month,
            received_on=self.received_on,
        )

    def for_payer(self) -> "Receipt":
        """Without what a sponsor or stranger may not know: first name only, nobody who recorded it, no typed words."""
        return replace(
            self,
            name=self.first_name,
            membership_number=None,
            reference=self.reference if self.channel == PaymentChannel.AUTODEBIT else "",
            recorded_by="",
            recorded_at=None,
        )

    def message(self, language: str = WORKERS_LANGUAGE) -> str:
        """The text to forward."""
        told = notices.reversed_receipt if self.reversed_on else notices.receipt
        return told(self.settled, language)[1]


def receipt_of(session: Session, payment: Payment) -> Receipt:
    """The receipt of a payment. Raises NotFound for one that never paid a month."""
    paid = _paid(session, payment)
    if not paid:
        raise NotFound
    worker, owed = payment.worker, paid[0][0]
    zone = zone_of(worker.village_code)
    return Receipt(
        number=payment.number,
        name=worker.name,
        first_name=worker.first_name,
        amount=payment.amount,
        lines=tuple(ReceiptLine(each.month, amount) for each, amount in paid),
        programmes=owed.programmes,
        funding=owed.funding,
        channel=payment.channel,
        received_on=payment.received_at.astimezone(zone).date(),
        reversed_on=payment.reversed_at and payment.reversed_at.astimezone(zone).date(),
        zone=zone,
        membership_number=worker.membership_in(owed.month).number,
        reference=payment.reference,
        recorded_by=payment.recorded_by.name if payment.recorded_by else "",
        recorded_at=payment.recorded_at,
    )


def _means(channel: PaymentChannel, funding: FundingKind) -> Means:
    if channel == PaymentChannel.CREDIT:
        return Means.CREDIT
    return Means.OWN if funding == FundingKind.SELF else Means.OTHERS


def _paid(session: Session, payment: Payment) -> Sequence[tuple[Obligation, Rupiah]]:
    """The months it paid and what each took of it: by the books, for a month may be reversed or lowered since."""
    booked = (
        select(Obligation, LedgerEntry.amount)
        .join(LedgerEntry, LedgerEntry.obligation_id == Obligation.id)
        .where(LedgerEntry.payment_id == payment.id, LedgerEntry.kind == EntryKind.CONTRIBUTION)
    )
    return [(owed, amount) for owed, amount in session.execute(booked.order_by(Obligation.month))]


def tell_worker(session: Session, payment: Payment, settled: Sequence[Obligation]) -> None:
    """Put the receipt into the outbox, once a payment, with the transaction that settled its months, in order."""
    if can_be_told(payment.worker):
        outbox.put(session, notice_of(payment, settled))


def can_be_told(worker: Worker) -> bool:
    """Whether the worker left a telephone number or an e-mail address."""
    return bool(worker.phone or worker.email)


def notice_of(payment: Payment, settled: Sequence[Obligation]) -> Notice:
    """The message that a payment settled these months of its worker, in order; in the worker's language."""
    worker = payment.worker
    facts = Settled(
        name=worker.first_name,
        means=_means(payment.channel, settled[0].funding),
        number=payment.number,
        amount=payment.amount,
        first=settled[0].month,
        last=settled[-1].month,
        received_on=payment.received_at.astimezone(zone_of(worker.village_code)).date(),
    )
    subject, text = notices.receipt(facts, WORKERS_LANGUAGE)
    return Notice(
        key=f"receipt:{payment.number}",
        kind="receipt",
        to=Recipient(phone=worker.phone, email=worker.email),
        language=WORKERS_LANGUAGE,
        subject=subject,
        text=text,
    )
