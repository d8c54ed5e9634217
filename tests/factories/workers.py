"""Workers, their cards, what they owe and what was paid."""

from uuid import uuid4

import factory

from agentapp.contributions.models import Obligation, ObligationState, Payment, PaymentChannel
from agentapp.core.clock import now, today
from agentapp.core.db import sessions
from agentapp.core.encryption import keyed_hash
from agentapp.core.nik import Sex
from agentapp.core.period import Month
from agentapp.programmes.kinds import Ecosystem, FundingKind, Payer, Programmes, Sector
from agentapp.workers.models import Card, Consent, Heir, Membership, Worker
from agentapp.workers.names import name_key
from tests.factories.people import AgentFactory
from tests.factories.records import (
    HEIR,
    MOTHERS,
    SUNGAI_LANSEK,
    RecordFactory,
    born,
    full_name,
    make_nik,
    serial,
)

FUNDING = {Payer.SELF: FundingKind.SELF, Payer.SPONSOR: FundingKind.SPONSOR, Payer.FUND: FundingKind.APBD}


class PersonFactory(RecordFactory):
    """What an application and a worker share; a person of its own each time."""

    class Meta:
        abstract = True

    class Params:
        n = factory.LazyFunction(lambda: next(serial))

    sex = factory.LazyAttribute(lambda person: Sex.FEMALE if person.n % 2 else Sex.MALE)
    birth_date = factory.LazyAttribute(lambda person: born(person.n))
    village_code = SUNGAI_LANSEK
    district_code = factory.LazyAttribute(lambda person: person.village_code[:8])
    nik = factory.LazyAttribute(lambda person: make_nik(person.n, person.birth_date, person.sex))
    nik_hash = factory.LazyAttribute(lambda person: keyed_hash(person.nik.digits, "nik"))
    nik_tail_hash = factory.LazyAttribute(lambda person: keyed_hash(person.nik.tail, "nik_tail"))
    name = factory.LazyAttribute(lambda person: full_name(person.n))
    name_key = factory.LazyAttribute(lambda person: name_key(person.name))
    birth_place = "Sijunjung"
    mother_name = factory.LazyAttribute(lambda person: MOTHERS[person.n % len(MOTHERS)])
    phone = factory.LazyAttribute(lambda person: f"+62812{person.n:07d}")
    phone_hash = factory.LazyAttribute(lambda person: keyed_hash(person.phone, "phone"))
    email = None
    address = "Jorong Koto, RT 02"
    occupation = "Tukang ojek"
    sector = Sector.TRANSPORT
    ecosystem = Ecosystem.VILLAGE
    work_place = "Pasar Sungai Lansek"
    monthly_income = 1_000_000
    programmes = Programmes.JKK_JKM
    months = 3
    payer = Payer.SELF
    payer_code = None
    ktp_photo = None
    person_photo = None


class WorkerFactory(PersonFactory):
    """A standing worker with a heir, a membership and a consent; owes nothing yet."""

    class Meta:
        model = Worker

    agent = factory.SubFactory(AgentFactory)
    branch = factory.SelfAttribute("agent.branch")
    funding = factory.LazyAttribute(lambda worker: FUNDING[worker.payer])
    accepted_at = factory.LazyFunction(now)
    heirs = factory.LazyFunction(lambda: [Heir(position=1, **HEIR)])
    memberships = factory.LazyFunction(
        lambda: [Membership(number=11_000_000_000 + next(serial), since=Month.of(today()))]
    )

    @factory.post_generation
    def consent(worker: Worker, create: bool, extracted: Consent | None) -> None:  # noqa: N805 - factory_boy's form
        sessions().add(extracted or agreed(worker))


def agreed(worker: Worker) -> Consent:
    return Consent(
        worker_id=worker.id,
        purpose="enrolment",
        text_version="2026-11",
        language="id",
        given_at=worker.accepted_at,
        village_code=worker.village_code,
        recorded_by_id=worker.agent.id,
    )


class ObligationFactory(RecordFactory):
    """The lowest bracket without relief, due this month."""

    class Meta:
        model = Obligation

    worker = factory.SubFactory(WorkerFactory)
    month = factory.LazyFunction(lambda: Month.of(today()))
    state = ObligationState.DUE
    programmes = Programmes.JKK_JKM
    contribution_base = 1_000_000
    jkk = 10_000
    jkm = 6_800
    jht = 0
    amount = factory.LazyAttribute(lambda it: it.jkk + it.jkm + it.jht)
    funding = FundingKind.SELF
    due_on = factory.LazyAttribute(lambda it: it.month.first_day.replace(day=15))
    raised_at = factory.LazyFunction(now)


class PaymentFactory(RecordFactory):
    class Meta:
        model = Payment

    worker = factory.SubFactory(WorkerFactory)
    channel = PaymentChannel.CODE
    number = factory.LazyFunction(lambda: f"P{next(serial):08d}")
    reference = factory.Sequence(lambda n: f"REF{n:06d}")
    amount = 16_800
    received_at = factory.LazyFunction(now)
    recorded_at = factory.LazyFunction(now)
    recorded_by = factory.SelfAttribute("worker.agent")


class CardFactory(RecordFactory):
    class Meta:
        model = Card

    membership = factory.LazyFunction(lambda: WorkerFactory().membership)
    token = factory.LazyFunction(lambda: uuid4().hex)
    issued_at = factory.LazyFunction(now)
