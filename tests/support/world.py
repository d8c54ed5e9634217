"""A small world with something on every page: two branches, every role, an application in each state."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from uuid import UUID, uuid4

from PIL import Image
from sqlalchemy import select

from agentapp.accounts.models import User
from agentapp.accounts.service import make_setup_link
from agentapp.autodebit.attempts import AttemptState
from agentapp.autodebit.codes import PaymentCodeState
from agentapp.autodebit.models import MandateState
from agentapp.contributions import ledger
from agentapp.contributions.models import ObligationState
from agentapp.core.clock import now, today
from agentapp.core.db import sessions
from agentapp.core.period import Month
from agentapp.coverage.publishing import open_page
from agentapp.coverage.rolling import roll_up
from agentapp.enrolment import photos
from agentapp.enrolment.models import Enrolment, EnrolmentState, FlagKind, SecondContent
from agentapp.enrolment.unsent import Draft
from agentapp.funds import documents
from agentapp.funds.batches import files
from agentapp.funds.batches.states import BatchState, RowState
from agentapp.funds.models import Fund
from agentapp.programmes.kinds import Payer
from agentapp.sponsorship.groups import GroupMember, SponsorGroup
from agentapp.sponsorship.invitations import invite
from agentapp.sponsorship.models import Sponsor
from agentapp.workers.models import Card, Worker
from tests.factories import (
    AdminFactory,
    AgentFactory,
    CardFactory,
    ClaimFactory,
    EnrolmentFactory,
    FlagFactory,
    FundFactory,
    FundOfficerFactory,
    FundPlaceFactory,
    MamujuFactory,
    MandateFactory,
    ObligationFactory,
    PaymentFactory,
    SignUpFactory,
    SponsorFactory,
    SponsorMandateFactory,
    SponsorshipFactory,
    SponsorUserFactory,
    SupervisorFactory,
    application_data,
)
from tests.factories.batches import BatchFactory, BatchRowFactory, BatchSampleFactory, UnreadRowFactory
from tests.factories.bills import BillFactory
from tests.factories.debits import AttemptFactory, PaymentCodeFactory, RefundFactory, SettlementRowFactory
from tests.factories.intake import HeldFactory, PhoneFactory

MOTHER = "Zainabun Marlis"
ADDRESS = "Jorong Sembunyi RT 77"
EMAIL = "rahasia.sekali@contoh.id"


@dataclass
class World:
    """Who is in it, by the name of their part, and the records by kind."""

    people: dict[str, User] = field(default_factory=dict)
    fund: Fund = field(init=False)
    enrolments: list[Enrolment] = field(default_factory=list)
    draft_id: UUID = field(default_factory=uuid4)
    setup_token: str = ""
    sign_up_token: str = ""
    invitation_code: str = ""
    public_slug: str = ""

    @property
    def workers(self) -> list[Worker]:
        return [enrolment.worker for enrolment in self.enrolments if enrolment.worker]

    @property
    def cards(self) -> list[Card]:
        numbers = [worker.membership.number for worker in self.workers]
        return list(sessions.scalars(select(Card).where(Card.membership_number.in_(numbers))))


def small_photo() -> bytes:
    picture = BytesIO()
    Image.new("RGB", (320, 200), "grey").save(picture, "JPEG")
    return picture.getvalue()


def populate() -> World:
    """Fill an empty database. Everything belongs to `agent`, in the branch of `supervisor`."""
    world = World(people=_people())
    agent, supervisor = world.people["agent"], world.people["supervisor"]
    fund = world.fund = FundFactory(officer=world.people["fund_officer"])
    documents.attach(world.people["fund_officer"], fund.id, b"%PDF-1.7 Peraturan Bupati")
    _batches(fund)
    sponsor = SponsorFactory(user=world.people["sponsor"])
    photo = photos.store().put(photos.prepare(small_photo()))
    world.enrolments = [_enrolment(agent, state=state, ktp_photo=photo) for state in EnrolmentState]
    for payer, code in ((Payer.FUND, fund.code), (Payer.SPONSOR, sponsor.code)):
        world.enrolments.append(
            _enrolment(agent, state=EnrolmentState.APPROVED, payer=payer, payer_code=code)
        )
    _remarks(world.enrolments[0], supervisor)
    for worker in world.workers:
        _owed_and_paid(worker)
    _carried(world, sponsor)
    _debited(world, sponsor)
    BillFactory(fund=fund)
    HeldFactory(sent_by=agent)
    PhoneFactory(person=agent, waiting=2)
    world.draft_id = _draft(agent)
    world.setup_token = make_setup_link(sessions(), AgentFactory(password_hash=None), world.people["admin"])
    sessions.commit()
    roll_up(Month.of(today()))
    world.public_slug = open_page(world.people["fund_officer"], fund.region_code, None).slug
    return world


def _batches(fund: Fund) -> None:
    """A checked sheet with rows of every kind, and one that the branch is looking at."""
    for state in (BatchState.CHECKED, BatchState.VERIFYING):
        kept = files.store().put(f"NIK,Nama,Desa\n1303060702680002,{state},Kamang\n".encode())
        batch = BatchFactory(fund=fund, state=state, digest=kept, rows_all=3, rows_done=3)
        taken = RowState.TAKEN if state == BatchState.VERIFYING else RowState.READY
        BatchRowFactory(batch=batch, position=1, state=taken)
        BatchRowFactory(batch=batch, position=2, state=RowState.CONFLICT, conflict="self")
        UnreadRowFactory(batch=batch, position=3)
        BatchSampleFactory(batch=batch, position=1)


def _carried(world: World, sponsor: Sponsor) -> None:
    """Carried by fund and sponsor, an invitation for who pays alone, a group of one, a sign-up to be confirmed."""
    for worker in world.workers:
        if worker.payer_code == sponsor.code:
            SponsorshipFactory(sponsor=sponsor, worker=worker)
        elif worker.payer == Payer.FUND:
            FundPlaceFactory(fund=world.fund, worker=worker, last_month=Month.of(today()))
    group = SponsorGroup(name="Dinas Pendidikan", code="KTR-22223333", made_at=now())
    sessions().add(group)
    sessions().flush()
    sessions().add(
        GroupMember(group_id=group.id, sponsor_id=sponsor.user_id, shows_name=True, joined_at=now())
    )
    sessions().commit()
    alone = next(worker for worker in world.workers if worker.payer == Payer.SELF)
    world.invitation_code = invite(world.people["agent"], alone.id, "id").code
    world.sign_up_token = "a-sign-up-that-waits"
    SignUpFactory(token=world.sign_up_token)


def _debited(world: World, sponsor: Sponsor) -> None:
    """Mandates of a worker and of the sponsor, one that waits for its code, and something in queues of the desk."""
    alone = next(worker for worker in world.workers if worker.payer == Payer.SELF)
    mandate = MandateFactory(worker=alone)
    MandateFactory(worker=alone, state=MandateState.OTP, challenge="1")
    SponsorMandateFactory(sponsor=sponsor)
    ahead = Month.of(today()) + 1
    AttemptFactory(mandate=mandate, month=ahead, state=AttemptState.UNKNOWN)
    before = Month.from_ordinal(ahead.ordinal - 2)
    RefundFactory(attempt=AttemptFactory(mandate=mandate, month=before, state=AttemptState.SUCCEEDED))
    refused = AttemptFactory(mandate=mandate, month=ahead + 2, state=AttemptState.DECLINED_FINAL)
    PaymentCodeFactory(attempt=refused, state=PaymentCodeState.PAID, owed=refused.amount)
    ObligationFactory(worker=alone, month=ahead + 1, state=ObligationState.REVERSED)
    SettlementRowFactory()


def _people() -> dict[str, User]:
    elsewhere = MamujuFactory()
    return {
        "agent": AgentFactory(),
        "other_agent": AgentFactory(),
        "supervisor": SupervisorFactory(),
        "far_supervisor": SupervisorFactory(branch=elsewhere),
        "sponsor": SponsorUserFactory(),
        "fund_officer": FundOfficerFactory(),
        "admin": AdminFactory(),
    }


def _enrolment(agent: User, **facts: object) -> Enrolment:
    return EnrolmentFactory(
        agent=agent, mother_name=MOTHER, address=ADDRESS, email=EMAIL, birth_date=date(1979, 8, 17), **facts
    )


def _remarks(enrolment: Enrolment, supervisor: User) -> None:
    FlagFactory(enrolment_id=enrolment.id, kind=FlagKind.SECOND_CONTENT)
    ClaimFactory(enrolment_id=enrolment.id, supervisor=supervisor)
    phones = {"phone": "+6281277665544", "heirs__0__phone": "+6281277660011"}
    content = application_data(mother_name=MOTHER, address=ADDRESS, **phones)
    received = {"received_at": now(), "received_from_id": enrolment.agent_id}
    sessions().add(SecondContent(enrolment_id=enrolment.id, digest="1" * 64, content=content, **received))
    sessions().commit()


def _owed_and_paid(worker: Worker) -> None:
    payment = PaymentFactory(worker=worker)
    payer = {"funding": worker.funding, "payer_code": worker.payer_code}
    owed = ObligationFactory(worker=worker, state=ObligationState.PAID, payment=payment, **payer)
    ledger.post_payment(sessions(), payment, [owed])
    sessions().commit()
    CardFactory(membership=worker.membership)


def _draft(agent: User) -> UUID:
    content = application_data(mother_name=MOTHER, address=ADDRESS)
    submission_id = UUID(content["submission_id"])
    draft = Draft(
        submission_id=submission_id, agent_id=agent.id, content=content, created_at=now(), updated_at=now()
    )
    sessions().add(draft)
    sessions().commit()
    return draft.id


def secrets() -> Iterator[tuple[str, str]]:
    """(kind, text) of every personal fact in the database, in each form it may be shown in."""
    people: list[Enrolment | Worker] = [
        *sessions.scalars(select(Enrolment)),
        *sessions.scalars(select(Worker)),
    ]
    for person in people:
        yield "nik", person.nik.digits
        yield "phone", person.phone.removeprefix("+62")
        yield "mother_name", person.mother_name
        yield "address", person.address
        yield "email", person.email or EMAIL
        yield from (("birth_date", text) for text in _dates(person.birth_date))


def _dates(day: date) -> tuple[str, ...]:
    return (
        day.isoformat(),
        f"{day:%d-%m-%Y}",
        f"{day:%d/%m/%Y}",
        "17 Agustus 1979",
        "17 August 1979",
        "17 Agu 1979",
    )
