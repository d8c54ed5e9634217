import pytest

from agentapp.contributions.models import ObligationState
from agentapp.core.clock import now
from agentapp.funds.service import statements
from agentapp.programmes.kinds import FundingKind, Payer
from tests.factories import (
    FundFactory,
    FundOfficerFactory,
    ObligationFactory,
    PaymentFactory,
    WorkerFactory,
)
from tests.funds.conftest import NOV

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def officer(session):
    return FundOfficerFactory()


@pytest.fixture
def fund(officer):
    return FundFactory(code="APBD-SJJ", officer=officer)


def carried(fund, village_code="13.03.06.2001", **more):
    return WorkerFactory(payer=Payer.FUND, payer_code=fund.code, village_code=village_code, **more)


def month_of(worker, month, **more):
    return ObligationFactory(
        worker=worker, month=month, funding=FundingKind.APBD, payer_code=worker.payer_code, **more
    )


def paid(worker, month):
    return month_of(worker, month, state=ObligationState.PAID, payment=PaymentFactory(worker=worker))


def test_people_and_months_are_counted_by_district(officer, fund):
    first, second = carried(fund), carried(fund, "13.03.06.2002")
    other = carried(fund, "13.03.09.2001")
    paid(first, NOV)
    month_of(first, NOV + 1)
    month_of(second, NOV)
    paid(other, NOV)

    (statement,) = statements(officer)

    assert list(statement.districts) == ["13.03.06", "13.03.09"]
    kamang_baru = statement.districts["13.03.06"]
    assert (kamang_baru.workers, kamang_baru.villages) == (2, 2)
    assert (kamang_baru.paid_months, kamang_baru.paid) == (1, 16_800)
    assert (kamang_baru.open_months, kamang_baru.open) == (2, 33_600)
    assert (statement.total.workers, statement.total.paid, statement.total.open) == (3, 33_600, 33_600)


def test_what_others_pay_does_not_count(officer, fund):
    worker = carried(fund)
    ObligationFactory(worker=worker, month=NOV, funding=FundingKind.SELF)
    month_of(worker, NOV + 1, state=ObligationState.VOID)
    month_of(worker, NOV + 2, state=ObligationState.LAPSED)
    carried(FundFactory(code="APBD-SLK", officer=FundOfficerFactory()))
    WorkerFactory(payer=Payer.SPONSOR, payer_code=fund.code)

    (statement,) = statements(officer)

    assert (statement.total.workers, statement.total.paid, statement.total.open) == (1, 0, 0)


def test_months_that_a_fund_paid_stay_its_own_when_the_worker_found_another_payer(officer, fund):
    worker = carried(fund)
    paid(worker, NOV)
    worker.payer, worker.payer_code, worker.funding = Payer.SELF, None, FundingKind.SELF

    (statement,) = statements(officer)

    assert (statement.total.workers, statement.total.paid) == (0, 16_800)


def test_a_withdrawn_worker_is_not_carried(officer, fund):
    carried(fund, withdrawn_at=now())

    assert statements(officer)[0].total.workers == 0


def test_the_page_shows_the_funds_own_figures_and_nobodys_data(signed_in_client, officer, fund):
    worker = carried(fund, name="Gandoriah Sikumbang", mother_name="Rabiatun Sikumbang")
    paid(worker, NOV)

    browser = signed_in_client(officer)
    pages = browser.get("/funds", status=200).main + browser.get(f"/funds/{fund.id}", status=200).main

    for text in ("APBD-SJJ", "Kabupaten Sijunjung, Sumatera Barat", "Kamang Baru", "Rp16.800", "1 dari 11"):
        assert text in pages
    for private in (worker.name, worker.phone, worker.mother_name, worker.nik.tail):
        assert private not in pages


def test_another_officers_fund_is_not_shown(signed_in_client, fund):
    page = signed_in_client(FundOfficerFactory()).get("/funds", status=200)

    assert fund.code not in page.main
    assert "Belum ada dana" in page.main
