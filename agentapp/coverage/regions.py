"""Regions by their codes, in SQL and in Python, and which of them somebody may see."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import BranchRegency, User
from agentapp.accounts.permissions import Role
from agentapp.core.errors import NotFound
from agentapp.funds.models import PAYING, Fund, FundState, lies_in
from agentapp.places.registry import Place, place

_AFTER_DOT = "/"
"""The character after the dot: what begins with `13.03.` sorts below `13.03/`."""


def within(column: Any, code: str) -> ColumnElement[bool]:
    """Whether a code is the region `code` or one in it; as a range, so that an index finds it."""
    return or_(column == code, and_(column > f"{code}.", column < f"{code}{_AFTER_DOT}"))


@dataclass(frozen=True, slots=True)
class Scope:
    """The regions somebody may see, none inside another, by code; and all that lies in them."""

    roots: tuple[str, ...]

    def find(self, code: str) -> Place | None:
        """The region asked for; without a code the only root, or None for all roots together (or none at all).

        Raises NotFound for what lies outside or is no region.
        """
        if not code:
            return place(self.roots[0]) if len(self.roots) == 1 else None
        found = place(code)
        if found is None or not any(lies_in(code, root) for root in self.roots):
            raise NotFound
        return found


def scope_of(session: Session, actor: User) -> Scope:
    """A supervisor sees the regencies of the own branch, a fund officer the regions of the own funds."""
    if actor.role == Role.SUPERVISOR:
        codes = select(BranchRegency.regency_code).where(BranchRegency.branch_id == actor.branch_id)
    elif actor.role == Role.FUND_OFFICER:
        codes = select(Fund.region_code).where(Fund.officer_id == actor.id, in_force())
    else:
        return Scope(())
    return Scope(_outermost(set(session.scalars(codes))))


def in_force() -> ColumnElement[bool]:
    """Not a draft: those an officer writes alone, for any region."""
    return or_(Fund.state.in_(PAYING), and_(Fund.state == FundState.CLOSED, Fund.spent > 0))


def _outermost(codes: set[str]) -> tuple[str, ...]:
    inside = {code for code in codes if any(code != other and lies_in(code, other) for other in codes)}
    return tuple(sorted(codes - inside))
