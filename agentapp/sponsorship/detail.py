"""One person carried: month by month, payments, receipts. What a sponsor may know, and no more."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from agentapp.accounts.models import User
from agentapp.contributions.assessment import obligations
from agentapp.contributions.boxes import BOXES, MONTHS_BACK, Box, BoxState, boxes
from agentapp.contributions.funding import Forecast, payer_of
from agentapp.contributions.handover import next_unpaid, this_month
from agentapp.contributions.models import STANDS, Obligation, ObligationState, Payment
from agentapp.contributions.receipts import Receipt, receipt_of
from agentapp.contributions.standing import standing
from agentapp.core.errors import NotFound
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind
from agentapp.programmes.rulebook import current_rulebook
from agentapp.sponsorship.carrying import notice_months, own_sponsorship
from agentapp.sponsorship.models import Sponsorship, SponsorshipMove, SponsorshipState
from agentapp.sponsorship.people import Carried, carried


@dataclass(frozen=True, slots=True)
class Paid:
    """What one payment gave for the months of one sponsor."""

    payment: Payment
    months: Sequence[Month]
    amount: Rupiah


@dataclass(frozen=True, slots=True)
class Detail:
    """A person carried, twelve months, who pays next, the payments (latest first), and what happened (oldest first).

    `stops_from`: the first month that the sponsor would no longer pay, were it stopped now. `notice`: the months up to
    which one may promise to go on.
    """

    person: Carried
    boxes: Sequence[Box]
    next: Forecast
    payments: Sequence[Paid]
    history: Sequence[SponsorshipMove]
    stops_from: Month
    notice: Sequence[Month]

    @property
    def sponsorship(self) -> Sponsorship:
        return self.person.sponsorship

    @property
    def over(self) -> bool:
        """Whether the sponsor pays no further month: ended, or every month agreed has passed."""
        return self.sponsorship.state == SponsorshipState.ENDED or self.sponsorship.over(self.stops_from)


def read(session: Session, actor: User, sponsorship_id: UUID) -> Detail:
    """One of the actor's own, ended ones too. Raises NotFound."""
    sponsorship = own_sponsorship(session, actor, sponsorship_id)
    worker, month = sponsorship.worker, this_month(sponsorship.worker)
    return Detail(
        person=carried(session, [sponsorship], month + 1)[0],
        boxes=_boxes(session, sponsorship),
        next=payer_of(session, worker, month + 1),
        payments=_payments(session, sponsorship),
        history=session.scalars(sponsorship.history.select()).all(),
        stops_from=next_unpaid(session, worker),
        notice=notice_months(session, sponsorship) if sponsorship.state == SponsorshipState.ACTIVE else (),
    )


def receipt(session: Session, actor: User, sponsorship_id: UUID, payment_id: UUID) -> Receipt:
    """The receipt of the months that the actor paid by a payment. Raises NotFound."""
    sponsorship = own_sponsorship(session, actor, sponsorship_id)
    found = next((paid for paid in _payments(session, sponsorship) if paid.payment.id == payment_id), None)
    if found is None:
        raise NotFound
    whole = receipt_of(session, found.payment).for_payer()
    lines = tuple(line for line in whole.lines if line.month in found.months)
    return replace(whole, lines=lines, amount=found.amount)


def _boxes(session: Session, sponsorship: Sponsorship) -> list[Box]:
    """Twelve months from the first one carried (five back at most), those of other payers without their receipt."""
    worker, now = sponsorship.worker, standing(session, sponsorship.worker)
    first = max(sponsorship.first_month, Month.from_ordinal(Month.of(now.on).ordinal - MONTHS_BACK))
    owed = list(obligations(session, worker, first, BOXES))
    mine = {each.month for each in owed if each.payer_code == sponsorship.sponsor.code}
    drawn = boxes(now, owed, current_rulebook(session).due_on, first)
    return [_own(sponsorship, box, mine) for box in drawn]


def _own(sponsorship: Sponsorship, box: Box, mine: set[Month]) -> Box:
    if box.month in mine:
        return box
    planned = sponsorship.covers(box.month) and box.state != BoxState.NONE
    if planned and box.funding is None:
        return replace(box, funding=FundingKind.SPONSOR)
    return Box(box.month, box.state if box.funding else BoxState.NONE, box.funding)


def _payments(session: Session, sponsorship: Sponsorship) -> list[Paid]:
    rows = session.scalars(
        select(Obligation)
        .join(Obligation.payment)
        .where(
            Obligation.worker_id == sponsorship.worker_id,
            Obligation.payer_code == sponsorship.sponsor.code,
            Obligation.funding == FundingKind.SPONSOR,
            Obligation.state == ObligationState.PAID,
            STANDS,
        )
        .options(joinedload(Obligation.payment))
        .order_by(Payment.received_at.desc(), Obligation.month)
    ).all()
    together: dict[UUID, list[Obligation]] = {}
    for owed in rows:
        assert owed.payment is not None
        together.setdefault(owed.payment.id, []).append(owed)
    return [_paid(months) for months in together.values()]


def _paid(owed: list[Obligation]) -> Paid:
    assert owed[0].payment is not None
    return Paid(owed[0].payment, [each.month for each in owed], sum(each.amount for each in owed))
