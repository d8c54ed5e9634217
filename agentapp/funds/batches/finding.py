"""Batches as somebody may see them: an officer those of their funds, a supervisor those of the branch's region."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from agentapp.accounts.models import BranchRegency, User
from agentapp.core.db import sessions
from agentapp.core.errors import NotFound
from agentapp.funds.batches.models import Batch
from agentapp.funds.batches.states import BatchState
from agentapp.funds.models import Fund

SHOWN_TO_BRANCH = (
    BatchState.COMMITTED,
    BatchState.VERIFYING,
    BatchState.APPROVED,
    BatchState.ENROLLING,
    BatchState.ENROLLED,
    BatchState.REFUSED,
)
WAITING_FOR_BRANCH = (BatchState.COMMITTED, BatchState.VERIFYING)


def own_fund(session: Session, actor: User, fund_id: UUID) -> Fund:
    """A fund whose officer the actor is. Raises NotFound."""
    fund = session.scalar(select(Fund).where(Fund.id == fund_id, Fund.officer_id == actor.id))
    if fund is None:
        raise NotFound
    return fund


def own_batch(session: Session, actor: User, batch_id: UUID, *, lock: bool = False) -> Batch:
    """A batch of a fund whose officer the actor is; held until the transaction ends where asked. Raises NotFound."""
    found = select(Batch).join(Batch.fund).where(Batch.id == batch_id, Fund.officer_id == actor.id)
    return _one(session, found, lock=lock)


def branch_batch(session: Session, actor: User, batch_id: UUID, *, lock: bool = False) -> Batch:
    """A batch that has come as far as the branch, in a region that the actor's branch serves. Raises NotFound."""
    return _one(session, _of_branch(actor.branch_id).where(Batch.id == batch_id), lock=lock)


def batches_of(actor: User, fund_id: UUID) -> Sequence[Batch]:
    """The batches of one of the actor's funds, newest first. Raises NotFound."""
    session = sessions()
    fund = own_fund(session, actor, fund_id)
    return session.scalars(
        select(Batch).where(Batch.fund_id == fund.id).order_by(Batch.made_at.desc(), Batch.id)
    ).all()


def batches_of_branch(actor: User) -> Sequence[Batch]:
    """The batches that have come as far as the actor's branch: those that wait first, then the newest."""
    waits = Batch.state.in_(WAITING_FOR_BRANCH)
    found = (
        _of_branch(actor.branch_id)
        .options(joinedload(Batch.fund))
        .order_by(waits.desc(), Batch.made_at.desc())
    )
    return sessions().scalars(found).all()


def count_for_branch(actor: User) -> int:
    """How many batches wait for the actor's branch."""
    return sessions().connection().execute(_waiting(), {"branch": actor.branch_id}).scalar_one()


@cache
def _waiting() -> Select[int]:
    """Made once: every page of the queue asks it."""
    waiting = _of_branch(bindparam("branch")).where(Batch.state.in_(WAITING_FOR_BRANCH)).subquery()
    return select(func.count()).select_from(waiting)


def _of_branch(branch: Any) -> Select[Batch]:
    """A fund of a whole province is looked after by the branch of its officer's seat: any that serves a part of it."""
    served = select(BranchRegency.regency_code).where(BranchRegency.branch_id == branch)
    regency = func.substr(Fund.region_code, 1, 5)
    province = select(func.substr(BranchRegency.regency_code, 1, 2)).where(BranchRegency.branch_id == branch)
    here = regency.in_(served) | (
        (func.length(Fund.region_code) == len("13")) & Fund.region_code.in_(province)
    )
    return select(Batch).join(Batch.fund).where(here, Batch.state.in_(SHOWN_TO_BRANCH))


def _one(session: Session, found: Select[Batch], *, lock: bool) -> Batch:
    if lock:
        found = found.with_for_update(of=Batch).execution_options(populate_existing=True)
    batch = session.scalar(found)
    if batch is None:
        raise NotFound
    return batch
