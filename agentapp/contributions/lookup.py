"""What is asked for among the workers, as conditions in SQL."""

import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, not_, or_, select, union
from sqlalchemy.orm import Session, aliased

from agentapp.accounts.models import User
from agentapp.contributions.protection import ProtectionStatus
from agentapp.contributions.scope import in_scope
from agentapp.contributions.status_filter import has_status
from agentapp.core.clock import today
from agentapp.core.encryption import keyed_hashes
from agentapp.core.period import Month
from agentapp.places.registry import zone_of
from agentapp.programmes.rulebook import current_rulebook
from agentapp.workers.models import Membership, Worker
from agentapp.workers.names import name_key

TAIL = 4
NUMBER = 11
_AFTER_LETTERS = "\U0010ffff"
_Other = aliased(Worker)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is asked for: words of a name or last digits, a status, a district. Empty means all."""

    text: str = ""
    status: ProtectionStatus | None = None
    district_code: str = ""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A search by an actor. A worker meets `always`, one of `names` (disjoint; none asks for none), and `status`.

    They stand apart because each has an index of its own, which an OR or an AND of them would not use.
    """

    always: tuple[ColumnElement[bool], ...]
    names: tuple[ColumnElement[bool], ...]
    status: ColumnElement[bool] | None

    @property
    def but_status(self) -> tuple[ColumnElement[bool], ...]:
        return (*self.always, or_(*self.names)) if self.names else self.always

    @property
    def all(self) -> tuple[ColumnElement[bool], ...]:
        return self.but_status if self.status is None else (*self.but_status, self.status)


def look_up(session: Session, actor: User, search: Search) -> Lookup:
    """The conditions for what the actor may see of what is asked for."""
    always = [in_scope(actor), Worker.withdrawn_at.is_(None)]
    names: tuple[ColumnElement[bool], ...] = ()
    digits = digits_of(search.text)
    if search.district_code:
        always.append(Worker.district_code == search.district_code)
    if TAIL <= len(digits) <= NUMBER:
        always.append(_ends(digits))
    elif search.text.strip():
        names = _named(name_key(search.text))
    return Lookup(tuple(always), names, _status(session, actor, search.status))


def digits_of(text: str) -> str:
    """The digits typed, if nothing else was; marks and spaces between them do not count. Otherwise nothing."""
    bare = re.sub(r"[\s.\-]", "", text)
    return bare if bare.isascii() and bare.isdigit() else ""


def _status(session: Session, actor: User, status: ProtectionStatus | None) -> ColumnElement[bool] | None:
    return has_status(status, current_rulebook(session), _this_month(actor)) if status else None


def _this_month(actor: User) -> Month:
    """The month it is where the actor's branch is; its regencies lie in one zone."""
    regencies = actor.branch.regencies if actor.branch else []
    return Month.of(today(zone_of(regencies[0].regency_code)) if regencies else today())


def _named(key: str) -> tuple[ColumnElement[bool], ...]:
    """A name that begins with `key`, or else has a later word that does; nobody's if nothing is left of it."""
    if not key:
        return (false(),)
    begins = and_(Worker.name_key >= key, Worker.name_key < key + _AFTER_LETTERS)
    return begins, and_(Worker.name_key.contains(f" {key}", autoescape=True), not_(begins))


def _ends(digits: str) -> ColumnElement[bool]:
    """A membership number that ends in these digits; with four of them, also a NIK."""
    numbers = select(Membership.worker_id).where(Membership.tail == digits[-TAIL:])
    if len(digits) > TAIL:
        return Worker.id.in_(numbers.where(Membership.number % 10 ** len(digits) == int(digits)))
    niks = select(_Other.id).where(_Other.nik_tail_hash.in_(keyed_hashes(digits, "nik_tail")))
    return Worker.id.in_(union(numbers, niks))
