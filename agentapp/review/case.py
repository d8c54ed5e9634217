"""One case as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now, today
from agentapp.core.errors import FieldError
from agentapp.core.period import Month
from agentapp.enrolment.models import Enrolment, EnrolmentState, SecondContent
from agentapp.enrolment.payers import PayerOption, find_payer
from agentapp.places.registry import zone_of
from agentapp.programmes.kinds import FundingKind
from agentapp.programmes.rulebook import Quote, current_rulebook, quote
from agentapp.review import queue
from agentapp.review.comparison import Line, NikLine, read_nik, second_content_lines
from agentapp.review.decisions import find_case, is_own, undo_until
from agentapp.review.holder import Holder, latest_holder
from agentapp.review.matches import Twin, twins
from agentapp.review.pace import Pace, pace_of
from agentapp.review.timeline import Entry, timeline


@dataclass(frozen=True, slots=True)
class Second:
    """Other content under the same id: when it came, where it differs, and whether somebody has chosen."""

    id: UUID
    settled: bool
    received_at: datetime
    lines: list[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A case with all that a decision rests on.

    `holder` is whose lease runs; `position` the place in the queue; `payer` and `price` are None if the payer
    named no longer pays; `undo_until` is set if the reader may take the last decision back.
    """

    enrolment: Enrolment
    own: bool
    holder: Holder | None
    mine: bool
    position: int
    waiting: int
    nik: list[NikLine]
    twins: list[Twin]
    seconds: Sequence[Second]
    payer: PayerOption | None
    price: Quote | None
    pace: Pace
    history: list[Entry]
    undo_until: datetime | None

    @property
    def waits(self) -> bool:
        return self.enrolment.state == EnrolmentState.SUBMITTED

    @property
    def may_decide(self) -> bool:
        """Whether the reader may decide now: it waits, is not their own, and nobody else holds it."""
        return self.waits and not self.own and (self.holder is None or self.mine)


def open_case(session: Session, reader: User, enrolment_id: UUID) -> CaseFile:
    """A case of the reader's branch. Raises NotFound."""
    enrolment = find_case(session, reader, enrolment_id)
    holder = latest_holder(session, enrolment.id)
    held = holder if holder and holder.until > now() else None
    payer = _payer(session, enrolment)
    waits = enrolment.state == EnrolmentState.SUBMITTED
    return CaseFile(
        enrolment=enrolment,
        own=is_own(reader, enrolment),
        holder=held,
        mine=held is not None and held.id == reader.id,
        position=queue.position(session, enrolment) if waits else 0,
        waiting=queue.count(session, reader, queue.EVERYTHING) if waits else 0,
        nik=read_nik(enrolment),
        twins=twins(session, reader, enrolment),
        seconds=_seconds(session, enrolment),
        payer=payer,
        price=_price(session, enrolment, payer.funding) if payer else None,
        pace=pace_of(session, enrolment),
        history=timeline(session, enrolment.id),
        undo_until=undo_until(session, reader, enrolment),
    )


def _seconds(session: Session, enrolment: Enrolment) -> list[Second]:
    query = select(SecondContent).where(SecondContent.enrolment_id == enrolment.id)
    return [
        Second(
            second.id,
            second.settled_at is not None,
            second.received_at,
            second_content_lines(enrolment, second),
        )
        for second in session.scalars(query.order_by(SecondContent.received_at))
    ]


def _payer(session: Session, enrolment: Enrolment) -> PayerOption | None:
    try:
        return find_payer(
            session, enrolment.payer, enrolment.payer_code, enrolment.village_code, _first_month(enrolment)
        )
    except FieldError:
        return None


def _price(session: Session, enrolment: Enrolment, funding: FundingKind) -> Quote:
    return quote(
        current_rulebook(session),
        income=enrolment.monthly_income,
        programmes=enrolment.programmes,
        sector=enrolment.sector,
        funding=funding,
        months=_first_month(enrolment).run(enrolment.months),
    )


def _first_month(enrolment: Enrolment) -> Month:
    """The first month owed: that of the decision, which is now or was then."""
    zone = zone_of(enrolment.village_code)
    return Month.of(enrolment.decided_at.astimezone(zone).date() if enrolment.decided_at else today(zone))
