"""Whose card was handed over: by district for the fund, by village for the agent who hands it over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session, joinedload

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.errors import N_
from agentapp.enrolment.todo import Todo
from agentapp.funds.handing.models import HandOut, Outcome
from agentapp.funds.models import Fund
from agentapp.funds.places import FundPlace, PlaceState
from agentapp.workers.models import Card, Membership, Worker

UNDONE_WITHIN = timedelta(days=1)
MOST_CARDS = 2_000
"""So many cards make one file: more take a printer longer than anybody waits."""


def _latest(column: Any) -> Any:
    """A fact of the last tick of a place."""
    last = select(column).where(HandOut.place_id == FundPlace.id).order_by(HandOut.at.desc(), HandOut.id)
    return last.limit(1).scalar_subquery()


OUTCOME: ColumnElement[Any] = func.coalesce(
    _latest(HandOut.outcome), Outcome.PENDING, type_=HandOut.outcome.type
)


@dataclass(frozen=True, slots=True)
class Progress:
    """A district of a fund: people carried, cards received, people who did not come."""

    district_code: str
    people: int
    received: int
    absent: int

    @property
    def left(self) -> int:
        """Cards nobody asked for yet."""
        return self.people - self.received - self.absent


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody on the list. `tail`: the last four digits of the membership number."""

    place_id: UUID
    name: str
    village_code: str
    tail: str
    outcome: Outcome
    fund_name: str


def progress(session: Session, fund: Fund) -> list[Progress]:
    """Each district in which the fund carries somebody, by code."""
    rows = session.execute(
        select(Worker.district_code, func.count(), _count(Outcome.RECEIVED), _count(Outcome.ABSENT))
        .select_from(FundPlace)
        .join(FundPlace.worker)
        .where(FundPlace.fund_id == fund.id, FundPlace.state == PlaceState.HELD)
        .group_by(Worker.district_code)
        .order_by(Worker.district_code)
    )
    return [Progress(*row) for row in rows]


def lines(session: Session, fund: Fund, region_code: str) -> list[Line]:
    """Whom the fund carries in a district or village, or in all, by village and name: the list to sign."""
    return _lines(session, _asked().where(FundPlace.fund_id == fund.id, _lives_in(region_code)))


def of_agent(session: Session, agent: User, village_code: str = "") -> list[Line]:
    """Whose card of the agent's own people was not received yet, in a village or in all, by village and name."""
    return _lines(session, _asked().where(*_waits(agent), _lives_in(village_code)))


def villages_of(session: Session, agent: User) -> list[tuple[str, int]]:
    """Where the agent has cards to hand over, and how many, by village."""
    rows = session.execute(
        select(Worker.village_code, func.count())
        .select_from(FundPlace)
        .join(FundPlace.worker)
        .where(FundPlace.state == PlaceState.HELD, *_waits(agent))
        .group_by(Worker.village_code)
        .order_by(Worker.village_code)
    )
    return [(village, count) for village, count in rows]


def todo(session: Session, agent: User) -> Todo:
    """For the agent's home."""
    count = sum(count for _, count in villages_of(session, agent))
    return Todo(count, N_("kartu perlu dibagikan"), "handing.index")


def just_received(session: Session, agent: User) -> list[Line]:
    """What the agent ticked as received a short while ago: it may have been the wrong name."""
    lately = (
        Worker.agent_id == agent.id,
        OUTCOME == Outcome.RECEIVED,
        _latest(HandOut.at) >= now() - UNDONE_WITHIN,
    )
    return _lines(session, _asked().where(*lately))


def cards(session: Session, fund: Fund, region_code: str) -> Sequence[Card]:
    """The valid cards of whom the fund carries in a district or village, or in all, in the order of the list."""
    return session.scalars(
        select(Card)
        .join(Card.membership)
        .join(Membership.worker)
        .join(FundPlace, FundPlace.worker_id == Worker.id)
        .where(FundPlace.fund_id == fund.id, FundPlace.state == PlaceState.HELD, _lives_in(region_code))
        .where(Card.revoked_at.is_(None), Membership.voided_at.is_(None))
        .options(joinedload(Card.membership).joinedload(Membership.worker))
        .order_by(Worker.village_code, Worker.name_key, Worker.id)
        .limit(MOST_CARDS)
    ).all()


def _waits(agent: User) -> tuple[ColumnElement[bool], ...]:
    return Worker.agent_id == agent.id, OUTCOME != Outcome.RECEIVED


def _lives_in(region_code: str) -> ColumnElement[bool]:
    """Who lives in a district or village; everybody where none is named."""
    if not region_code:
        return true()
    return (Worker.district_code == region_code) | (Worker.village_code == region_code)


def _asked() -> Select[Any]:
    number = (
        select(Membership.tail)
        .where(Membership.worker_id == Worker.id, Membership.voided_at.is_(None))
        .order_by(Membership.since.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(FundPlace.id, Worker.name, Worker.village_code, number, OUTCOME, Fund.name)
        .join(FundPlace.worker)
        .join(FundPlace.fund)
        .where(FundPlace.state == PlaceState.HELD)
        .order_by(Worker.village_code, Worker.name_key, Worker.id)
    )


def _lines(session: Session, asked: Select[Any]) -> list[Line]:
    return [Line(*row) for row in session.execute(asked)]


def _count(outcome: Outcome) -> ColumnElement[int]:
    return func.count().filter(OUTCOME.in_([outcome]))
