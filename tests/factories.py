"""Valid records, made in one line: `EnrolmentFactory(state="approved")`, `AgentFactory(branch=mamuju)`.

The first branch is Solok, which serves Sijunjung (13.03); everybody belongs to it unless told otherwise.
"""

from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import factory
from argon2 import PasswordHasher
from factory.alchemy import SQLAlchemyModelFactory

from agentapp.accounts.models import AgencyOffice, BranchOffice, BranchRegency, User
from agentapp.accounts.permissions import Role
from agentapp.contributions.models import Obligation, ObligationState, Payment, PaymentChannel
from agentapp.core.clock import now, today
from agentapp.core.db import sessions
from agentapp.core.encryption import keyed_hash
from agentapp.core.nik import Nik, Sex
from agentapp.core.period import Month
from agentapp.enrolment.models import Enrolment, EnrolmentMove, EnrolmentState, Flag, FlagKind
from agentapp.funds.models import Fund
from agentapp.programmes.kinds import Ecosystem, FundingKind, Payer, Programmes, Sector
from agentapp.review.models import LEASE, Claim
from agentapp.sponsorship.models import Sponsor
from agentapp.workers.models import Card, Consent, Heir, HeirRelation, Membership, Worker
from agentapp.workers.names import name_key
from agentapp.workers.person import PERSON_FIELDS

KAMANG_BARU = "13.03.06"
SUNGAI_LANSEK = "13.03.06.2001"
PASSWORD = "gendong-demo"
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD_HASH = _CHEAP.hash(PASSWORD)
FIRST_NAMES = (
    "Yusmanidar",
    "Syafrizal",
    "Nurhayati",
    "Zulkifli",
    "Rosmanita",
    "Afrizal",
    "Ermawati",
    "Hendri",
)
LAST_NAMES = ("Koto", "Piliang", "Caniago", "Tanjung", "Sikumbang", "Jambak", "Guci", "Pitopang", "Melayu")
MOTHERS = ("Rosna", "Ramaini", "Syamsiar", "Nurjani", "Darlis", "Rabiah", "Jawanis")

_serial = count(1)


def born(n: int) -> date:
    """A birth date of its own for each of 9.000 people, all of an age to join."""
    return date(1968, 1, 1) + timedelta(days=n * 37 % 9000)


def make_nik(n: int, birth_date: date | None = None, sex: Sex = Sex.MALE, district: str = KAMANG_BARU) -> Nik:
    """The valid NIK of person `n`, issued in `district`."""
    birth = birth_date or born(n)
    day = birth.day + (40 if sex == Sex.FEMALE else 0)
    return Nik.parse(f"{district.replace('.', '')}{day:02d}{birth:%m%y}{n % 9999 + 1:04d}")


def full_name(n: int) -> str:
    return f"{FIRST_NAMES[n % len(FIRST_NAMES)]} {LAST_NAMES[n // len(FIRST_NAMES) % len(LAST_NAMES)]}"


class _Factory(SQLAlchemyModelFactory):
    class Meta:
        abstract = True
        sqlalchemy_session = sessions
        sqlalchemy_session_persistence = "commit"


class BranchFactory(_Factory):
    """Solok, once; another one by its `code`."""

    class Meta:
        model = BranchOffice
        sqlalchemy_get_or_create = ("code",)

    code = "SLK"
    name = "Solok"
    regencies = factory.LazyFunction(
        lambda: [BranchRegency(regency_code="13.03"), BranchRegency(regency_code="13.02")]
    )


class MamujuFactory(BranchFactory):
    """The other branch, far away."""

    code = "MMJ"
    name = "Mamuju"
    regencies = factory.LazyFunction(lambda: [BranchRegency(regency_code="76.05")])


class AgencyOfficeFactory(_Factory):
    class Meta:
        model = AgencyOffice

    branch = factory.SubFactory(BranchFactory)
    name = factory.Sequence(lambda n: f"Kantor Perisai {n}")


class UserFactory(_Factory):
    """Somebody with the password `PASSWORD`."""

    class Meta:
        model = User

    role = Role.AGENT
    name = factory.Sequence(lambda n: f"{full_name(n)}")
    email = factory.LazyAttributeSequence(lambda user, n: f"{user.role}{n}@contoh.id")
    email_hash = factory.LazyAttribute(lambda user: user.email and keyed_hash(user.email, "user_email"))
    password_hash = PASSWORD_HASH
    created_at = factory.LazyFunction(now)


class AgentFactory(UserFactory):
    branch = factory.SubFactory(BranchFactory)
    agency_office = factory.SubFactory(AgencyOfficeFactory, branch=factory.SelfAttribute("..branch"))
    home_district = KAMANG_BARU


class SupervisorFactory(UserFactory):
    role = Role.SUPERVISOR
    branch = factory.SubFactory(BranchFactory)


class SponsorUserFactory(UserFactory):
    role = Role.SPONSOR


class FundOfficerFactory(UserFactory):
    role = Role.FUND_OFFICER


class AdminFactory(UserFactory):
    role = Role.ADMIN


class SponsorFactory(_Factory):
    class Meta:
        model = Sponsor

    user = factory.SubFactory(SponsorUserFactory)
    code = factory.Sequence(lambda n: f"SRT{n:04d}")


class FundFactory(_Factory):
    """The regency's fund, open from this year's start for two years."""

    class Meta:
        model = Fund

    code = factory.Sequence(lambda n: f"APBD-{n:03d}")
    name = "APBD Kabupaten Sijunjung"
    kind = FundingKind.APBD
    region_code = "13.03"
    first_month = factory.LazyFunction(lambda: Month(today().year, 1))
    last_month = factory.LazyFunction(lambda: Month(today().year + 1, 12))
    officer = factory.SubFactory(FundOfficerFactory)


