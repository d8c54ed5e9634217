"""Payments recorded, and cards issued and revoked, for the workers of an agent or a branch."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.assessment import lock, raise_months
from agentapp.contributions.models import STANDS, Obligation, ObligationState, Payment, PaymentChannel
from agentapp.contributions.own_codes import is_ours
from agentapp.contributions.plan import Plan, plan_payment
from agentapp.contributions.scope import find_worker
from agentapp.contributions.settlement import settle_months
from agentapp.core.clock import now, today
from agentapp.core.db import transaction, violated
from agentapp.core.errors import N_, Conflict, FieldError, NotFound
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.enrolment.service import new_number
from agentapp.places.registry import zone_of
from agentapp.programmes.rulebook import current_rulebook
from agentapp.workers import cards
from agentapp.workers.events import note_event
from agentapp.workers.models import Card, Worker, WorkerEventKind
from agentapp.workers.registration import open_membership

NOON = time(12)


class PlanChanged(Conflict):
    """What the page offered is no longer what is owed."""

    default = N_(
        "Iuran pekerja ini baru saja berubah, mungkin karena pembayaran lain. Periksa lagi bulan dan jumlahnya."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyReceived:
    """Money as its receiver states it: by which channel, under which reference, when, for how many months.

    `first` and `amount` are what the page showed: the first month it settles and the whole sum.
    """

    channel: PaymentChannel
    reference: str
    received_on: date
    months: int
    first: Month
    amount: Rupiah


def record_payment(actor: User, worker_id: UUID, money: MoneyReceived) -> Payment:
    """Record money received for a worker of the actor; its months are paid, and cover follows.

    The same money told twice is the same payment, once. Where the membership had ended, a new one begins with the
    month of the payment; months without cover are no longer owed. Raises NotFound, FieldError ("months",
    "reference", "received_on"), PlanChanged.
    """
    with transaction() as session:
        worker = find_worker(session, actor, worker_id)
        lock(session, worker)
        if worker.withdrawn_at is not None:
            raise NotFound
        told = _told_before(session, worker, money)
        if told is None and money.channel == PaymentChannel.CODE and is_ours(session, money.reference):
            raise FieldError(
                "reference", N_("Pembayaran dengan kode ini tercatat sendiri. Tidak perlu dicatat.")
            )
        return told or _record(session, actor, worker, money)


def offer(session: Session, worker: Worker, months: int, received_on: date) -> Plan:
    """The months that such a payment would settle. Raises FieldError ("months", "received_on")."""
    check_day(worker, received_on)
    terms = current_rulebook(session).terms(Month.of(received_on))
    plan = plan_payment(session, worker, months, received_on)
    if months not in terms.periods:
        raise FieldError(
            "months", N_("Iuran tidak bisa dibayar untuk %(months)s bulan sekaligus."), months=months
        )
    if len(plan.months) < months:
        raise FieldError(
            "months", N_("Iuran sudah dibayar jauh ke depan. Pilih jumlah bulan yang lebih sedikit.")
        )
    return plan


def check_day(worker: Worker, received_on: date) -> None:
    """Raises FieldError for a day to come, or long before the membership began.

    An agent may collect before the approval: in the month before it at the earliest.
    """
    earliest = Month.from_ordinal(worker.memberships[0].since.ordinal - 1).first_day
    if received_on > today(zone_of(worker.village_code)):
        raise FieldError("received_on", N_("Tanggal ini belum tiba."))
    if received_on < earliest:
        raise FieldError("received_on", N_("Tanggal ini lebih dulu daripada pendaftarannya."))


def _told_before(session: Session, worker: Worker, money: MoneyReceived) -> Payment | None:
    """The payment already recorded under this reference, if it is the same one. Raises FieldError if it is another."""
    payment = session.scalar(
        select(Payment).where(Payment.channel == money.channel, Payment.reference == money.reference)
    )
    if payment is None:
        return None
    if payment.worker_id != worker.id or payment.amount != money.amount:
        raise _reference_taken()
    return payment


def _record(session: Session, actor: User, worker: Worker, money: MoneyReceived) -> Payment:
    plan = offer(session, worker, money.months, money.received_on)
    if (plan.first, plan.total) != (money.first, money.amount):
        raise PlanChanged
    payment = _add_payment(session, actor, worker, money)
    if plan.renews:
        note_event(session, worker, WorkerEventKind.MEMBERSHIP_RENEWED, actor)
        open_membership(session, actor, worker, plan.first)
    lapse_before(session, worker, plan.first)
    chosen = {planned.month for planned in plan.months}
    raised = raise_months(session, worker, plan.first, plan.last - plan.first + 1)
    settled = [owed for owed in raised if owed.month in chosen]
    settle_months(session, payment, settled)
    session.flush()
    return payment


def _add_payment(session: Session, actor: User, worker: Worker, money: MoneyReceived) -> Payment:
    payment = Payment(
        number=new_number(),
        worker=worker,
        channel=money.channel,
        reference=money.reference,
        amount=money.amount,
        received_at=_moment(worker, money.received_on),
        recorded_at=now(),
        recorded_by=actor,
    )
    session.add(payment)
    try:
        session.flush()
    except IntegrityError as error:
        if violated(error, "uq_payments_channel_reference", "payments.channel", "payments.reference"):
            raise _reference_taken() from None
        raise
    return payment


def _reference_taken() -> FieldError:
    return FieldError(
        "reference", N_("Nomor ini sudah dipakai untuk pembayaran lain. Periksa lagi nomornya.")
    )


def _moment(worker: Worker, day: date) -> datetime:
    """This moment if money came today, otherwise noon of `day` in the worker's zone."""
    zone = zone_of(worker.village_code)
    return now() if day == today(zone) else datetime.combine(day, NOON, zone)


def lapse_before(session: Session, worker: Worker, first: Month) -> None:
    """What is still due for months before `first` is no longer owed: they had no cover. Not committed."""
    due = Obligation.state == ObligationState.DUE
    for owed in session.scalars(
        select(Obligation).where(Obligation.worker_id == worker.id, Obligation.month < first, due, STANDS)
    ):
        owed.lapse()


def reissue_card(actor: User, worker_id: UUID) -> Card:
    """A new card for a worker of the actor; the old one is no longer valid. Raises NotFound."""
    with transaction() as session:
        worker = find_worker(session, actor, worker_id)
        lock(session, worker)
        return cards.issue_card(session, actor, worker)


def revoke_card(actor: User, worker_id: UUID) -> int:
    """Make the card of a worker of the actor invalid. How many there were. Raises NotFound."""
    with transaction() as session:
        worker = find_worker(session, actor, worker_id)
        lock(session, worker)
        return cards.revoke_cards(session, actor, worker)
