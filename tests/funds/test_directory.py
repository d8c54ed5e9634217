import pytest

from agentapp.core.period import Month
from agentapp.funds.directory import FundDirectory
from agentapp.programmes.kinds import FundingKind
from tests.factories import SUNGAI_LANSEK, FundFactory

JUNE = Month(2026, 6)
directory = FundDirectory()


@pytest.fixture
def fund(session):
    return FundFactory(code="APBD-SIJUNJUNG", first_month=Month(2026, 1), last_month=Month(2026, 12))


@pytest.mark.parametrize("typed", ["APBD-SIJUNJUNG", "apbd-sijunjung", " Apbd-Sijunjung "])
def test_a_fund_is_found_by_its_code_however_it_is_typed(session, fund, typed):
    found = directory.find(session(), typed, SUNGAI_LANSEK, JUNE)

    assert found is not None
    assert (found.code, found.label, found.funding) == ("APBD-SIJUNJUNG", fund.name, FundingKind.APBD)


@pytest.mark.parametrize("code", ["", "APBD", "APBD-SIJUNJUNG-2", "%", "APBD_SIJUNJUNG"])
def test_another_code_finds_nothing(session, fund, code):
    assert directory.find(session(), code, SUNGAI_LANSEK, JUNE) is None


@pytest.mark.parametrize(
    ("month", "open_"),
    [
        (Month(2025, 12), False),
        (Month(2026, 1), True),
        (Month(2026, 12), True),
        (Month(2027, 1), False),
    ],
)
def test_a_fund_pays_from_its_first_month_to_its_last(session, fund, month, open_):
    assert (directory.find(session(), fund.code, SUNGAI_LANSEK, month) is not None) is open_
    assert bool(directory.offered(session(), "13.03", month)) is open_


@pytest.mark.parametrize(
    ("region", "covered"),
    [
        ("13", True),
        ("13.03", True),
        ("13.03.06", True),
        ("13.03.06.2001", True),
        ("13.03.06.2002", False),
        ("13.03.07", False),
        ("13.0", False),
        ("13.02", False),
        ("1", False),
    ],
)
def test_a_fund_covers_its_region_and_what_lies_in_it(session, region, covered):
    fund = FundFactory(region_code=region)

    assert (directory.find(session(), fund.code, SUNGAI_LANSEK, fund.first_month) is not None) is covered


def test_agents_are_offered_the_funds_of_their_regency_its_province_and_its_parts(session):
    for code, region in (
        ("D", "13.03.06"),
        ("R", "13.03"),
        ("P", "13"),
        ("OTHER", "13.02"),
        ("FAR", "76.05"),
    ):
        FundFactory(code=code, region_code=region)

    offered = directory.offered(session(), "13.03", FundFactory.build().first_month)

    assert [option.code for option in offered] == ["D", "P", "R"]
