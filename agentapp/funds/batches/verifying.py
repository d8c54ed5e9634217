"""The branch verifies a batch: its sample row by row, then all of it at once. Never who sent it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.accounts.permissions import Role
from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import N_, Conflict, FieldError, NotFound
from agentapp.core.text import clean_line
from agentapp.funds import commitments
from agentapp.funds.batches.finding import branch_batch
from agentapp.funds.batches.models import Batch, BatchRow
from agentapp.funds.batches.samples import BatchSample, SamplingTerms, Verdict
from agentapp.funds.batches.sampling import draw, terms_of, usual_terms
from agentapp.funds.batches.states import BatchState


class NotLookedAt(Conflict):
    """Rows of the sample have no verdict yet."""

    default = N_("Masih ada %(count)d contoh yang belum diperiksa.")


class TooManyWrong(Conflict):
    """More of the sample is wrong than the fund allows."""

    default = N_("%(wrong)d dari %(count)d contoh salah. Kembalikan daftarnya untuk diperbaiki.")


@dataclass(frozen=True, slots=True)
class Findings:
    """The sample in figures: how many rows, how many right and wrong, and the most that may be wrong."""

    count: int
    right: int
    wrong: int
    most_wrong: int

    @property
    def waiting(self) -> int:
        return self.count - self.right - self.wrong

    @property
    def passes(self) -> bool:
        """Whether all was looked at and little enough is wrong."""
        return not self.waiting and self.wrong <= self.most_wrong


def begin(actor: User, batch_id: UUID) -> Batch:
    """Draw the sample, the first time. Raises NotFound; SecondPersonRequired for who sent the batch."""
    with transaction() as session:
        batch = branch_batch(session, actor, batch_id, lock=True)
        if batch.state == BatchState.COMMITTED:
            batch.expect_checker(actor)
            draw(session, batch)
            batch.move("verify", actor)
    return batch


def judge(actor: User, batch_id: UUID, position: int, verdict: Verdict, note: str = "") -> BatchSample:
    """Say what was found about a row of the sample; may be said anew until the batch is decided.

    Raises NotFound, IllegalMove by `Conflict`, FieldError ("note") for a wrong row without a word.
    """
    note = clean_line(note)[:200]
    if verdict == Verdict.WRONG and not note:
        raise FieldError("note", N_("Tulis apa yang salah, agar petugas dapat memperbaikinya."))
    with transaction() as session:
        batch = branch_batch(session, actor, batch_id, lock=True)
        batch.expect_checker(actor)
        if batch.state != BatchState.VERIFYING:
            raise Conflict
        sample = session.get(BatchSample, (batch_id, position))
        if sample is None:
            raise NotFound
        sample.verdict, sample.note, sample.by_id, sample.at = verdict, note, actor.id, now()
    return sample


def approve(actor: User, batch_id: UUID, agent_id: UUID | None) -> Batch:
    """Let all rows in, and give them to an agent of the branch; a job enrols them.

    Raises NotFound, IllegalMove, SecondPersonRequired, NotLookedAt, TooManyWrong, FieldError ("agent").
    """
    with transaction() as session:
        batch = branch_batch(session, actor, batch_id, lock=True)
        findings = _findings(session, batch)
        if batch.state == BatchState.VERIFYING and findings.waiting:
            raise NotLookedAt(count=findings.waiting)
        if findings.wrong > findings.most_wrong:
            raise TooManyWrong(wrong=findings.wrong, count=findings.count)
        batch.approve(actor, _agent(session, actor, agent_id))
    return batch


def refuse(actor: User, batch_id: UUID, note: str) -> Batch:
    """Send the batch back with a word; what the fund kept for it is free again.

    Raises NotFound, IllegalMove, SecondPersonRequired, FieldError ("note").
    """
    note = clean_line(note)[:500]
    if not note:
        raise FieldError("note", N_("Tulis mengapa daftar ini dikembalikan."))
    with transaction() as session:
        batch = branch_batch(session, actor, batch_id, lock=True)
        batch.refuse(actor, note)
        places = {UUID(quota_id): count for quota_id, count in batch.places.items()}
        commitments.release(session, batch.fund_id, batch.reserved, places)
        batch.reserved, batch.places = 0, {}
    return batch


def terms(batch: Batch) -> SamplingTerms:
    """How much of the fund's batches is looked at, as set or as usual; to be read."""
    return sessions().get(SamplingTerms, batch.fund_id) or usual_terms(batch.fund_id)


def set_terms(actor: User, batch_id: UUID, shares: Mapping[str, int]) -> SamplingTerms:
    """Set how much of this fund's batches is looked at from the next sample on. Raises NotFound."""
    with transaction() as session:
        batch = branch_batch(session, actor, batch_id)
        held = terms_of(session, batch.fund_id)
        for name, share in shares.items():
            setattr(held, name, share)
        held.set_by_id = actor.id
    return held


def findings(batch: Batch) -> Findings:
    """The figures of the sample by now."""
    return _findings(sessions(), batch)


def _findings(session: Session, batch: Batch) -> Findings:
    rows = session.execute(
        select(BatchSample.verdict, func.count())
        .where(BatchSample.batch_id == batch.id)
        .group_by(BatchSample.verdict)
    )
    counts: dict[Verdict | None, int] = dict(rows.all())
    count = sum(counts.values())
    known = session.get(SamplingTerms, batch.fund_id)
    percent = known.most_wrong_percent if known else 0
    return Findings(count, counts.get(Verdict.RIGHT, 0), counts.get(Verdict.WRONG, 0), count * percent // 100)


def sample_of(batch: Batch) -> Sequence[tuple[BatchSample, BatchRow]]:
    """The rows to be looked at, those without a verdict first."""
    rows = sessions().execute(
        select(BatchSample, BatchRow)
        .join(BatchSample.row)
        .where(BatchSample.batch_id == batch.id)
        .order_by(BatchSample.verdict.is_not(None), BatchSample.position)
    )
    return rows.all()


def agents_of(actor: User) -> Sequence[User]:
    """The active agents of the actor's branch, by name."""
    return (
        sessions()
        .scalars(
            select(User)
            .where(User.role == Role.AGENT, User.branch_id == actor.branch_id, User.deactivated_at.is_(None))
            .order_by(User.name, User.id)
        )
        .all()
    )


def _agent(session: Session, actor: User, agent_id: UUID | None) -> User:
    agent = session.get(User, agent_id) if agent_id else None
    if agent is None or not agent.active or (agent.role, agent.branch_id) != (Role.AGENT, actor.branch_id):
        raise FieldError("agent", N_("Pilih agen yang mendampingi para pekerja ini."))
    return agent
