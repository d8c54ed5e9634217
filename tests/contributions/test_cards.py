"""A card: what strangers see, what its worker's agent sees, anew, revoked, on paper."""

import re
from html import unescape

import pytest

from agentapp.contributions.card_sheet import A_PAGE, HEIGHT, WIDTH, PrintedCard, card_sheet, corner
from agentapp.contributions.qr import qr_runs, qr_svg
from agentapp.core.db import sessions, transaction
from agentapp.workers.cards import standing_cards
from agentapp.workers.registration import withdraw
from tests.contributions.members import join, pay
from tests.factories import AgentFactory

URL = "https://gendong.example/cards/0lRggRve4kipSjLloGx9NA"


@pytest.fixture
def browser(agent, sign_in):
    return sign_in(agent)


def token_of(worker):
    return standing_cards(sessions(), worker)[0].token


def test_anybody_sees_first_name_last_four_and_protection_and_no_more(client, agent, worker):
    pay(agent, worker)
    page = client.get(f"/cards/{token_of(worker)}")
    text = page.get_data(as_text=True)

    assert worker.first_name in page.main
    assert worker.membership.tail in page.main
    assert "Terlindungi sampai 30 November 2026" in page.main
    for secret in (worker.name, str(worker.membership.number), worker.nik.tail, worker.address, worker.phone):
        assert secret not in text
    assert str(worker.id) not in text


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2026-11-30T16:59:59Z", "Terlindungi sampai 30 November 2026"),
        ("2026-11-30T17:00:00Z", "Iurannya tertunggak"),
        ("2027-02-28T17:00:00Z", "Kepesertaan ini sudah berakhir"),
    ],
)
def test_it_tells_the_truth_of_the_day(client, agent, worker, clock, on, said):
    pay(agent, worker)
    clock.move_to(on)

    assert said in client.get(f"/cards/{token_of(worker)}").main


def test_before_the_first_payment_it_promises_nothing(client, worker):
    assert "Perlindungan mulai saat iuran pertama diterima" in client.get(f"/cards/{token_of(worker)}").main


def test_no_search_engine_may_keep_it(client, worker):
    page = client.get(f"/cards/{token_of(worker)}")

    assert page.headers["X-Robots-Tag"] == "noindex"
    assert 'name="robots" content="noindex"' in page.get_data(as_text=True)


@pytest.mark.parametrize("token", ["x", "0" * 22, "0" * 400, "%00", "..%2f..", "😀"])
def test_an_unknown_token_opens_nothing(client, worker, token):
    page = client.get(f"/cards/{token}", status=404)

    assert worker.first_name not in page.main


def test_a_new_card_ends_the_old_one(client, signed_in_client, agent, worker):
    old = token_of(worker)
    signed_in_client(agent).get(f"/workers/{worker.id}/card").form("/card").submit(follow=True)

    assert "Kartu ini tidak berlaku" in client.get(f"/cards/{old}").main
    assert worker.first_name in client.get(f"/cards/{token_of(worker)}").main
    assert token_of(worker) != old


def test_a_revoked_card_says_so_and_nothing_of_its_owner(client, signed_in_client, agent, worker):
    old = token_of(worker)
    page = signed_in_client(agent).get(f"/workers/{worker.id}/card").form("/revocation").submit(follow=True)
    shown = client.get(f"/cards/{old}")

    assert "Tidak ada kartu yang berlaku" in page.main
    assert worker.first_name not in shown.main
    assert worker.membership.tail not in shown.main


def test_when_the_approval_is_undone_its_card_is_revoked(client, agent, worker):
    old = token_of(worker)
    with transaction() as session:
        withdraw(session, agent, worker)

    assert "Kartu ini tidak berlaku" in client.get(f"/cards/{old}").main


