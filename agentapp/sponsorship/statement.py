"""What a sponsor paid in a calendar year: for whom, which months, by which receipts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.models import STANDS, Obligation, ObligationState, Payment
from agentapp.core.clock import JAKARTA, today
from agentapp.core.errors import NotFound
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind
from agentapp.sponsorship.carrying import own_sponsor
from agentapp.sponsorship.models import Sponsor
from agentapp.workers.models import Worker

FIRST_YEAR = 2022
"""The year in which SERTAKAN's forerunners began; nothing earlier is asked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """One month paid for one person. `received_on`: the day (WIB) its money came; `number`: its receipt's."""

    worker_id: UUID
    first_name: str
    occupation: str
    month: Month
    received_on: date
    number: str
    amount: Rupiah


@dataclass(frozen=True, slots=True)
class Share:
    """All that was paid for one person."""

    first_name: str
    occupation: str
    lines: Sequence[Line]

    @property
    def total(self) -> Rupiah:
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sponsor's calendar year, person by person."""

    sponsor: Sponsor
    year: int
    shares: Sequence[Share]

    @property
    def total(self) -> Rupiah:
        return sum(share.total for share in self.shares)

    @property
    def months(self) -> int:
        """How many months of protection were paid."""
        return sum(len(share.lines) for share in self.shares)


def read(session: Session, actor: User, year: int) -> Statement:
    """The actor's year, by the day the money came (WIB). Raises NotFound for a year that cannot be."""
    sponsor = own_sponsor(session, actor)
    if not FIRST_YEAR <= year <= today().year:
        raise NotFound
    rows = sorted(
        _lines(session, sponsor, year), key=lambda line: (line.first_name, line.worker_id, line.month)
    )
    people = groupby(rows, key=lambda line: (line.first_name, line.worker_id))
    return Statement(sponsor, year, [_share(list(lines)) for _, lines in people])


def years(session: Session, actor: User) -> list[int]:
    """The years there is something to tell of, latest first; this one at least. Raises NotFound."""
    sponsor = own_sponsor(session, actor)
    begun = session.scalar(
        select(func.min(Payment.received_at))
        .join(Obligation, Obligation.payment_id == Payment.id)
        .where(*_of(sponsor))
    )
    first = begun.astimezone(JAKARTA).year if begun else today().year
    return list(range(today().year, max(first, FIRST_YEAR) - 1, -1))


def _share(lines: list[Line]) -> Share:
    return Share(lines[0].first_name, lines[0].occupation, lines)


def _of(sponsor: Sponsor) -> tuple[ColumnElement[bool], ...]:
    return (
        Obligation.payer_code == sponsor.code,
        Obligation.funding == FundingKind.SPONSOR,
        Obligation.state == ObligationState.PAID,
        STANDS,
    )


def _lines(session: Session, sponsor: Sponsor, year: int) -> list[Line]:
    begin, end = (datetime(each, 1, 1, tzinfo=JAKARTA) for each in (year, year + 1))
    rows = session.execute(
        select(Worker.id, Worker.name, Worker.occupation, Obligation, Payment.received_at, Payment.number)
        .join(Obligation, Obligation.worker_id == Worker.id)
        .join(Payment, Obligation.payment_id == Payment.id)
        .where(*_of(sponsor), Payment.received_at >= begin, Payment.received_at < end)
    )
    return [
        Line(
            worker_id,
            name.split(maxsplit=1)[0],
            occupation,
            owed.month,
            received_at.astimezone(JAKARTA).date(),
            number,
            owed.amount,
        )
        for worker_id, name, occupation, owed, received_at, number in rows
    ]
