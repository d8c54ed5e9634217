"""Whom a fund carries, page by page: by name, or those who wait in their order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session, joinedload, load_only

from agentapp.accounts.models import User
from agentapp.core.errors import NotFound
from agentapp.funds.holding import positions
from agentapp.funds.models import Fund
from agentapp.funds.places import FundPlace, PlaceState
from agentapp.funds.visible import in_care
from agentapp.workers.models import Worker
from agentapp.workers.names import name_key

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Which people: in one state, of one region (district, village) or agency, in one cohort, by a name."""

    state: PlaceState = PlaceState.HELD
    region: str = ""
    agency: str = ""
    cohort_id: UUID | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Up to 50 places; where those after them begin. `positions`: places on the waiting list, by id."""

    places: Sequence[FundPlace]
    after: UUID | None
    positions: Mapping[UUID, int]


def read_page(session: Session, fund: Fund, search: Search, after: UUID | None = None) -> PeoplePage:
    """The page that begins after a place; the first without one, or if that one is gone."""
    order = _order(search)
    query = _found(fund, search).order_by(*order).limit(PAGE + 1).options(*_ON_LINES)
    here = _here(session, fund, order, after)
    if here is not None:
        query = query.where(tuple_(*order) > here)
    places = session.scalars(query).all()
    waiting = search.state == PlaceState.WAITING and places
    return PeoplePage(
        places[:PAGE],
        places[PAGE - 1].id if len(places) > PAGE else None,
        positions(session, places[:PAGE]) if waiting else {},
    )


def counts(session: Session, fund: Fund) -> dict[PlaceState, int]:
    """How many places there are in each state."""
    rows = session.execute(
        select(FundPlace.state, func.count()).where(FundPlace.fund_id == fund.id).group_by(FundPlace.state)
    )
    return dict.fromkeys(PlaceState, 0) | dict(rows.all())


def find_place(session: Session, actor: User, place_id: UUID) -> FundPlace:
    """A place in a fund of the actor's. Raises NotFound, also where the approval was undone."""
    found = session.scalar(
        select(FundPlace)
        .join(FundPlace.fund)
        .join(FundPlace.worker)
        .where(FundPlace.id == place_id, in_care(actor), Worker.withdrawn_at.is_(None))
    )
    if found is None:
        raise NotFound
    return found


_ON_LINES = (
    joinedload(FundPlace.worker).options(
        load_only(Worker.name, Worker.name_key, Worker.occupation, Worker.village_code, raiseload=True)
    ),
)


def _order(search: Search) -> tuple[Any, ...]:
    if search.state == PlaceState.WAITING:
        return FundPlace.asked_at, FundPlace.id
    return Worker.name_key, FundPlace.id


def _found(fund: Fund, search: Search) -> Select[FundPlace]:
    return (
        select(FundPlace)
        .join(FundPlace.worker)
        .where(FundPlace.fund_id == fund.id, FundPlace.state == search.state, *_narrowed(search))
    )


def _narrowed(search: Search) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Worker.withdrawn_at.is_(None)]
    if search.region:
        conditions.append(FundPlace.village_code.startswith(search.region, autoescape=True))
    if search.agency:
        conditions.append(func.lower(FundPlace.agency) == search.agency.lower())
    if search.cohort_id:
        conditions.append(FundPlace.cohort_id == search.cohort_id)
    if search.name:
        conditions.append(Worker.name_key.startswith(name_key(search.name), autoescape=True))
    return conditions


def _here(session: Session, fund: Fund, order: tuple[Any, ...], after: UUID | None) -> tuple[Any, ...] | None:
    if after is None:
        return None
    row = session.execute(
        select(*order).join(FundPlace.worker).where(FundPlace.id == after, FundPlace.fund_id == fund.id)
    ).one_or_none()
    return row and tuple(row)
