"""A sponsor's home: the people carried, what next month costs, and who was carried before."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from agentapp.accounts.models import User
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.sponsorship.carrying import own_sponsor
from agentapp.sponsorship.models import Sponsorship, SponsorshipState
from agentapp.sponsorship.people import Carried, carried, standing_of, unpaid
from agentapp.workers.models import Worker

MOST_BEFORE = 50


@dataclass(frozen=True, slots=True)
class Home:
    """A sponsor's code for agents, the people carried now, and those carried before, latest first.

    `unpaid`: how many months up to this one wait for money, and their sum in rupiah.
    """

    code: str
    people: Sequence[Carried]
    before: Sequence[Sponsorship]
    next_month: Month
    unpaid: tuple[int, Rupiah]

    @property
    def protected(self) -> int:
        """How many of them are protected today."""
        return sum(each.protection.protected for each in self.people)

    @property
    def next_cost(self) -> Rupiah:
        """What next month costs for all of them."""
        return sum(each.cost for each in self.people)

    @property
    def next_people(self) -> int:
        """For how many of them next month costs something."""
        return sum(each.cost > 0 for each in self.people)


def home(actor: User) -> Home:
    """Whom the actor carries. Raises NotFound where the actor is no sponsor."""
    session = sessions()
    sponsor = own_sponsor(session, actor)
    month = Month.of(today())
    standing = session.scalars(standing_of([sponsor.user_id])).all()
    return Home(
        sponsor.code,
        carried(session, standing, month + 1),
        _before(session, actor),
        month + 1,
        unpaid(session, sponsor.code, month),
    )


def _before(session: Session, actor: User) -> Sequence[Sponsorship]:
    return session.scalars(
        select(Sponsorship)
        .join(Sponsorship.worker)
        .where(
            Sponsorship.sponsor_id == actor.id,
            Sponsorship.state == SponsorshipState.ENDED,
            Worker.withdrawn_at.is_(None),
        )
        .options(joinedload(Sponsorship.worker))
        .order_by(Sponsorship.ended_at.desc())
        .limit(MOST_BEFORE)
    ).all()
