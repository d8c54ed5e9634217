"""Every page, paper and answer that a sponsor's links lead to: first name and occupation, and no more."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from agentapp.sponsorship import together
from tests.contributions.members import join, pay
from tests.factories import SponsorFactory
from tests.pages import ANY, PageClient, walk
from tests.sponsorship.carried import take_on

SEPARATORS = re.compile(r"(?<=\d)[\s.\-\u00a0\u202f]+(?=\d)")
PRIVATE = {
    "name": "Yusmanidar Marajo Sembunyi",
    "mother_name": "Zainabun Marlis",
    "address": "Jorong Rahasia RT 77",
    "email": "rahasia.sekali@contoh.id",
    "phone": "+6281277665544",
    "occupation": "Penyadap karet",
    "work_place": "Kebun Tersembunyi",
}


@pytest.fixture
def told(agent, rina):
    """Somebody carried for months, with payments, in a group with a colleague."""
    worker = join(agent, **PRIVATE)
    sponsorship = take_on(rina, worker)
    payment = pay(agent, worker, months=2)
    group = together.make(rina, "Dinas Pendidikan", shows_name=True)
    together.join(SponsorFactory().user, group.code, shows_name=True)
    return worker, sponsorship, payment


def facts(worker) -> dict[str, str]:
    """Everything a sponsor may not know, by its kind."""
    return {
        "family name": "Marajo",
        "last name": "Sembunyi",
        "mother": PRIVATE["mother_name"],
        "address": "Jorong Rahasia",
        "email": PRIVATE["email"],
        "phone": PRIVATE["phone"].removeprefix("+62"),
        "work place": PRIVATE["work_place"],
        "nik": worker.nik.digits,
        "membership number": str(worker.membership.number),
        "birth date": worker.birth_date.isoformat(),
        "birth day": f"{worker.birth_date:%d-%m-%Y}",
        "worker's key": str(worker.id),
        "village": worker.village_code,
        "heir": worker.heirs[0].name,
    }


def text_of(page) -> str:
    if page.mimetype == "application/pdf":
        return "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(page.get_data())).pages)
    return page.get_data(as_text=True)


def known_from(text: str, hidden: dict[str, str]) -> set[str]:
    joined = f"{text}\n{SEPARATORS.sub('', text)}"
    return {kind for kind, fact in hidden.items() if fact in joined}


def test_no_page_or_paper_tells_a_sponsor_more(told, rina, signed_in_client):
    hidden, browser = facts(told[0]), signed_in_client(rina)
    pages = list(walk(browser, "/sponsor"))
    papers = {
        link
        for page in pages
        for _, link in page.links()
        if link.endswith(".pdf") and link.startswith("/spons")
    }

    assert len(pages) > 8
    assert len(papers) >= 2
    for page in [*pages, *(browser.get(link) for link in papers)]:
        assert not known_from(text_of(page), hidden), page.path


def test_the_papers_can_be_read_here_at_all(told, rina, signed_in_client):
    text = text_of(signed_in_client(rina).get("/sponsor/statements/2026.pdf"))

    assert "Yusmanidar" in text
    assert known_from(text.replace("Yusmanidar", PRIVATE["name"]), facts(told[0])) == {
        "family name",
        "last name",
    }


@pytest.mark.parametrize(
    "path",
    [
        "/workers/{0.id}",
        "/workers/{0.id}/card",
        "/workers/{0.id}/payer",
        "/workers/{0.id}/invitation",
        "/workers/{0.id}/payments/{2.id}",
        "/workers?q=Yusmanidar",
        "/workers/seeking-payer",
        "/sponsorships/{1.id}",
    ],
)
def test_json_is_as_silent_as_a_page(told, rina, signed_in_client, path):
    browser: PageClient = signed_in_client(rina)
    answer = browser.get(path.format(*told), headers={"Accept": "application/json"}, status=ANY)

    assert not known_from(text_of(answer), facts(told[0]))
    assert answer.status_code == (200 if path.startswith("/sponsorships") else 404)
