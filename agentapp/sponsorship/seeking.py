"""Workers whose sponsor stopped, paused or soon will: the agent looks for the next payer. A query, not a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from agentapp.accounts.models import User
from agentapp.contributions.models import STANDS, Obligation, ObligationState
from agentapp.contributions.scope import in_scope
from agentapp.core.clock import today
from agentapp.core.errors import N_
from agentapp.core.period import Month
from agentapp.enrolment.todo import Todo
from agentapp.programmes.kinds import Payer
from agentapp.sponsorship.models import Sponsorship, SponsorshipState
from agentapp.workers.models import Worker

KEPT_MONTHS = 3
"""How long after the last month a worker without payer stays on the list: as long as arrears may be paid."""

MOST = 100
_Later = aliased(Sponsorship)


@dataclass(frozen=True, slots=True)
class Seeking:
    """A worker who needs a payer from the month `since` on."""

    worker: Worker
    since: Month
    state: SponsorshipState


def seeking(session: Session, actor: User) -> Sequence[Seeking]:
    """The actor's workers who need a next payer, soonest first."""
    asked = _wanted(actor).options(joinedload(Sponsorship.worker)).limit(MOST)
    return [Seeking(each.worker, _since(each), each.state) for each in session.scalars(asked)]


def count(session: Session, actor: User) -> int:
    """How many they are."""
    return session.scalar(select(func.count()).select_from(_wanted(actor).order_by(None).subquery())) or 0


def todo(session: Session, actor: User) -> Todo:
    """For the agent's home."""
    return Todo(
        count(session, actor), N_("perlu pembayar berikutnya"), "sponsorship_invitations.seeking_payer"
    )


def _since(sponsorship: Sponsorship) -> Month:
    if sponsorship.free_from is not None:
        return sponsorship.free_from
    assert sponsorship.last_month is not None
    return sponsorship.last_month + 1


def _wanted(actor: User) -> Select[Sponsorship]:
    month = Month.of(today())
    free = func.coalesce(Sponsorship.free_from, Sponsorship.last_month)
    return (
        select(Sponsorship)
        .join(Sponsorship.worker)
        .where(
            in_scope(actor),
            Worker.withdrawn_at.is_(None),
            Worker.payer == Payer.SELF,
            or_(_let_go(month), _ending(month)),
            ~_carried_since(),
            ~_paid_since(),
        )
        .order_by(free, Sponsorship.id)
    )


def _let_go(month: Month) -> ColumnElement[bool]:
    since = Month.from_ordinal(month.ordinal - KEPT_MONTHS)
    return and_(Sponsorship.state != SponsorshipState.ACTIVE, Sponsorship.free_from >= since)


def _ending(month: Month) -> ColumnElement[bool]:
    """Active, and this is the last month of it, or it has passed."""
    since = Month.from_ordinal(month.ordinal - KEPT_MONTHS)
    return and_(Sponsorship.state == SponsorshipState.ACTIVE, Sponsorship.last_month.between(since, month))


def _carried_since() -> ColumnElement[bool]:
    """Somebody took over: a later sponsorship of the same worker."""
    return exists(
        select(_Later.id).where(
            _Later.worker_id == Sponsorship.worker_id, _Later.began_at > Sponsorship.began_at
        )
    )


def _paid_since() -> ColumnElement[bool]:
    """The worker went on alone: a month since then is paid, or being collected."""
    settled = Obligation.state.in_((ObligationState.PAID, ObligationState.COLLECTING))
    free = or_(Obligation.month >= Sponsorship.free_from, Obligation.month > Sponsorship.last_month)
    return exists(
        select(Obligation.id).where(Obligation.worker_id == Sponsorship.worker_id, free, settled, STANDS)
    )
