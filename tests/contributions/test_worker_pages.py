"""The list of workers and the page of one, as an agent and a supervisor open them."""

import pytest

from agentapp.contributions.assessment import obligations
from agentapp.core.db import sessions
from agentapp.core.money import format_rupiah
from tests.contributions.members import join, pay
from tests.factories import AgentFactory, MamujuFactory, SupervisorFactory, WorkerFactory


@pytest.fixture
def browser(agent, sign_in):
    return sign_in(agent)


def test_the_list_shows_name_work_and_protection_but_no_nik_and_no_birth_date(browser, worker):
    page = browser.get("/workers")

    assert worker.name in page.main
    assert "Menunggu iuran pertama" in page.main
    assert worker.nik.digits not in page.get_data(as_text=True)
    assert str(worker.birth_date.year) not in page.main


def test_one_searches_by_name_and_keeps_what_was_typed(browser, agent, worker):
    WorkerFactory(agent=agent, name="Siti Aminah")
    page = browser.get("/workers").form(has="q").fill(q="aminah").submit()

    assert "Siti Aminah" in page.main
    assert worker.name not in page.main
    assert page.form(has="q").data["q"] == "aminah"


def test_whoever_types_a_whole_nik_is_led_to_its_last_four_digits(browser, worker):
    page = browser.get("/workers", query_string={"q": worker.nik.digits})

    assert page.target == f"/workers?q={worker.nik.tail}"


def test_narrowing_goes_along_to_the_next_search(browser, worker):
    page = browser.get("/workers").click("Terlindungi")

    assert "Tidak ada yang cocok" in page.main
    assert page.form(has="q").data["status"] == "active"


@pytest.mark.parametrize(
    "query",
    [
        "status=x",
        "district=x",
        "district=13.99.99",
        "after=x",
        "before=1",
        "q=%00",
        "q=" + "9" * 300,
        "pick=1",
    ],
)
def test_a_broken_address_shows_the_list(browser, worker, query):
    page = browser.get(f"/workers?{query}", follow_redirects=True)

    assert page.heading == "Pekerja"


def test_without_workers_the_list_says_how_they_come(browser):
    assert "setelah pendaftarannya disetujui" in browser.get("/workers").main


def test_the_page_of_a_worker_shows_the_last_four_of_the_nik_and_no_birth_date(browser, worker):
    page = browser.get(f"/workers/{worker.id}")

    assert worker.nik.tail in page.main
    assert worker.nik.digits not in page.get_data(as_text=True)
    assert str(worker.birth_date.year) not in page.main
    assert worker.mother_name not in page.main


def test_phone_and_heirs_are_there_for_those_who_care_for_the_worker(browser, worker):
    page = browser.get(f"/workers/{worker.id}")

    assert f"tel:{worker.phone}" in [address for _, address in page.links()]
    assert worker.heirs[0].name in page.main
    assert "Suami atau istri" in page.main


def test_before_the_first_payment_it_says_what_to_pay(browser, worker):
    page = browser.get(f"/workers/{worker.id}")

    assert "Belum terlindungi" in page.main
    assert "November 2026, Rp8.400" in page.main


def test_paid_months_lead_to_their_receipt(browser, agent, worker):
    payment = pay(agent, worker)
    page = browser.get(f"/workers/{worker.id}")

    assert "Terlindungi sampai 30 November 2026" in page.main
    receipts = [address for _, address in page.links() if "/payments/" in address]
    assert receipts.count(f"/workers/{worker.id}/payments/{payment.id}") == 2


def test_in_arrears_no_cover_is_promised(signed_in_client, agent, worker, clock):
    pay(agent, worker)
    clock.move_to("2027-01-05T03:00:00Z")
    page = signed_in_client(agent).get(f"/workers/{worker.id}")

    assert "Perlindungan berhenti 30 November 2026" in page.main
    assert "Tunggakan 2 bulan masih dapat dibayar sampai 28 Februari 2027" in page.main


def test_after_the_end_it_says_that_a_payment_begins_anew(signed_in_client, agent, worker, clock):
    pay(agent, worker)
    clock.move_to("2027-03-01T03:00:00Z")

    assert "Kepesertaan berakhir" in signed_in_client(agent).get(f"/workers/{worker.id}").main


def test_earlier_months_are_one_step_away(signed_in_client, agent, clock):
    clock.move_to("2025-01-10T03:00:00Z")
    worker = join(agent, months=1)
    pay(agent, worker, months=12)
    clock.move_to("2026-11-05T03:00:00Z")
    page = signed_in_client(agent).get(f"/workers/{worker.id}").click("Sebelumnya").click("Sebelumnya")

    assert "Jan 2025 Lunas" in page.main


@pytest.mark.parametrize("month", ["x", "2026-13", "1800-01", "9999-12"])
def test_a_broken_month_in_the_address_does_no_harm(browser, worker, month):
    assert browser.get(f"/workers/{worker.id}?from={month}").status_code == 200


@pytest.mark.parametrize("path", ["", "/payments/new", "/card"])
@pytest.mark.parametrize(
    "stranger",
    [AgentFactory, lambda: SupervisorFactory(branch=MamujuFactory())],
    ids=["another agent", "another branch's supervisor"],
)
def test_who_is_not_concerned_finds_nothing(signed_in_client, worker, stranger, path):
    page = signed_in_client(stranger()).get(f"/workers/{worker.id}{path}", status=404)

    assert worker.name not in page.main


def test_what_a_list_did_not_say_of_a_worker_is_not_made_up(browser, agent):
    """A batch of a fund may leave out phone numbers and the place of work."""
    heir = {"name": "Mira", "relation": "spouse", "phone": ""}
    worker = join(agent, phone="", work_place="", occupation="Petani", heirs=[heir])

    page = browser.get(f"/workers/{worker.id}").main

    assert page.count("nomor HP belum ada") == 2
    assert "Petani," not in page


def test_a_supervisor_of_the_branch_sees_the_worker(signed_in_client, agent, worker):
    browser = signed_in_client(SupervisorFactory(branch=agent.branch))

    assert browser.get("/workers").click(worker.name).heading == worker.name


def test_the_benefits_can_be_read_out_with_this_workers_amounts(browser, agent):
    worker = join(agent, monthly_income=2_500_000, months=1)
    base = next(iter(obligations(sessions(), worker, worker.membership.since, 1))).contribution_base
    page = browser.get(f"/workers/{worker.id}")

    assert format_rupiah(42_000_000) in page.main
    assert format_rupiah(48 * base + 22_000_000) in page.main
