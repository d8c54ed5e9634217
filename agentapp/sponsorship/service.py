"""Whom a sponsor carries, and how well they are protected. Never a NIK, a phone number or an address."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from agentapp.accounts.models import User
from agentapp.contributions.protection import Protection
from agentapp.contributions.standing import standings
from agentapp.core.db import sessions
from agentapp.core.errors import NotFound
from agentapp.programmes.kinds import Payer
from agentapp.programmes.occupations import occupation_of
from agentapp.sponsorship.models import Sponsor
from agentapp.workers.models import Worker


@dataclass(frozen=True, slots=True)
class Carried:
    """Somebody carried: first name, occupation and the name of its picture, and today's protection."""

    first_name: str
    occupation: str
    picture: str
    protection: Protection


@dataclass(frozen=True, slots=True)
class Sponsorship:
    """A sponsor's code for agents, and the people carried under it, by first name."""

    code: str
    people: Sequence[Carried]

    @property
    def protected(self) -> int:
        """How many of them are protected today."""
        return sum(each.protection.protected for each in self.people)


def sponsorship(actor: User) -> Sponsorship:
    """The actor's own sponsorship. Raises NotFound where the actor has no code."""
    session = sessions()
    sponsor = session.get(Sponsor, actor.id)
    if sponsor is None:
        raise NotFound
    return Sponsorship(sponsor.code, _people(session, sponsor))


def _people(session: Session, sponsor: Sponsor) -> list[Carried]:
    workers = session.scalars(
        select(Worker)
        .where(
            Worker.payer == Payer.SPONSOR, Worker.payer_code == sponsor.code, Worker.withdrawn_at.is_(None)
        )
        .options(selectinload(Worker.memberships))
        .order_by(Worker.name_key, Worker.id)
    ).all()
    today = standings(session, workers)
    return [
        Carried(worker.first_name, worker.occupation, _picture(worker), today[worker.id].protection)
        for worker in workers
    ]


def _picture(worker: Worker) -> str:
    occupation = occupation_of(worker.occupation)
    return occupation.icon if occupation else "other"
