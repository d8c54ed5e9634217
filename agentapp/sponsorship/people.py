"""Whom a sponsor carries, as a sponsor may see it. Never a NIK, a phone number, an address or a family name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from agentapp.contributions.assessment import amount_for
from agentapp.contributions.models import OPEN, STANDS, Obligation
from agentapp.contributions.protection import Protection
from agentapp.contributions.standing import standings
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind
from agentapp.programmes.occupations import occupation_of
from agentapp.programmes.rulebook import current_rulebook
from agentapp.sponsorship.funding import source
from agentapp.sponsorship.models import STANDING, Sponsorship
from agentapp.workers.models import Worker


@dataclass(frozen=True, slots=True)
class Carried:
    """Somebody carried: first name, occupation and the name of its picture, and today's protection.

    `cost`: what the sponsor pays for them in the month asked about; 0 where it is not theirs to pay.
    """

    sponsorship: Sponsorship
    first_name: str
    occupation: str
    picture: str
    protection: Protection
    cost: Rupiah


def standing_of(sponsor_ids: Iterable[UUID]) -> Select[Sponsorship]:
    """The sponsorships of these sponsors that have not ended, by the first name."""
    return (
        select(Sponsorship)
        .join(Sponsorship.worker)
        .where(
            Sponsorship.sponsor_id.in_(list(sponsor_ids)),
            Sponsorship.state.in_(STANDING),
            Worker.withdrawn_at.is_(None),
        )
        .options(
            joinedload(Sponsorship.sponsor), joinedload(Sponsorship.worker).selectinload(Worker.memberships)
        )
        .order_by(Worker.name_key, Sponsorship.id)
    )


def carried(session: Session, sponsorships: Sequence[Sponsorship], month: Month) -> list[Carried]:
    """Each of them as a sponsor may see them; what `month` costs is asked at once for all."""
    today = standings(session, [each.worker for each in sponsorships])
    costs = costs_of(session, sponsorships, month)
    return [
        Carried(
            each,
            each.worker.first_name,
            each.worker.occupation,
            picture_of(each.worker),
            today[each.worker_id].protection,
            costs[each.id],
        )
        for each in sponsorships
    ]


def costs_of(session: Session, sponsorships: Sequence[Sponsorship], month: Month) -> dict[UUID, Rupiah]:
    """What each sponsorship costs in `month`: as raised, or as it would be."""
    raised = {
        (owed.worker_id, owed.payer_code): owed.amount
        for owed in session.scalars(
            select(Obligation).where(
                Obligation.worker_id.in_([each.worker_id for each in sponsorships]),
                Obligation.month == month,
                STANDS,
            )
        )
    }
    known = {worker_id for worker_id, _ in raised}
    return {each.id: _cost(session, each, month, raised, known) for each in sponsorships}


def _cost(
    session: Session,
    sponsorship: Sponsorship,
    month: Month,
    raised: dict[tuple[UUID, str | None], Rupiah],
    known: set[UUID],
) -> Rupiah:
    if sponsorship.worker_id in known:
        return raised.get((sponsorship.worker_id, sponsorship.sponsor.code), 0)
    if not sponsorship.covers(month):
        return 0
    paying = source(sponsorship.sponsor.code, sponsorship.programmes)
    return amount_for(current_rulebook(session), sponsorship.worker, month, paying).total


def unpaid(session: Session, code: str, until: Month) -> tuple[int, Rupiah]:
    """How many months up to `until` wait for the sponsor's money, and their sum."""
    count, total = session.execute(
        select(func.count(), func.coalesce(func.sum(Obligation.amount), 0)).where(
            Obligation.payer_code == code,
            Obligation.funding == FundingKind.SPONSOR,
            Obligation.state.in_(OPEN),
            Obligation.month <= until,
            STANDS,
        )
    ).one()
    return count, int(total)


def picture_of(worker: Worker) -> str:
    """The name of the picture of the worker's occupation."""
    occupation = occupation_of(worker.occupation)
    return occupation.icon if occupation else "other"
