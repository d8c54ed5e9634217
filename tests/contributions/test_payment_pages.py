"""An agent records money in two steps and gets a receipt."""

import pytest
from sqlalchemy import func, select

from agentapp.contributions.models import Payment
from agentapp.core.db import sessions
from tests.contributions.members import join, pay


@pytest.fixture
def browser(agent, sign_in):
    return sign_in(agent)


@pytest.fixture
def form(browser, worker):
    return browser.get(f"/workers/{worker.id}/payments/new").form()


def recorded():
    return sessions().scalar(select(func.count()).select_from(Payment))


def test_the_months_chosen_at_the_enrolment_are_proposed_with_their_price(browser, worker):
    page = browser.get(f"/workers/{worker.id}/payments/new")

    assert page.form().data["months"] == "3"
    assert "November 2026 – Januari 2027 · Rp25.200" in page.main
    assert page.form().options("months") == ["1", "2", "3", "6", "12"]


def test_first_it_is_asked_once_more_and_nothing_is_recorded(form):
    page = form.fill(reference="kwt 77").submit(status=200)

    assert page.heading == "Sudah benar?"
    assert "Terima Rp25.200" in page.main
    assert "KWT77" in page.main
    assert recorded() == 0


def test_then_it_is_recorded_and_the_receipt_shows_it(form, worker):
    page = form.fill(reference="KWT-77").submit().form().submit("Ya, catat Rp25.200", status=303).follow()

    for told in ("Rp25.200", "dua puluh lima ribu dua ratus", "KWT-77", worker.name, "31 Januari 2027"):
        assert told in page.main
    assert page.heading.startswith("Tanda terima ")
    assert recorded() == 1


def test_sent_twice_it_leads_to_the_same_receipt(form):
    asked = form.fill(reference="KWT-77").submit().form()

    assert asked.submit(status=303).target == asked.submit(status=303).target
    assert recorded() == 1


def test_one_may_go_back_and_change_it_without_typing_anew(form):
    page = form.fill(reference="KWT-77", months="1").submit().form().submit("Ubah", status=200)

    assert (page.form().data["reference"], page.form().data["months"]) == ("KWT-77", "1")
    assert recorded() == 0


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("reference", "", "Isi nomor buktinya."),
        ("reference", "   ", "Isi nomor buktinya."),
        ("reference", "<script>", "Tulis huruf, angka"),
        ("reference", "'; DROP TABLE payments", "Tulis huruf, angka"),
        ("reference", "سند", "Tulis huruf, angka"),
        ("reference", "１２３", "Tulis huruf, angka"),
        ("reference", "😀", "Tulis huruf, angka"),
        ("reference", "9" * 61, "Terlalu panjang"),
        ("received_on", "", "Isi tanggalnya."),
        ("received_on", "31/12/2026", "Tulis tanggalnya lengkap: hari, bulan, tahun."),
        ("received_on", "2026-02-30", "Tulis tanggalnya lengkap: hari, bulan, tahun."),
        ("received_on", "2026-11-06", "Tanggal ini belum tiba."),
        ("received_on", "1600-01-01", "Tanggal ini lebih dulu daripada pendaftarannya."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(form, field, value, said):
    page = form.fill({"reference": "KWT-77", field: value}).submit(status=422)

    assert said in page.error_of(field)
    assert page.form().data["months"] == "3"
    assert recorded() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [("months", "4"), ("months", "x"), ("months", ""), ("channel", "gold"), ("channel", "")],
)
def test_a_choice_that_is_not_on_the_page_is_refused_beside_it(browser, worker, form, field, value):
    sent = {**form.fill(reference="KWT-77").data, field: value}
    page = browser.post(f"/workers/{worker.id}/payments/new", data=sent, status=422)

    assert page.error_of(field)
    assert recorded() == 0


def test_a_choice_left_out_is_asked_for(browser, worker, form):
    sent = {name: value for name, value in form.data.items() if name == "csrf_token"}
    page = browser.post(f"/workers/{worker.id}/payments/new", data=sent, status=422)

    assert "Pilih jumlah bulannya." in page.error_of("months")
    assert "Pilih cara bayarnya." in page.error_of("channel")


def test_a_reference_of_another_payment_is_refused_beside_the_field(agent, form):
    pay(agent, join(agent), reference="KWT-77")
    page = form.fill(reference="KWT-77").submit().form().submit(status=422)

    assert "sudah dipakai" in page.error_of("reference")


def test_if_somebody_paid_meanwhile_it_is_asked_once_more(agent, worker, form):
    asked = form.fill(reference="KWT-77", months="1").submit().form()
    pay(agent, worker, reference="KWT-78")
    page = asked.submit(status=409)

    assert "baru saja berubah" in page.main
    assert "Iuran Desember 2026" in page.main
    assert recorded() == 1
    assert page.form().submit(status=303)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"amount": "1"}, 409),
        ({"amount": "9" * 30}, 409),
        ({"amount": "x"}, 200),
        ({"first": "2030-01"}, 409),
        ({"first": "x"}, 200),
    ],
)
def test_amount_and_first_month_cannot_be_made_up(browser, worker, form, changed, status):
    sent = {**form.fill(reference="KWT-77").submit().form().data, **changed}
    page = browser.post(f"/workers/{worker.id}/payments/new", data=sent, status=status)

    assert page.heading == "Sudah benar?"
    assert recorded() == 0


def test_a_new_membership_is_announced_before_it_begins(signed_in_client, agent, worker, clock):
    pay(agent, worker)
    clock.move_to("2027-03-02T03:00:00Z")
    page = signed_in_client(agent).get(f"/workers/{worker.id}/payments/new").form()
    page = page.fill(reference="KWT-2").submit()

    assert "Kepesertaan baru" in page.main


def test_far_ahead_nothing_is_offered(browser, agent, worker):
    pay(agent, worker, months=12)
    pay(agent, worker, months=1, reference="KWT-2")

    page = browser.get(f"/workers/{worker.id}/payments/new")
    assert "Sudah dibayar jauh ke depan" in page.main


def test_a_receipt_belongs_to_its_worker(browser, agent, worker):
    payment = pay(agent, worker)

    of_another = browser.get(f"/workers/{join(agent).id}/payments/{payment.id}", status=404)
    of_none = browser.get(f"/workers/{worker.id}/payments/{worker.id}", status=404)

    assert payment.number in browser.get(f"/workers/{worker.id}/payments/{payment.id}").main
    assert payment.number not in of_another.main + of_none.main
