"""Valid records in one line: `EnrolmentFactory(state="approved")`, `AgentFactory(branch=MamujuFactory())`.

The first branch is Solok, which serves Sijunjung (13.03); everybody belongs to it unless told otherwise.
"""

from tests.factories.autodebit import MandateFactory, SponsorMandateFactory
from tests.factories.batches import BatchFactory
from tests.factories.enrolments import ClaimFactory, EnrolmentFactory, FlagFactory, application_data
from tests.factories.payers import (
    FundFactory,
    FundPlaceFactory,
    SignUpFactory,
    SponsorFactory,
    SponsorshipFactory,
)
from tests.factories.people import (
    PASSWORD,
    PASSWORD_HASH,
    AdminFactory,
    AgencyOfficeFactory,
    AgentFactory,
    BranchFactory,
    FundOfficerFactory,
    MamujuFactory,
    SponsorUserFactory,
    SupervisorFactory,
    UserFactory,
)
from tests.factories.records import (
    HEIR,
    KAMANG_BARU,
    MOTHERS,
    SUNGAI_LANSEK,
    RecordFactory,
    born,
    full_name,
    make_nik,
    serial,
)
from tests.factories.workers import CardFactory, ObligationFactory, PaymentFactory, WorkerFactory

__all__ = [
    "HEIR",
    "KAMANG_BARU",
    "MOTHERS",
    "PASSWORD",
    "PASSWORD_HASH",
    "SUNGAI_LANSEK",
    "AdminFactory",
    "AgencyOfficeFactory",
    "AgentFactory",
    "BatchFactory",
    "BranchFactory",
    "CardFactory",
    "ClaimFactory",
    "EnrolmentFactory",
    "FlagFactory",
    "FundFactory",
    "FundOfficerFactory",
    "FundPlaceFactory",
    "MamujuFactory",
    "MandateFactory",
    "ObligationFactory",
    "PaymentFactory",
    "RecordFactory",
    "SignUpFactory",
    "SponsorFactory",
    "SponsorMandateFactory",
    "SponsorUserFactory",
    "SponsorshipFactory",
    "SupervisorFactory",
    "UserFactory",
    "WorkerFactory",
    "application_data",
    "born",
    "full_name",
    "make_nik",
    "serial",
]
