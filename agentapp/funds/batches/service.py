"""What a fund's officer does with a batch: sends the file, corrects what was guessed, decides, stops it."""

import hashlib
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now, today
from agentapp.core.db import only_one, transaction, violated
from agentapp.core.errors import N_, Conflict, FieldError
from agentapp.core.period import Month
from agentapp.core.text import clean_line
from agentapp.funds.batches import conflicts
from agentapp.funds.batches.files import file_work, store
from agentapp.funds.batches.finding import own_batch, own_fund
from agentapp.funds.batches.kinds import CHOICES
from agentapp.funds.batches.models import Batch, BatchRow
from agentapp.funds.batches.samples import BatchSample
from agentapp.funds.batches.states import OVER, BatchState
from agentapp.funds.models import Fund, FundCohort
from agentapp.funds.sheets.layout import Layout

LONGEST_NAME = 120


class FundOver(Conflict):
    """No month of the fund is left."""

    default = N_("Masa dana ini sudah berakhir, jadi tidak bisa menerima daftar baru.")


def receive(
    actor: User,
    fund_id: UUID,
    file_name: str,
    content: bytes,
    *,
    agency: str = "",
    cohort_id: UUID | None = None,
    repairs_id: UUID | None = None,
) -> Batch:
    """Keep the file, to be checked by a job. The same file for the same fund is the same batch, and nothing changes.

    Raises NotFound, FundOver.
    """
    digest = hashlib.sha256(content).hexdigest()
    with transaction() as session:
        fund = own_fund(session, actor, fund_id)
        known = _standing(session, fund, digest)
        if known is not None:
            return known
        batch = _new(fund, actor, digest, clean_line(file_name)[-LONGEST_NAME:] or "-")
        batch.agency = clean_line(agency)[:LONGEST_NAME] or None
        if repairs_id is not None:
            batch.repairs_id = own_batch(session, actor, repairs_id).id
        _join_cohort(session, batch, cohort_id)
        return _added(session, batch, content)


def _new(fund: Fund, actor: User, digest: str, file_name: str) -> Batch:
    first = max(fund.first_month, Month.of(today()))
    if first > fund.last_month:
        raise FundOver
    return Batch(
        fund=fund,
        officer=actor,
        file_name=file_name,
        digest=digest,
        state=BatchState.RECEIVED,
        first_month=first,
        last_month=fund.last_month,
        made_at=now(),
    )


def _join_cohort(session: Session, batch: Batch, cohort_id: UUID | None) -> None:
    cohort = session.get(FundCohort, cohort_id) if cohort_id else None
    if cohort is None or cohort.fund_id != batch.fund.id:
        return
    batch.cohort, batch.agency = cohort, batch.agency or cohort.agency
    batch.first_month = max(batch.first_month, cohort.first_month)
    batch.last_month = max(batch.first_month, min(batch.last_month, cohort.last_month))


def _standing(session: Session, fund: Fund, digest: str) -> Batch | None:
    return session.scalar(
        select(Batch).where(Batch.fund_id == fund.id, Batch.digest == digest, Batch.state.not_in(OVER))
    )


def _added(session: Session, batch: Batch, content: bytes) -> Batch:
    """The batch, now in the database with its file kept; the one of somebody who was faster with the same file."""
    fund = batch.fund
    try:
        with session.begin_nested():
            session.add(batch)
            session.flush()
            batch.begin()
            _keep(session, batch, content)
    except IntegrityError as error:
        if not violated(error, "uq_batches_fund_digest_standing", "batches.fund_id", "batches.digest"):
            raise
        known = _standing(session, fund, batch.digest)
        assert known is not None
        return known
    return batch


def _keep(session: Session, batch: Batch, content: bytes) -> None:
    """An empty file is not worth it. Nobody removes the same file of an older batch meanwhile."""
    if content:
        only_one(session, file_work(batch.digest))
        store().put(content)


def set_columns(actor: User, batch_id: UUID, layouts: list[Layout]) -> Batch:
    """Say which column holds what; the rows are read anew. Raises NotFound, IllegalMove."""
    with transaction() as session:
        batch = own_batch(session, actor, batch_id, lock=True)
        batch.check_again(actor)
        batch.columns = [layout.to_json() for layout in layouts]
    return batch


def confirm_villages(actor: User, batch_id: UUID, chosen: Mapping[str, str]) -> Batch:
    """Say which village each name means (code by key); the rows are read anew. Raises NotFound, IllegalMove."""
    with transaction() as session:
        batch = own_batch(session, actor, batch_id, lock=True)
        if chosen:
            batch.check_again(actor)
            batch.villages = {**batch.villages, **chosen}
    return batch


def set_months(actor: User, batch_id: UUID, first: Month, months: int) -> Batch:
    """Carry the people from `first` for so many months; the rows are priced anew.

    Raises NotFound, IllegalMove, FieldError ("first_month", "months") for months that are over or beyond the fund.
    """
    with transaction() as session:
        batch = own_batch(session, actor, batch_id, lock=True)
        last = first + (months - 1)
        if first < max(batch.fund.first_month, Month.of(today())):
            raise FieldError("first_month", N_("Bulan ini sudah lewat, atau sebelum masa dana."))
        if not first <= last <= batch.fund.last_month:
            raise FieldError("months", N_("Jumlah bulan ini melewati masa dana."))
        batch.check_again(actor)
        batch.first_month, batch.last_month = first, last
    return batch


def check_again(actor: User, batch_id: UUID) -> Batch:
    """Read the rows anew, as of today. Raises NotFound, IllegalMove."""
    with transaction() as session:
        batch = own_batch(session, actor, batch_id, lock=True)
        batch.check_again(actor)
        batch.first_month = max(batch.first_month, Month.of(today()))
        batch.last_month = max(batch.first_month, batch.last_month)
    return batch


def decide(actor: User, batch_id: UUID, decisions: Mapping[str, str]) -> Batch:
    """Say what is to become of each kind of conflict. What cannot be overruled is passed over.

    Raises NotFound; Conflict once the batch is committed.
    """
    with transaction() as session:
        batch = own_batch(session, actor, batch_id, lock=True)
        if batch.state != BatchState.CHECKED:
            raise Conflict
        allowed = {
            kind.value: decisions[kind]
            for kind, choices in CHOICES.items()
            if decisions.get(kind) in set(choices)
        }
        batch.decisions = {**batch.decisions, **allowed}
        conflicts.find(session, batch)
    return batch


def cancel(actor: User, batch_id: UUID) -> Batch:
    """Stop a batch that nothing was promised to; its rows are removed. Raises NotFound, IllegalMove."""
    with transaction() as session:
        batch = own_batch(session, actor, batch_id, lock=True)
        batch.move("cancel", actor)
        batch.failure, batch.failure_params = None, {}
        forget_rows(session, batch)
    return batch


def forget_rows(session: Session, batch: Batch) -> None:
    """Remove what was kept of the people of a batch that comes to nothing. Not committed."""
    forget_samples(session, batch)
    session.execute(
        delete(BatchRow).where(BatchRow.batch_id == batch.id).execution_options(synchronize_session=False)
    )


def forget_samples(session: Session, batch: Batch) -> None:
    """Remove what was found about single rows. Not committed."""
    session.execute(
        delete(BatchSample)
        .where(BatchSample.batch_id == batch.id)
        .execution_options(synchronize_session=False)
    )