def test_issuing_and_revoking_stand_in_the_history(browser, worker):
    browser.get(f"/workers/{worker.id}/card").form("/revocation").submit(follow=True)
    browser.get(f"/workers/{worker.id}/card").form("/card").submit(follow=True)
    page = browser.get(f"/workers/{worker.id}")

    assert page.main.count("Kartu diterbitkan") == 2
    assert page.main.count("Kartu dicabut") == 1


@pytest.mark.parametrize("path", ["/card", "/card/revocation"])
def test_only_those_who_care_for_the_worker_may_change_the_card(signed_in_client, worker, path):
    stranger = signed_in_client(AgentFactory())
    token = stranger.csrf_token("/workers")
    stranger.post(f"/workers/{worker.id}{path}", data={"csrf_token": token}, status=404)

    assert token_of(worker)


def test_the_code_on_the_page_opens_the_public_page(browser, settings, worker):
    url = f"{settings.public_url}/cards/{token_of(worker)}"
    page = browser.get(f"/workers/{worker.id}/card")

    assert page.link("Lihat halaman umumnya") == url
    assert unescape(qr_svg(url)) in unescape(page.get_data(as_text=True))


def test_the_printed_code_is_that_of_the_screen():
    size, runs = qr_runs(URL)
    dark = sum(length for _, _, length in runs)
    drawn = sum(int(run) for run in re.findall(r"h(\d+)", qr_svg(URL).partition("stroke")[2]))

    assert size in range(21, 60)
    assert drawn == dark


def test_the_chosen_cards_come_as_a_pdf(browser, agent):
    workers = [join(agent, name=f"Pekerja {n}") for n in range(9)]
    offered = browser.get("/workers?pick=1").form("/workers/cards.pdf").options("worker")
    pdf = browser.get("/workers/cards.pdf", query_string=[("worker", worker_id) for worker_id in offered])

    assert set(offered) == {str(worker.id) for worker in workers}
    assert pdf.mimetype == "application/pdf"
    assert pages_in(pdf.get_data()) == 2


def test_other_agents_workers_and_revoked_cards_are_left_out(browser, agent, worker):
    other = join(AgentFactory())
    answer = browser.get("/workers/cards.pdf", query_string={"worker": str(other.id)})

    assert answer.target == "/workers?pick=1"
    assert "Pilih dulu" in answer.follow().main


@pytest.mark.parametrize("query", ["", "?worker=", "?worker=x&worker=%00"])
def test_with_nobody_chosen_one_is_led_back(browser, worker, query):
    assert browser.get(f"/workers/cards.pdf{query}").target == "/workers?pick=1"


def test_eight_cards_lie_on_a_page_side_by_side():
    corners = [corner(position) for position in range(A_PAGE)]

    assert len(set(corners)) == 8
    assert all(x >= 0 and x + WIDTH <= 210 and y >= 0 and y + HEIGHT <= 297 for x, y in corners)


@pytest.mark.parametrize(
    "name",
    [
        "Siti",
        "Raden Mas Haryo Suryaningrat Kusumawardhana Notonegoro Wicaksono Hadiningrat",
        "R" * 120,
        "محمد يوسف",
        "李小龍",
        "Şükrü Ñandú Nguyễn Łódź",
        "😀",
        "",
        "a\u202eb",
    ],
)
def test_any_name_can_be_printed(app, name):
    with app.test_request_context():
        pdf = card_sheet([PrintedCard(name=name, number="2600 0000 001", programmes="JKK · JKM", url=URL)])

    assert pages_in(pdf) == 1


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (8, 1), (9, 2), (50, 7)])
def test_as_many_pages_as_are_needed(app, count, pages):
    card = PrintedCard(name="Siti", number="2600 0000 001", programmes="JKK · JKM", url=URL)
    with app.test_request_context():
        assert pages_in(card_sheet([card] * count)) == pages


def pages_in(pdf):
    assert pdf.startswith(b"%PDF-")
    return len(re.findall(rb"/Type /Page\b", pdf))
