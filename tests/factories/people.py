"""Offices, and people who sign in."""

import factory
from argon2 import PasswordHasher

from agentapp.accounts.models import AgencyOffice, BranchOffice, BranchRegency, User
from agentapp.accounts.permissions import Role
from agentapp.core.clock import now
from agentapp.core.encryption import keyed_hash
from tests.factories.records import KAMANG_BARU, RecordFactory, full_name

PASSWORD = "gendong-demo"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD_HASH = CHEAP.hash(PASSWORD)


class BranchFactory(RecordFactory):
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


class AgencyOfficeFactory(RecordFactory):
    class Meta:
        model = AgencyOffice

    branch = factory.SubFactory(BranchFactory)
    name = factory.Sequence(lambda n: f"Kantor Perisai {n}")


class UserFactory(RecordFactory):
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
