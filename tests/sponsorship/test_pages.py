"""The pages of a sponsor, and those on which an agent finds payers."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from agentapp.core.db import sessions
from agentapp.programmes.kinds import Payer
from agentapp.review import service
from agentapp.sponsorship import carrying
from agentapp.sponsorship.models import SponsorshipState
from agentapp.sponsorship.requests import Invitation
from tests.contributions.members import pay
from tests.factories import AgentFactory, EnrolmentFactory, FundFactory, SponsorFactory, SupervisorFactory
from tests.pages import ANY
from tests.sponsorship.carried import months_of, take_on
from tests.sponsorship.conftest import NOV


@pytest.fixture
def browser(rina, signed_in_client):
    return signed_in_client(rina)


def test_from_the_agents_page_to_somebody_carried(agent, worker, browser, signed_in_client, rina):
    office = signed_in_client(agent)
    page = office.get(f"/workers/{worker.id}/payer").click("Undang donatur")
    page = page.form("/invitation").fill(consent=True).submit(status=303).follow()
    code = next(text for text in page.main.split() if text.count("-") == 2 and len(text) == 14)

    page = (
        browser.get("/sponsor/workers/new")
        .form(has="code")
        .fill(code=code.lower())
        .submit(status=303)
        .follow()
    )
    assert worker.first_name in page.main
    assert worker.occupation in page.main
    assert "Bayar sendiri" in page.main
    assert "Rp8.400 sebulan" in page.main
    page = page.form(has="months").fill(programmes="jkk_jkm", months="3").submit(status=200)
    assert "setahun" in page.main
    page = page.form(has="yearly_cost").submit(status=303).follow()

    assert page.heading == worker.first_name
    assert {code for _, code in months_of(worker).values()} == {"GDG-1234"}
    assert worker.first_name in browser.get("/sponsor").main
    assert rina.name in office.get(f"/workers/{worker.id}").main


def test_the_consent_is_kept_with_its_text_and_language(agent, worker, invitation):
    consent = invitation.consent

    assert (consent.purpose, consent.text_version, consent.language) == ("sponsorship", "2026-11", "id")
    assert consent.recorded_by_id == agent.id


def test_without_the_workers_consent_there_is_no_code(agent, worker, signed_in_client):
    page = signed_in_client(agent).get(f"/workers/{worker.id}/invitation")

    assert page.form("/invitation").submit(status=422).error_of("consent")
    assert not sessions().scalars(select(Invitation)).all()


def test_a_revoked_invitation_opens_nothing(agent, worker, invitation, browser, signed_in_client):
    signed_in_client(agent).get(f"/workers/{worker.id}/invitation").form("/revocation").submit(status=303)

    refused = browser.get(f"/sponsor/invitations/{invitation.code}", status=410)
    assert worker.first_name not in refused.main


def test_after_fourteen_days_an_invitation_opens_nothing(worker, rina, invitation, signed_in_client, clock):
    clock.shift(14 * 24 * 3600)

    refused = signed_in_client(rina).get(f"/sponsor/invitations/{invitation.code}", status=410)
    assert worker.first_name not in refused.main


def test_guessing_codes_ends_soon_even_for_the_right_one(browser, invitation, worker):
    code = invitation.code
    for _ in range(10):
        browser.get("/sponsor/invitations/AAAABBBBCCCC", status=410)

    refused = browser.get(f"/sponsor/invitations/{code}", status=429)
    assert worker.first_name not in refused.main


def test_a_wrong_code_is_said_beside_the_field(browser):
    page = browser.get("/sponsor/workers/new").form(has="code").fill(code="AAAA-BBBB-CCCC").submit(status=422)

    assert "tidak berlaku" in page.error_of("code")


@pytest.mark.parametrize(
    "changes", [{"months": "4"}, {"programmes": "x"}, {"months": ""}, {"yearly_cost": "1"}]
)
def test_a_bent_form_carries_nobody(browser, invitation, worker, changes):
    page = browser.get(f"/sponsor/invitations/{invitation.code}")
    token = page.form(has="months").data["csrf_token"]
    sent = {"csrf_token": token, "programmes": "jkk_jkm", "months": "1", **changes}
    answer = browser.post(f"/sponsor/invitations/{invitation.code}", data=sent, status=ANY)

    assert answer.status_code in (409, 422)
    assert worker.payer == Payer.SELF


def test_pause_resume_and_stop_in_two_taps(rina, worker, browser):
    sponsorship = take_on(rina, worker)
    path = f"/sponsorships/{sponsorship.id}"
    page = browser.get(path).form("/pause").submit(status=303).follow()
    assert "Dijeda" in page.main
    page = page.form("/resume").submit(status=303).follow()
    page = page.click("Berhenti atau serahkan").form("/stop").submit(status=303).follow()

    assert "Tidak lagi Anda gendong" in page.main
    assert not [form for form in page.forms if "/pause" in form.action]
    assert worker.first_name in browser.get("/sponsor").main


def test_handed_back_on_the_page(rina, worker, browser):
    sponsorship = take_on(rina, worker)
    page = browser.get(f"/sponsorships/{sponsorship.id}/end").form("/hand-back").fill(last=str(NOV + 1))

    assert "Anda gendong sampai Desember 2026" in page.submit(status=303).follow().main


@pytest.mark.parametrize("last", ["", "x", "2030-01", "2026-10"])
def test_a_month_that_is_not_offered_is_refused_beside_the_field(rina, worker, browser, last):
    sponsorship = take_on(rina, worker)
    token = browser.csrf_token("/account")
    data = {"csrf_token": token, "last": last}

    assert browser.post(f"/sponsorships/{sponsorship.id}/hand-back", data=data, status=422).error_of("last")


@pytest.mark.parametrize("tail", ["", "/end"])
def test_anothers_sponsorship_is_not_there(rina, worker, signed_in_client, tail):
    sponsorship = take_on(rina, worker)

    refused = signed_in_client(SponsorFactory().user).get(f"/sponsorships/{sponsorship.id}{tail}", status=404)
    assert worker.first_name not in refused.main


@pytest.mark.parametrize("step", ["pause", "resume", "stop", "hand-back"])
def test_nobody_else_can_act_on_it(rina, worker, signed_in_client, step):
    sponsorship = take_on(rina, worker)
    other = signed_in_client(SponsorFactory().user)
    data = {"csrf_token": other.csrf_token("/account"), "last": str(NOV)}

    before = months_of(worker)

    other.post(f"/sponsorships/{sponsorship.id}/{step}", data=data, status=404)

    assert (sponsorship.state, sponsorship.last_month) == (SponsorshipState.ACTIVE, None)
    assert months_of(worker) == before


def test_a_receipt_shows_the_sponsors_own_months_and_no_number_of_the_worker(agent, rina, worker, browser):
    sponsorship = take_on(rina, worker, months=1)
    payment = pay(agent, worker, months=2)
    page = browser.get(f"/sponsorships/{sponsorship.id}").click("Nov 2026 Lunas Donatur")

    assert page.path.endswith(str(payment.id))
    assert "Rp8.400" in page.main
    assert "Desember" not in page.main
    assert str(worker.membership.number) not in page.main.replace(" ", "")
    browser.get(f"/sponsorships/{sponsorship.id}/receipts/{uuid4()}", status=404)
    assert browser.get(f"{page.path}.pdf").mimetype == "application/pdf"


def test_the_year_is_told_person_by_person(agent, rina, worker, browser):
    take_on(rina, worker)
    pay(agent, worker, months=2)
    page = browser.get("/sponsor/statements").follow()

    assert page.heading == "Laporan 2026"
    assert "Rp16.800 dibayar sepanjang 2026" in page.main
    assert browser.get("/sponsor/statements/2026.pdf").mimetype == "application/pdf"
    for year in (2027, 2021, 99999):
        browser.get(f"/sponsor/statements/{year}", status=404)


def test_who_stopped_is_a_task_for_the_agent_until_somebody_pays(agent, rina, worker, signed_in_client):
    office = signed_in_client(agent)
    carrying.stop(rina, take_on(rina, worker).id)
    assert "1 perlu pembayar berikutnya" in office.get("/home").main
    assert worker.name in office.get("/workers/seeking-payer").main

    pay(agent, worker)
    assert "perlu pembayar berikutnya" not in office.get("/home").main
    assert "Semua punya pembayar" in office.get("/workers/seeking-payer").main


def test_the_last_month_is_a_task_before_the_gap(agent, rina, worker, signed_in_client):
    take_on(rina, worker, months=1)

    assert "Segera selesai" in signed_in_client(agent).get("/workers/seeking-payer").main


def test_another_agents_workers_are_no_task(rina, worker, signed_in_client):
    carrying.stop(rina, take_on(rina, worker).id)

    assert worker.name not in signed_in_client(AgentFactory()).get("/workers/seeking-payer").main


def test_an_agent_changes_the_payer_to_a_fund_and_back(agent, worker, signed_in_client):
    fund, office = FundFactory(), signed_in_client(agent)
    form = office.get(f"/workers/{worker.id}/payer").form("/payer")
    page = form.fill(payer="fund", fund_code=fund.code).submit(status=303).follow()
    assert fund.name in page.main
    assert {code for _, code in months_of(worker).values()} == {fund.code}

    form = office.get(f"/workers/{worker.id}/payer").form("/payer").fill(payer="self")
    form.submit(status=303)
    assert {code for _, code in months_of(worker).values()} == {None}
    assert worker.payer == Payer.SELF


def test_a_fund_nobody_has_is_refused_beside_its_field(agent, worker, signed_in_client):
    form = signed_in_client(agent).get(f"/workers/{worker.id}/payer").form("/payer")

    assert form.fill(payer="fund", fund_code="XYZ").submit(status=422).error_of("fund_code")


def test_while_a_sponsor_carries_nobody_else_changes_the_payer(agent, rina, worker, signed_in_client):
    office = signed_in_client(agent)
    token = office.get(f"/workers/{worker.id}/payer").form("/payer").data["csrf_token"]
    take_on(rina, worker, months=2)

    assert "Hanya donaturnya" in office.get(f"/workers/{worker.id}/payer").main
    office.post(f"/workers/{worker.id}/payer", data={"csrf_token": token, "payer": "self"}, status=409)


@pytest.mark.parametrize("tail", ["payer", "invitation"])
def test_another_branchs_worker_is_not_there(worker, signed_in_client, tail):
    page = signed_in_client(AgentFactory()).get(f"/workers/{worker.id}/{tail}", status=404)

    assert worker.name not in page.main


def test_who_comes_in_under_a_code_is_carried_once_accepted(agent, browser):
    enrolment = EnrolmentFactory(
        agent=agent, payer=Payer.SPONSOR, payer_code="GDG-1234", name="Nurhayati Koto"
    )
    service.approve(SupervisorFactory(branch=agent.branch), enrolment.id)

    assert "Nurhayati" in browser.get("/sponsor").main
