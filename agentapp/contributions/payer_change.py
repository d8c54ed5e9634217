"""An agent or supervisor changes who pays for a worker: the worker, or a fund by its code. Sponsors decide alone."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.assessment import lock
from agentapp.contributions.funding import join, promised
from agentapp.contributions.handover import hand_over, next_unpaid
from agentapp.contributions.models import OPEN, STANDS, Obligation
from agentapp.contributions.scope import find_worker
from agentapp.contributions.source import Source
from agentapp.core.db import transaction
from agentapp.core.errors import N_, Conflict
from agentapp.core.period import Month
from agentapp.enrolment.payers import find_payer
from agentapp.programmes.kinds import FundingKind, Payer
from agentapp.workers.models import Worker


class SponsorDecides(Conflict):
    """A sponsor holds the months to come."""

    default = N_("Donatur sedang menggendong pekerja ini. Hanya donaturnya yang dapat berhenti.")


def change_payer(actor: User, worker_id: UUID, payer: Payer, code: str = "") -> Month | None:
    """From the next unpaid month on, the worker or the fund of `code` pays. Returns that month.

    None where the fund is full: the worker waits, and pays as before. Named again, the same payer changes nothing.
    Raises NotFound, SponsorDecides, FieldError ("fund_code"), and what a fund raises.
    """
    with transaction() as session:
        worker = find_worker(session, actor, worker_id)
        lock(session, worker)
        first = next_unpaid(session, worker)
        if held_by_sponsor(session, worker, first):
            raise SponsorDecides
        named = _named(session, worker, payer, code, first)
        if (named.payer, named.code) == (worker.payer, worker.payer_code):
            return first
        to = named if payer == Payer.SELF else join(session, worker, payer, named.code, first, actor)
        if to is not None:
            hand_over(session, actor, worker, to, first)
    return first if to is not None else None


def held_by_sponsor(session: Session, worker: Worker, first: Month) -> bool:
    """Whether a sponsor is to pay `first`, or holds an unpaid month after it."""
    raised = select(Obligation.id).where(
        Obligation.worker_id == worker.id,
        Obligation.month >= first,
        Obligation.funding == FundingKind.SPONSOR,
        Obligation.state.in_(OPEN),
        STANDS,
    )
    if promised(session, worker, first).payer == Payer.SPONSOR:
        return True
    return bool(session.scalar(select(exists(raised))))


def _named(session: Session, worker: Worker, payer: Payer, code: str, first: Month) -> Source:
    if payer != Payer.FUND:
        return Source.own(worker.programmes)
    fund = find_payer(session, Payer.FUND, code, worker.village_code, first)
    return Source(Payer.FUND, fund.code, fund.funding, worker.programmes)
