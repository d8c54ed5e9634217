import pytest

from agentapp.core.clock import now
from agentapp.programmes.kinds import FundingKind
from agentapp.sponsorship.directory import SponsorDirectory
from tests.factories import SUNGAI_LANSEK, SponsorFactory
from tests.sponsorship.conftest import NOV

pytestmark = pytest.mark.usefixtures("clock")
directory = SponsorDirectory()


@pytest.fixture
def sponsor(session):
    return SponsorFactory(code="GDG-1234")


@pytest.mark.parametrize("typed", ["GDG-1234", "gdg-1234", " GDG-1234 "])
@pytest.mark.parametrize("village", [SUNGAI_LANSEK, "76.05.01.1007"])
def test_a_sponsor_is_found_by_the_code_wherever_the_worker_lives(session, sponsor, typed, village):
    found = directory.find(session(), typed, village, NOV)

    assert found is not None
    assert (found.code, found.label, found.funding) == ("GDG-1234", sponsor.user.name, FundingKind.SPONSOR)


@pytest.mark.parametrize("code", ["", "GDG", "GDG-12345", "GDG%1234", "GDG_1234"])
def test_another_code_finds_nobody(session, sponsor, code):
    assert directory.find(session(), code, SUNGAI_LANSEK, NOV) is None


def test_who_left_carries_nobody_new(session, sponsor):
    sponsor.user.deactivated_at = now()
    session.commit()

    assert directory.find(session(), sponsor.code, SUNGAI_LANSEK, NOV) is None


def test_sponsors_are_never_listed(session, sponsor):
    assert list(directory.offered(session(), "13.03", NOV)) == []
