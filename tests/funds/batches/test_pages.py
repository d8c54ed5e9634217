"""The officer's pages and the branch's: what is shown, and what can be done from there."""

from io import BytesIO

import pytest
from sqlalchemy import select

from agentapp.core.db import sessions
from agentapp.funds.batches import committing
from agentapp.funds.batches.models import Batch
from agentapp.funds.batches.states import BatchState
from agentapp.funds.models import Fund
from tests.factories import FundOfficerFactory, MamujuFactory, SupervisorFactory, WorkerFactory
from tests.factories.records import make_nik
from tests.funds.batches.conftest import done
from tests.funds.batches.sheets import people, person, sheet

MIXED = sheet(
    [
        *(person(n) for n in range(1, 5)),
        person(5, NIK="1,30306E+15"),
        person(1),
        person(7, **{"Kode desa": "Sungai Lansak, Kamang Baru"}),
    ]
)


@pytest.fixture
def officer(fund, sign_in):
    return sign_in(fund.officer)


def upload(client, fund, content: bytes, name: str = "daftar.csv"):
    page = client.get(f"/funds/{fund.id}/batches/new")
    data = {**page.form().data, "file": (BytesIO(content), name)}
    return client.post(page.path, data=data, content_type="multipart/form-data", status=303)


def the_batch() -> Batch:
    sessions.expire_all()
    return sessions.scalars(select(Batch)).one()


def test_a_file_is_sent_and_followed(officer, fund):
    page = upload(officer, fund, people(4)).follow()

    assert page.heading == "daftar.csv"
    assert "Sedang dikerjakan" in page.main
    followed = officer.get(f"/funds/batches/{the_batch().id}/progress").json
    assert followed == {"state": "received", "done": 0, "all": 0, "working": True}

    done(the_batch())
    assert officer.get(f"/funds/batches/{the_batch().id}/progress").json["working"] is False


def test_nothing_sent_is_told_beside_the_field(officer, fund):
    page = officer.get(f"/funds/{fund.id}/batches/new")
    refused = officer.post(page.path, data=page.form().data, status=422)

    assert "Pilih berkasnya dahulu." in refused.error_of("file")


def test_the_dry_run_shows_people_money_problems_and_conflicts(officer, fund, send):
    batch = send(MIXED)
    page = officer.get(f"/funds/batches/{batch.id}")

    assert "4 orang dapat diterima" in page.main
    assert "Rp604.800" in page.main  # four people, nine months, Rp16.800
    assert "NIK berubah menjadi seperti 1,30306E+15: 1" in page.main
    assert "Dua kali di berkas: 1" in page.main
    assert "Baris 7: " in page.main
    assert make_nik(1).digits not in page.main


def test_rows_to_mend_come_as_a_workbook_that_can_be_sent_again(officer, fund, send):
    batch = send(MIXED)
    answer = officer.get(f"/funds/batches/{batch.id}/repair.xlsx")
    again = send(answer.get_data(), "perbaikan.xlsx", repairs_id=batch.id)

    assert (again.state, again.rows_all, again.repairs_id) == (BatchState.CHECKED, 2, batch.id)


def test_a_village_is_confirmed_once_for_all_its_rows(officer, fund, send):
    batch = send(sheet(person(n, **{"Kode desa": "Sungai Lansak"}) for n in range(1, 4)))
    page = officer.get(f"/funds/batches/{batch.id}").click("Pilih desanya, sekali untuk tiap nama (1 nama)")
    form = page.form()
    officer.post(page.path, data={**form.data, "village-0": "13.03.06.2001"}, status=303)
    batch = done(batch)

    assert batch.unknown == []
    assert "3 orang dapat diterima" in officer.get(f"/funds/batches/{batch.id}").main


