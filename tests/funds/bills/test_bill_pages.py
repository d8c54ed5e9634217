"""From the officer's bill to the branch's note of the transfer, on the pages."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from agentapp.core.db import sessions
from agentapp.funds.bills import billing, paying
from agentapp.funds.bills.models import Bill, BillState
from tests.factories import AgentFactory, FundFactory, MamujuFactory, SupervisorFactory
from tests.funds.bills.conftest import NOV


@pytest.fixture
def bill(officer, fund, owed, supervisor):
    made = billing.make(officer, fund.id, NOV)
    return paying.note_code(supervisor, made.id, "8812345678")


def test_from_the_bill_to_paid(officer, supervisor, fund, owed, signed_in_client):
    office = signed_in_client(officer)
    page = office.get(f"/funds/{fund.id}/bills")
    assert "Rp50.400 untuk 3 orang" in page.main
    page = page.form("/bills").submit("Buat tagihan November 2026", status=303).follow()
    assert "Menunggu kode iuran" in page.main
    assert owed[0].worker.name in page.main

    branch = signed_in_client(supervisor)
    page = branch.get("/bills").click(f"{fund.name} · November 2026")
    page = page.form("/code").fill(code="88 1234 5678").submit(status=303).follow()
    assert "8812345678" in page.main
    form = page.form("/payment")
    page = form.fill(amount="50.400", received_on="2026-11-05", reference="trf-9").submit(status=303)
    page = page.follow()
    assert "Lunas" in page.main
    assert "TRF-9" in page.main
    assert "Lunas" in office.get(f"/funds/{fund.id}/bills").main


def test_a_sum_that_differs_is_said_beside_it_and_nothing_typed_is_lost(bill, supervisor, signed_in_client):
    page = signed_in_client(supervisor).get(f"/bills/{bill.id}")
    form = page.form("/payment").fill(amount="50.000", received_on="2026-11-05", reference="TRF-9")

    page = form.submit(status=422)

    assert "Rp50.400" in page.error_of("amount")
    assert page.form("/payment").data["reference"] == "TRF-9"
    assert bill.state == BillState.OPEN


@pytest.mark.parametrize(
    ("field", "typed"),
    [("amount", ""), ("amount", "abc"), ("received_on", "besok"), ("reference", ""), ("reference", "=1+1")],
)
def test_what_is_missing_or_wrong_is_said_beside_it(bill, supervisor, signed_in_client, field, typed):
    form = signed_in_client(supervisor).get(f"/bills/{bill.id}").form("/payment")
    typed = {"amount": "50.400", "received_on": "2026-11-05", "reference": "TRF-9", field: typed}

    assert form.fill(typed).submit(status=422).error_of(field)


def test_the_officer_withdraws_and_does_not_settle(bill, officer, signed_in_client):
    office = signed_in_client(officer)
    page = office.get(f"/bills/{bill.id}")
    token = page.form("/withdrawal").data["csrf_token"]
    office.post(f"/bills/{bill.id}/code", data={"csrf_token": token, "code": "1"}, status=404)

    page = page.form("/withdrawal").submit(status=303).follow()

    assert "Ditarik" in page.main
    assert not [form for form in page.forms if "/withdrawal" in form.action]


def test_the_list_is_a_workbook(bill, officer, owed, signed_in_client):
    answer = signed_in_client(officer).get(f"/bills/{bill.id}/list.xlsx")

    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()[2:]
    assert {row[1] for row in rows[:3]} == {each.worker.name for each in owed}
    assert [row[4] for row in rows[:3]] == [16_800] * 3
    assert rows[0][2:4] == ["Kamang Baru", "Sungai Lansek"]


def test_with_nothing_that_waits_there_is_nothing_to_bill(signed_in_client, clock):
    fund = FundFactory()
    page = signed_in_client(fund.officer).get(f"/funds/{fund.id}/bills")

    assert "Tidak ada iuran yang menunggu" in page.main
    assert "Belum ada tagihan" in signed_in_client(fund.officer).get("/bills").main
    assert sessions().query(Bill).count() == 0


def test_others_do_not_see_it(bill, signed_in_client):
    for stranger in (SupervisorFactory(branch=MamujuFactory()), FundFactory().officer, AgentFactory()):
        refused = signed_in_client(stranger).get(f"/bills/{bill.id}", status=404)
        assert bill.number not in refused.main