class _PersonFactory(_Factory):
    """What an application and a worker share; a person of its own each time."""

    class Meta:
        abstract = True

    class Params:
        n = factory.LazyFunction(lambda: next(_serial))

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


class WorkerFactory(_PersonFactory):
    """A standing worker with a heir, a membership and a consent; owes nothing yet."""

    class Meta:
        model = Worker

    agent = factory.SubFactory(AgentFactory)
    branch = factory.SelfAttribute("agent.branch")
    funding = FundingKind.SELF
    accepted_at = factory.LazyFunction(now)
    heirs = factory.LazyFunction(lambda: [Heir(position=1, **HEIR)])
    memberships = factory.LazyFunction(
        lambda: [Membership(number=11_000_000_000 + next(_serial), since=Month.of(today()))]
    )

    @factory.post_generation
    def consent(worker: Worker, create: bool, extracted: Consent | None) -> None:  # noqa: N805 - factory_boy's form
        sessions().add(extracted or agreed(worker))
        sessions().commit()


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


class EnrolmentFactory(_PersonFactory):
    """An application in any state, with what that implies: decider, returner, worker, and its first move."""

    class Meta:
        model = Enrolment

    class Params:
        decided = factory.LazyAttribute(
            lambda it: it.state in (EnrolmentState.APPROVED, EnrolmentState.REJECTED)
        )

    agent = factory.SubFactory(AgentFactory)
    author = factory.SelfAttribute("agent")
    branch = factory.SelfAttribute("agent.branch")
    state = EnrolmentState.SUBMITTED
    number = factory.LazyFunction(lambda: f"T{next(_serial):08d}")
    submission_id = factory.LazyFunction(uuid4)
    form_version = "1"
    captured_at = factory.LazyFunction(now)
    received_at = factory.LazyFunction(now)
    waiting_since = factory.SelfAttribute("received_at")
    heirs = factory.LazyFunction(lambda: [dict(HEIR)])
    consent_version = "2026-11"
    consent_language = "id"
    consented_at = factory.SelfAttribute("captured_at")
    is_clean = factory.LazyAttribute(lambda it: not it.flags)
    flags = factory.LazyFunction(list)
    decided_by = factory.LazyAttribute(lambda it: SupervisorFactory(branch=it.branch) if it.decided else None)
    decided_at = factory.LazyAttribute(lambda it: now() if it.decided else None)
    returned_by = factory.LazyAttribute(
        lambda it: SupervisorFactory(branch=it.branch) if it.state == EnrolmentState.RETURNED else None
    )
    worker = factory.LazyAttribute(
        lambda it: (
            WorkerFactory(agent=it.agent, **{name: getattr(it, name) for name in PERSON_FIELDS})
            if it.state == EnrolmentState.APPROVED
            else None
        )
    )
    history = factory.LazyAttribute(
        lambda it: [
            EnrolmentMove(
                verb="submit",
                source=None,
                target=EnrolmentState.SUBMITTED,
                by=it.author,
                at=it.received_at,
                digest="0" * 64,
            )
        ]
    )


HEIR = {"name": "Suryani Koto", "relation": HeirRelation.SPOUSE.value, "phone": "+6281300000001"}


class FlagFactory(_Factory):
    class Meta:
        model = Flag

    kind = FlagKind.NO_KTP_PHOTO


class ClaimFactory(_Factory):
    """A case under `supervisor`'s eyes for the next ten minutes."""

    class Meta:
        model = Claim

    supervisor = factory.SubFactory(SupervisorFactory)
    expires_at = factory.LazyFunction(lambda: now() + LEASE)


class ObligationFactory(_Factory):
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


class PaymentFactory(_Factory):
    class Meta:
        model = Payment

    worker = factory.SubFactory(WorkerFactory)
    channel = PaymentChannel.CODE
    number = factory.LazyFunction(lambda: f"P{next(_serial):08d}")
    reference = factory.Sequence(lambda n: f"REF{n:06d}")
    amount = 16_800
    received_at = factory.LazyFunction(now)
    recorded_at = factory.LazyFunction(now)
    recorded_by = factory.SelfAttribute("worker.agent")


class CardFactory(_Factory):
    class Meta:
        model = Card

    membership = factory.LazyFunction(lambda: WorkerFactory().membership)
    token = factory.LazyFunction(lambda: uuid4().hex)
    issued_at = factory.LazyFunction(now)


def application_data(**changes: Any) -> dict[str, str]:
    """The fields of a valid enrolment form, of a new person each time; heirs as `heirs__0__name`."""
    n = next(_serial)
    sex = Sex.MALE if n % 2 else Sex.FEMALE
    plain = {
        "submission_id": str(uuid4()),
        "form_version": "1",
        "captured_at": now().isoformat(),
        "nik": make_nik(n, sex=sex).digits,
        "name": full_name(n),
        "birth_place": "Sijunjung",
        "birth_date": born(n).isoformat(),
        "sex": sex.value,
        "mother_name": MOTHERS[n % len(MOTHERS)],
        "phone": f"0812{n:08d}",
        "email": "",
        "address": "Jorong Koto, RT 02",
        "village_code": SUNGAI_LANSEK,
        "occupation": "Tukang ojek",
        "ecosystem": Ecosystem.VILLAGE.value,
        "work_place": "Pasar Sungai Lansek",
        "monthly_income": "1000000",
        "programmes": Programmes.JKK_JKM.value,
        "months": "3",
        "payer": Payer.SELF.value,
        "heirs-0-name": HEIR["name"],
        "heirs-0-relation": HEIR["relation"],
        "heirs-0-phone": "081300000001",
        "consent": "y",
    }
    return plain | {name.replace("__", "-"): str(value) for name, value in changes.items()}
