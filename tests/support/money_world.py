"""A handful of people whose months are paid by debits, and everything that can happen to them; for state machines."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select

from agentapp.accounts.models import User
from agentapp.autodebit import mending, refunding, service
from agentapp.autodebit.attempts import Attempt, AttemptState
from agentapp.autodebit.bank_messages import apply_waiting, receive
from agentapp.autodebit.bank_words import Refund, RefundState
from agentapp.autodebit.code_returns import money_returned
from agentapp.autodebit.codes import PaymentCode
from agentapp.autodebit.gateways import gateway
from agentapp.autodebit.models import Mandate, MandateState
from agentapp.autodebit.service import MandateAsked
from agentapp.autodebit.timing import Occasion
from agentapp.contributions.assessment import raise_months
from agentapp.contributions.models import Obligation, ObligationState
from agentapp.core.db import look_afresh, sessions, transaction
from agentapp.core.errors import DomainError
from agentapp.core.period import Month
from agentapp.programmes.kinds import Payer
from agentapp.sponsorship import carrying
from agentapp.sponsorship.models import Sponsorship
from agentapp.workers.models import Worker
from tests.contributions.members import pay
from tests.factories import (
    AgentFactory,
    MandateFactory,
    SponsorFactory,
    SponsorMandateFactory,
    SponsorshipFactory,
    SupervisorFactory,
    WorkerFactory,
)

DECEMBER = Month(2026, 12)
FIRST_MORNING = datetime(2026, 12, 1, 2, tzinfo=UTC)
ZONES = ("UTC", "Asia/Jakarta", "Asia/Jayapura", "America/Los_Angeles", "Pacific/Kiritimati")
LOW_CAP, SPONSORS_CAP = 5_000, 40_000


@dataclass
class People:
    """Their ids: records are read anew by who needs them."""

    agent: UUID
    supervisor: UUID
    sponsor: UUID
    workers: list[UUID]
    sponsorships: list[UUID]

    @classmethod
    def settle_in(cls) -> "People":
        """Four who pay for themselves, one under a cap too low; three whom a sponsor carries. All owe December."""
        agent, supervisor, sponsor = AgentFactory(), SupervisorFactory(), SponsorFactory()
        own = [WorkerFactory(agent=agent) for _ in range(4)]
        for worker, cap in zip(own, (50_000, 50_000, 50_000, LOW_CAP), strict=True):
            MandateFactory(worker=worker, cap=cap)
        SponsorMandateFactory(sponsor=sponsor, cap=SPONSORS_CAP)
        carried = [WorkerFactory(agent=agent, payer=Payer.SPONSOR, payer_code=sponsor.code) for _ in range(3)]
        sponsorships = [SponsorshipFactory(sponsor=sponsor, worker=worker) for worker in carried]
        people = cls(
            agent=agent.id,
            supervisor=supervisor.id,
            sponsor=sponsor.user_id,
            workers=[worker.id for worker in (*own, *carried)],
            sponsorships=[sponsorship.id for sponsorship in sponsorships],
        )
        sessions.remove()
        for key in people.workers:
            people.owe(key, DECEMBER)
        return people

    def owe(self, worker_id: UUID, month: Month) -> None:
        with transaction() as session:
            raise_months(session, session.get_one(Worker, worker_id), month, 1)

    def pay_by_hand(self, worker_id: UUID, months: int, reference: str) -> list[tuple[UUID, Month]]:
        """The months that it paid; none where the rules refuse it."""
        with suppress(DomainError):
            worker = look_afresh().get_one(Worker, worker_id)
            payment = pay(user(self.agent), worker, months, reference)
            return [(worker_id, owed.month) for owed in payment.obligations]
        return []

    def mandate(self, number: int) -> Mandate:
        found = select(Mandate).order_by(Mandate.serial)
        mandates = look_afresh().scalars(found).all()
        return mandates[number % len(mandates)]

    def change_mandate(self, number: int, verb: str) -> None:
        """Pause, resume, revoke, as who may."""
        mandate = self.mandate(number)
        actor = user(self.sponsor if mandate.payer_id else self.agent)
        with suppress(DomainError):
            getattr(service, verb)(actor, mandate.id)

    def give_mandate(self, worker_id: UUID, account: str) -> None:
        asked = MandateAsked(
            account=account, holder="Suryani", cap=50_000, language="id", worker_id=worker_id
        )
        with suppress(DomainError):
            given = service.give(user(self.agent), asked)
            service.confirm(user(self.agent), given.id, "123456")

    def change_sponsorship(self, number: int, verb: str) -> None:
        """Pause, resume, stop."""
        key = self.sponsorships[number % len(self.sponsorships)]
        look_afresh().get_one(Sponsorship, key)
        with suppress(DomainError):
            getattr(carrying, verb)(user(self.sponsor), key)

    def reopen(self, number: int) -> None:
        found = select(Obligation.id).where(Obligation.state == ObligationState.REVERSED)
        for key in _one(look_afresh().scalars(found.order_by(Obligation.id)).all(), number):
            mending.reopen(user(self.supervisor), key)

    def return_money(self, number: int) -> None:
        found = select(PaymentCode.id).where(PaymentCode.owed > 0, PaymentCode.returned_at.is_(None))
        for key in _one(look_afresh().scalars(found.order_by(PaymentCode.reference)).all(), number):
            with suppress(DomainError):
                money_returned(user(self.supervisor), key, "Surat bank 12")

    def refund(self, number: int) -> None:
        found = select(Refund.id).where(Refund.state != RefundState.REFUNDED).order_by(Refund.reference)
        for key in _one(look_afresh().scalars(found).all(), number):
            with suppress(DomainError):
                refunding.refund(user(self.supervisor), key)


def _one(keys: Sequence[UUID], number: int) -> Sequence[UUID]:
    return [keys[number % len(keys)]] if keys else []


def user(key: UUID) -> User:
    return sessions().get_one(User, key)


def deliver(messages: Sequence[bytes], times: int, seed: int) -> None:
    """The bank's notifications arrive, in another order and several times, and are applied."""
    arriving = list(messages) * times
    Random(seed).shuffle(arriving)
    for body in arriving:
        receive(gateway(), "/bank/simulator/notify", {}, body)
    apply_waiting(Occasion.at_present())


def in_flight() -> int:
    asked = Attempt.state.in_((AttemptState.SENT, AttemptState.UNKNOWN))
    return len(look_afresh().scalars(select(Attempt.id).where(asked)).all())


def mandates_in(state: MandateState) -> int:
    return len(look_afresh().scalars(select(Mandate.id).where(Mandate.state == state)).all())


def to_zone(name: str) -> None:
    """Let this process believe that it runs there."""
    os.environ["TZ"] = name
    time.tzset()


@contextmanager
def own_zone() -> Iterator[None]:
    """Back to the zone of before, at the end."""
    before = os.environ.get("TZ")
    try:
        yield
    finally:
        os.environ.pop("TZ", None)
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()


def later(moment: datetime, hours: int) -> datetime:
    return moment + timedelta(hours=hours)
