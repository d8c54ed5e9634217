"""What an agent reads: the own applications, what came back and why, this month's count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import selectinload

from agentapp.accounts.models import User
from agentapp.accounts.permissions import Role
from agentapp.core.clock import JAKARTA, now
from agentapp.core.db import sessions
from agentapp.core.encryption import keyed_hashes
from agentapp.core.errors import NotFound
from agentapp.enrolment.models import Enrolment, EnrolmentMove, EnrolmentState, SecondContent
from agentapp.enrolment.unsent import Draft
from agentapp.workers.names import name_key

PAGE = 30
LAST_DIGITS = 4
MOST_DIGITS = 8
"""An application's number has no more than these."""


@dataclass(frozen=True, slots=True)
class Returned:
    """An application that came back, and the move that says why."""

    enrolment: Enrolment
    move: EnrolmentMove


@dataclass(frozen=True, slots=True)
class Page:
    """Applications, latest first; `after` is where the next page begins, None on the last."""

    items: Sequence[Enrolment]
    after: tuple[datetime, UUID] | None


def own(actor: User) -> Select[Enrolment]:
    return select(Enrolment).where(Enrolment.agent_id == actor.id)


def one(actor: User, enrolment_id: UUID) -> Enrolment:
    """An application the actor cares for. Raises NotFound."""
    found = find(actor, enrolment_id)
    if found is None:
        raise NotFound
    return found


def find(actor: User, enrolment_id: UUID) -> Enrolment | None:
    """An application the actor cares for, if it is one."""
    return sessions().scalar(own(actor).where(Enrolment.id == enrolment_id))


def visible(actor: User, enrolment_id: UUID) -> Enrolment | Draft:
    """An application or draft whose photos the actor may see: the own agent, or a supervisor of its branch."""
    mine = (
        Enrolment.branch_id == actor.branch_id
        if actor.role == Role.SUPERVISOR
        else Enrolment.agent_id == actor.id
    )
    draft = sessions().scalar(select(Draft).where(Draft.id == enrolment_id, Draft.agent_id == actor.id))
    found = draft or sessions().scalar(select(Enrolment).where(Enrolment.id == enrolment_id, mine))
    if found is None:
        raise NotFound
    return found


def listed(
    actor: User, state: EnrolmentState | None, words: str, after: tuple[datetime, UUID] | None
) -> Page:
    """The actor's applications, by state and by `words`: part of a name, a number, or the NIK's last four digits."""
    asked = own(actor).order_by(Enrolment.waiting_since.desc(), Enrolment.id.desc()).limit(PAGE + 1)
    if state:
        asked = asked.where(Enrolment.state == state)
    if words.strip():
        asked = asked.where(_meant(words.strip()))
    if after:
        asked = asked.where(tuple_(Enrolment.waiting_since, Enrolment.id) < after)
    found = sessions().scalars(asked).all()
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], (last.waiting_since, last.id) if last else None)


def _meant(words: str) -> ColumnElement[bool]:
    if words.isascii() and words.isdigit() and len(words) == LAST_DIGITS:
        return Enrolment.nik_tail_hash.in_(keyed_hashes(words, "nik_tail"))
    key = name_key(words)
    return or_(
        Enrolment.number == words.upper(),
        Enrolment.name_key.startswith(key, autoescape=True),
        Enrolment.name_key.contains(f" {key}", autoescape=True),
    )


def returned(actor: User, limit: int = 20) -> list[Returned]:
    """What came back to the actor, longest waiting first."""
    latest = (
        select(EnrolmentMove.enrolment_id, func.max(EnrolmentMove.at).label("at"))
        .where(EnrolmentMove.verb == "send_back")
        .group_by(EnrolmentMove.enrolment_id)
        .subquery()
    )
    rows = sessions().execute(
        select(Enrolment, EnrolmentMove)
        .join(latest, latest.c.enrolment_id == Enrolment.id)
        .join(
            EnrolmentMove, and_(EnrolmentMove.enrolment_id == Enrolment.id, EnrolmentMove.at == latest.c.at)
        )
        .where(Enrolment.agent_id == actor.id, Enrolment.state == EnrolmentState.RETURNED)
        .order_by(EnrolmentMove.at)
        .limit(limit)
    )
    return [Returned(enrolment, move) for enrolment, move in rows]


def last_return(enrolment: Enrolment) -> EnrolmentMove | None:
    """Why and by whom it was returned last."""
    return sessions().scalar(
        select(EnrolmentMove)
        .where(EnrolmentMove.enrolment_id == enrolment.id, EnrolmentMove.verb == "send_back")
        .order_by(EnrolmentMove.at.desc())
        .limit(1)
    )


def history(enrolment: Enrolment) -> Sequence[EnrolmentMove]:
    return sessions().scalars(enrolment.history.select().options(selectinload(EnrolmentMove.by))).all()


def second_contents(enrolment: Enrolment) -> Sequence[SecondContent]:
    """Other content that came under the same id."""
    return (
        sessions()
        .scalars(
            select(SecondContent)
            .where(SecondContent.enrolment_id == enrolment.id)
            .order_by(SecondContent.received_at)
        )
        .all()
    )


def second_content(enrolment: Enrolment, content_id: UUID) -> SecondContent:
    """One of them. Raises NotFound."""
    found = sessions().get(SecondContent, content_id)
    if found is None or found.enrolment_id != enrolment.id:
        raise NotFound
    return found


def latest(actor: User) -> Enrolment | None:
    """What the actor sent last: its village and work place are offered again."""
    asked = own(actor).order_by(Enrolment.waiting_since.desc(), Enrolment.id.desc()).limit(1)
    return sessions().scalar(asked)


def counts(actor: User) -> dict[EnrolmentState, int]:
    """How many of the actor's applications wait, came back, and were approved this month (WIB)."""
    begin = now().astimezone(JAKARTA).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = sessions().execute(
        select(Enrolment.state, func.count())
        .where(
            Enrolment.agent_id == actor.id,
            or_(
                Enrolment.state.in_((EnrolmentState.SUBMITTED, EnrolmentState.RETURNED)),
                and_(Enrolment.state == EnrolmentState.APPROVED, Enrolment.decided_at >= begin),
            ),
        )
        .group_by(Enrolment.state)
    )
    return dict(rows.all())
