"""Who pays for others."""

import factory

from agentapp.core.clock import today
from agentapp.core.period import Month
from agentapp.funds.models import Fund
from agentapp.programmes.kinds import FundingKind
from agentapp.sponsorship.models import Sponsor
from tests.factories.people import FundOfficerFactory, SponsorUserFactory
from tests.factories.records import RecordFactory


class SponsorFactory(RecordFactory):
    class Meta:
        model = Sponsor

    user = factory.SubFactory(SponsorUserFactory)
    code = factory.Sequence(lambda n: f"SRT{n:04d}")


class FundFactory(RecordFactory):
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