def test_a_column_that_was_guessed_wrong_is_corrected(officer, fund, send):
    batch = send(people(3))
    page = officer.get(f"/funds/batches/{batch.id}/columns")
    assert page.form().data["0-0"] == "nik"

    officer.post(page.path, data={**page.form().data, "0-7": ""}, status=303)
    batch = done(batch)
    assert "mother_name" not in batch.columns[0]["columns"]
    assert batch.state == BatchState.CHECKED


def test_somebody_who_pays_alone_is_taken_over_when_the_officer_says_so(officer, fund, send):
    worker = WorkerFactory(n=500)
    batch = send(sheet([person(1, NIK=worker.nik.digits)]))
    page = officer.get(f"/funds/batches/{batch.id}")
    assert "Membayar sendiri: 1" in page.main
    assert "Belum bisa diterima" in page.main

    form = page.form("/decisions")
    officer.post(form.action, data={**form.data, "decide-self": "take"}, status=303)
    assert "Terima 1 orang" in officer.get(f"/funds/batches/{batch.id}").main


def test_too_dear_a_list_says_how_many_months_fit_and_takes_them(officer, fund, send):
    batch = send(people(70))
    page = officer.get(f"/funds/batches/{batch.id}")
    assert "Kurang Rp584.000. Dana ini muat 8 bulan untuk mereka." in page.main

    form = next(form for form in page.forms if form.data.get("months") == "8")
    officer.post(form.action, data=form.data, status=303)
    batch = done(batch)
    assert batch.last_month - batch.first_month + 1 == 8
    assert "Terima 70 orang" in officer.get(f"/funds/batches/{batch.id}").main


def test_it_is_accepted_sampled_approved_and_enrolled(
    officer, fund, send, signed_in_client, supervisor, agent
):
    batch = send(people(5))
    officer.post(
        f"/funds/batches/{batch.id}/commitment",
        data=officer.get(f"/funds/batches/{batch.id}").form("/commitment").data,
        status=303,
    )
    done(batch)
    branch = signed_in_client(supervisor)
    page = branch.get("/review/batches").click(fund.name)
    page = branch.post(f"{page.path}/start", data=page.form("/start").data, follow_redirects=True)
    assert "Periksa dahulu semua contoh." in page.main
    while "Periksa dahulu semua contoh." in page.main:
        first = next(form for form in page.forms if "/rows/" in form.action)
        page = branch.post(first.action, data={**first.data, "verdict": "right"}, follow_redirects=True)
    form = page.form("/approval")
    branch.post(form.action, data={**form.data, "agent": str(agent.id)}, status=303)
    batch = done(batch)

    assert batch.state == BatchState.ENROLLED
    assert "Mereka sudah menjadi peserta" in officer.get(f"/funds/batches/{batch.id}").main


TAILS = ("", "/progress", "/repair.xlsx", "/columns", "/villages")


def test_another_officers_batch_cannot_even_be_seen(fund, send, sign_in):
    batch = send(people(1))
    stranger = sign_in(FundOfficerFactory())

    hidden = [f"/funds/batches/{batch.id}{path}" for path in TAILS] + [f"/funds/{fund.id}/batches"]
    for path in hidden:
        assert fund.name not in stranger.get(path, status=404).main


def test_another_branch_does_not_see_it(fund, send, sign_in):
    batch = send(people(1))
    committing.commit(fund.officer, batch.id)
    done(batch)
    stranger = sign_in(SupervisorFactory(branch=MamujuFactory()))

    assert fund.name not in stranger.get("/review/batches").main
    assert fund.name not in stranger.get(f"/review/batches/{batch.id}", status=404).main


def test_stopped_it_keeps_nothing_of_the_people(officer, fund, send):
    batch = send(people(3))
    page = officer.get(f"/funds/batches/{batch.id}")
    officer.post(f"/funds/batches/{batch.id}/cancellation", data=page.form("/cancellation").data, status=303)

    assert the_batch().state == BatchState.CANCELLED
    assert sessions().get_one(Fund, fund.id).reserved == 0
    assert "Dihentikan" in officer.get(f"/funds/batches/{batch.id}").main
