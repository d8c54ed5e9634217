"""Who pays for others."""

from hashlib import sha256

import factory

from agentapp.contributions.payer_history import PayerChange
from agentapp.core.clock import now, today
from agentapp.core.period import Month
from agentapp.funds.models import Fund, FundState
from agentapp.funds.places import FundPlace, PlaceState
from agentapp.programmes.kinds import FundingKind, Payer, Programmes
from agentapp.sponsorship.models import Origin, Sponsor, Sponsorship, SponsorshipState
from agentapp.sponsorship.requests import SignUp
from agentapp.sponsorship.signing_up import LASTS
from agentapp.workers.models import Worker
from tests.factories.people import FundOfficerFactory, SponsorUserFactory
from tests.factories.records import RecordFactory
from tests.factories.workers import WorkerFactory


class SponsorFactory(RecordFactory):
    class Meta:
        model = Sponsor

    user = factory.SubFactory(SponsorUserFactory)
    code = factory.Sequence(lambda n: f"SRT{n:04d}")


class SponsorshipFactory(RecordFactory):
    """Somebody whom a sponsor carries until further notice, begun this month by an invitation."""

    class Meta:
        model = Sponsorship

    sponsor = factory.SubFactory(SponsorFactory)
    worker = factory.LazyAttribute(
        lambda it: WorkerFactory(payer=Payer.SPONSOR, payer_code=it.sponsor.code, programmes=it.programmes)
    )
    origin = Origin.INVITATION
    state = SponsorshipState.ACTIVE
    first_month = factory.LazyFunction(lambda: Month.of(today()))
    programmes = Programmes.JKK_JKM
    own_programmes = factory.SelfAttribute("programmes")
    yearly_cost = 201_600
    consent_version = "2026-11"
    consented_at = factory.LazyFunction(now)
    began_at = factory.LazyFunction(now)

    @factory.post_generation
    def begin(sponsorship: Sponsorship, create: bool, extracted: object) -> None:  # noqa: N805
        sponsorship.begin(sponsorship.sponsor.user)


class SignUpFactory(RecordFactory):
    """Somebody who was sent a link, and has not followed it; `token` is what the link holds."""

    class Meta:
        model = SignUp
        exclude = ("token",)

    token = factory.Sequence(lambda n: f"sign-up-{n}")
    token_hash = factory.LazyAttribute(lambda it: sha256(it.token.encode()).digest())
    name = "Rina Marlina"
    email = factory.Sequence(lambda n: f"calon{n}@contoh.id")
    phone = factory.Sequence(lambda n: f"+62813{n:07d}")
    membership_number = "26000000001"
    nik = None
    locale = "id"
    made_at = factory.LazyFunction(now)
    expires_at = factory.LazyFunction(lambda: now() + LASTS)


def payer_change(worker: Worker, **at: object) -> PayerChange:
    """From the worker's own hand to a fund's, this month."""
    return PayerChange(
        worker_id=worker.id,
        first_month=Month.of(today()),
        source_funding=FundingKind.SELF,
        target_funding=FundingKind.APBD,
        target_programmes=worker.programmes,
        **at,
    )


class FundFactory(RecordFactory):
    """The regency's fund, active, open from this year's start for two years; nobody wrote it last."""

    class Meta:
        model = Fund

    code = factory.Sequence(lambda n: f"APBD-{n:03d}")
    name = "APBD Kabupaten Sijunjung"
    kind = FundingKind.APBD
    region_code = "13.03"
    first_month = factory.LazyFunction(lambda: Month(today().year, 1))
    last_month = factory.LazyFunction(lambda: Month(today().year + 1, 12))
    programmes = Programmes.JKK_JKM
    ceiling = 1_000_000_000
    reserved = 0
    spent = 0
    state = FundState.ACTIVE
    officer = factory.SubFactory(FundOfficerFactory)


class FundPlaceFactory(RecordFactory):
    """Somebody whom a fund carries from this month to its last; nothing is kept for it yet."""

    class Meta:
        model = FundPlace

    fund = factory.SubFactory(FundFactory)
    worker = factory.LazyAttribute(
        lambda it: WorkerFactory(
            payer=Payer.FUND,
            payer_code=it.fund.code,
            funding=it.fund.kind,
            programmes=it.programmes,
            payer_until=it.last_month,
        )
    )
    state = PlaceState.HELD
    first_month = factory.LazyFunction(lambda: Month.of(today()))
    last_month = factory.SelfAttribute("fund.last_month")
    village_code = factory.SelfAttribute("worker.village_code")
    programmes = factory.SelfAttribute("fund.programmes")
    own_programmes = factory.SelfAttribute("programmes")
    reserved = 0
    asked_at = factory.LazyFunction(now)
    held_at = factory.LazyAttribute(lambda it: None if it.state == PlaceState.WAITING else it.asked_at)
