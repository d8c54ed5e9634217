"""Sponsors as payers of months: the sponsor side of `contributions.funding`."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.models import Obligation, Payment
from agentapp.contributions.source import Source
from agentapp.core.clock import now
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Payer, Programmes
from agentapp.sponsorship.models import Origin, Sponsor, Sponsorship, SponsorshipState
from agentapp.workers.models import Worker


class SponsorFunding:
    """A sponsor pays the months agreed, while the sponsorship is active."""

    payer = Payer.SPONSOR

    def pays(self, session: Session, worker: Worker, month: Month) -> Source | None:
        row = session.execute(
            select(Sponsor.code, Sponsorship.programmes)
            .join(Sponsorship.sponsor)
            .where(
                Sponsorship.worker_id == worker.id,
                Sponsorship.state == SponsorshipState.ACTIVE,
                Sponsorship.first_month <= month,
                or_(Sponsorship.last_month.is_(None), Sponsorship.last_month >= month),
            )
        ).one_or_none()
        return row and source(row.code, row.programmes)

    def label(self, session: Session, source: Source) -> str | None:
        return session.scalar(select(User.name).join(Sponsor).where(Sponsor.code == source.code))

    def take_on(
        self, session: Session, worker: Worker, code: str | None, first: Month, by: User
    ) -> Source | None:
        """The sponsor told the code to an agent: the worker is carried from acceptance on, until further notice."""
        sponsor_id = session.scalar(select(Sponsor.user_id).where(Sponsor.code == code))
        if sponsor_id is None or code is None:
            return None
        sponsorship = Sponsorship(
            sponsor_id=sponsor_id,
            worker_id=worker.id,
            origin=Origin.CODE,
            state=SponsorshipState.ACTIVE,
            first_month=first,
            programmes=worker.programmes,
            own_programmes=worker.programmes,
            began_at=now(),
        )
        sponsorship.begin(by)
        session.add(sponsorship)
        return source(code, worker.programmes)

    def let_go(self, session: Session, worker: Worker, first: Month | None, by: User | None) -> None:
        """A sponsor ends it alone, see `carrying`."""

    def recount(self, session: Session, worker: Worker) -> None:
        """A sponsor keeps nothing back."""

    def settled(self, session: Session, payment: Payment, months: Sequence[Obligation]) -> None:
        """What a sponsor paid is read from the months themselves."""


def source(code: str, programmes: Programmes) -> Source:
    """The sponsor of this code, as obligations name them."""
    return Source(Payer.SPONSOR, code, FundingKind.SPONSOR, programmes)
