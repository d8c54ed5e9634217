"""The administrator's pages, as they are used."""

import re

import pytest

from agentapp.accounts.models import AgencyOffice, BranchOffice, User
from agentapp.accounts.permissions import Role
from agentapp.core.clock import now
from tests.factories import AgencyOfficeFactory, AgentFactory, BranchFactory, MamujuFactory, WorkerFactory
from tests.pages import PageClient


@pytest.fixture
def agency(session):
    return AgencyOfficeFactory(name="Perisai Sijunjung")


def test_a_new_agent_is_made_and_comes_in_by_the_link(app, office, session, agency, enter):
    form = office.get("/admin/people/new").form(has="role")
    form.fill(role="agent", name="Syafrudin Chaniago", phone="0813 7654 3210", office=f"agency {agency.id}")
    page = form.submit().follow()
    link = re.search(r"http://\S+(/setup/\S+)", page.main)[1]
    phone = PageClient(app)

    phone.get(link).form(has="password").fill(
        password="tiga kuda di sawah", password_again="tiga kuda di sawah"
    ).submit()

    assert enter("0813-7654-3210", "tiga kuda di sawah", at=phone).target == "/"
    assert "/setup/" not in office.get(page.path).main


def test_the_link_is_not_shown_on_somebody_elses_page(office, session, agency):
    other = AgentFactory()
    agent = AgentFactory()
    office.get(f"/admin/people/{agent.id}").form("/setup-link").submit()

    assert "/setup/" not in office.get(f"/admin/people/{other.id}").main
    assert "/setup/" not in office.get(f"/admin/people/{agent.id}").main


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"email": "siti@"}, "email"),
        ({"email": "", "phone": ""}, "email"),
        ({"phone": "0812"}, "phone"),
        ({"role": "agent"}, "office"),
        ({"role": None}, "role"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(office, session, typed, field):
    form = office.get("/admin/people/new").form(has="role")
    values = {"role": "sponsor", "name": "Siti Nurbaya", "email": "siti@contoh.id", **typed}
    page = form.fill({name: value for name, value in values.items() if value is not None}).submit(status=422)

    assert page.error_of(field)
    assert page.form(has="role").data["name"] == values["name"]
    assert session.query(User).count() == 1


def test_a_name_in_any_script_is_kept_as_written(office, session):
    form = office.get("/admin/people/new").form(has="role")
    form.fill(role="sponsor", name="  Ñ̃andi\u200b ꦱꦶꦠꦶ <b>😀</b> ", email="siti@contoh.id").submit()

    assert session.query(User).filter_by(role=Role.SPONSOR).one().name == "Ñ̃andi ꦱꦶꦠꦶ <b>😀</b>"


def test_details_and_office_are_changed_on_one_page(office, session, agency):
    agent, there = AgentFactory(agency_office=agency), AgencyOfficeFactory(branch=MamujuFactory())
    form = office.get(f"/admin/people/{agent.id}").click("Ubah").form(has="name")

    page = form.fill(name="Desi Ratnasari", office=f"agency {there.id}").submit(follow=True)

    assert page.heading == "Desi Ratnasari"
    assert "Pindah kantor" in page.main
    assert agent.branch.name == "Mamuju"


def test_deactivation_says_first_what_passes_on(office, session):
    agent, successor = AgentFactory(), AgentFactory(name="Desi Ratnasari")
    WorkerFactory(agent=agent)
    asked = office.get(f"/admin/people/{agent.id}").click("Nonaktifkan")
    assert "1 pekerja" in asked.main
    assert "1" in asked.form(has="successor").submit(status=422).main

    page = asked.form(has="successor").fill(successor=str(successor.id)).submit(follow=True)

    assert "Tidak aktif" in page.main
    assert "→ Desi Ratnasari: workers 1" in page.main


def test_a_successor_who_is_none_is_refused(office, session):
    agent = AgentFactory()
    WorkerFactory(agent=agent)
    form = office.get(f"/admin/people/{agent.id}/deactivation").form(has="successor")

    for made_up in ("", "siapa", str(agent.id)):
        form.data["successor"] = made_up
        assert "Pilih penerus yang aktif." in form.submit(status=422).error_of("successor")


def test_who_holds_nothing_is_deactivated_without_a_successor(office, session):
    agent = AgentFactory()

    page = office.get(f"/admin/people/{agent.id}/deactivation").form().submit(follow=True)

    assert "Tidak aktif" in page.main


def test_a_person_comes_back(office, session):
    agent = AgentFactory(deactivated_at=now())

    page = office.get(f"/admin/people/{agent.id}").form("/reactivation").submit(follow=True)

    assert agent.active
    assert "aktif lagi" in page.words


def test_one_cannot_close_ones_own_account(office, admin):
    assert "Nonaktifkan" not in office.get(f"/admin/people/{admin.id}").main

    form = office.get(f"/admin/people/{admin.id}/deactivation").form()
    assert "Anda tidak dapat menonaktifkan akun sendiri" in form.submit(status=409).main


def test_a_search_by_number_leads_to_the_person_and_not_into_an_address(office, session):
    agent = AgentFactory(email="agen@contoh.id")
    form = office.get("/admin/people").form("/search")

    assert form.fill(q="AGEN@contoh.id").submit().target == f"/admin/people/{agent.id}"
    assert form.fill(q="0812 9999 0000").submit().target == "/admin/people"
    assert form.fill(q="Ahmad").submit().target == "/admin/people?q=Ahmad"


def test_the_list_is_narrowed(office, session):
    AgentFactory(name="Yusrizal Piliang")
    gone = AgentFactory(name="Hendra Gunawan", deactivated_at=now())
    page = (
        office.get("/admin/people").form("/search").fill(state="inactive", role="agent").submit(follow=True)
    )

    assert gone.name in page.main
    assert "Yusrizal" not in page.main


def test_a_broken_search_address_shows_everybody(office, session, admin):
    page = office.get("/admin/people?role=king&branch=x&after=y&state=z")

    assert admin.name in page.main


def test_a_branch_is_made_named_and_given_regencies_and_offices(office, session):
    form = office.get("/admin/offices/new").form(has="code")
    page = form.fill(code="slk", name="Solok").submit(follow=True)
    page = page.form("/regencies").fill(regency_code="13.03").submit(follow=True)
    page = page.form("/agencies").fill({"agency-name": "Perisai Sijunjung"}).submit(follow=True)
    page = page.form("/name").fill({"branch-name": "Solok Raya"}).submit(follow=True)

    assert page.heading == "Cabang Solok Raya"
    assert "Kabupaten Sijunjung" in page.main
    assert session.query(AgencyOffice).one().branch.name == "Solok Raya"


@pytest.mark.parametrize(
    ("form", "typed", "field"),
    [
        ("/regencies", {}, "regency_code"),
        ("/regencies", {"regency_code": "76.05"}, "regency_code"),
        ("/agencies", {"agency-name": " "}, "agency-name"),
        ("/name", {"branch-name": ""}, "branch-name"),
    ],
)
def test_the_small_forms_say_what_is_wrong(office, session, form, typed, field):
    MamujuFactory()
    branch = BranchFactory()

    page = office.get(f"/admin/offices/{branch.id}").form(form).fill(typed).submit(status=422)

    assert page.error_of(field)


def test_a_code_with_spaces_or_taken_is_refused(office, session):
    BranchFactory()
    form = office.get("/admin/offices/new").form(has="code")

    assert form.fill(code="s l", name="Solok").submit(status=422).error_of("code")
    assert form.fill(code="slk", name="Solok").submit(status=422).error_of("code")


def test_a_branch_that_is_not_empty_says_why_it_stays_open(office, session, agency):
    page = office.get(f"/admin/offices/{agency.branch_id}").form("/closure").submit(status=409)

    assert "Masih ada kantor agen" in page.main


def test_offices_close_from_below(office, session, agency):
    branch_id = agency.branch_id
    office.get(f"/admin/offices/agencies/{agency.id}").form("/closure").submit(follow=True)
    page = office.get(f"/admin/offices/{branch_id}").form("/closure").submit(follow=True)

    assert "Belum ada kantor cabang" in page.main
    assert session.get(BranchOffice, branch_id).closed_at


def test_an_agency_office_moves_to_another_branch(office, session, agency):
    mamuju = MamujuFactory()
    form = office.get(f"/admin/offices/agencies/{agency.id}").form(has="branch_id")

    page = form.fill(branch_id=str(mamuju.id)).submit(follow=True)

    assert page.heading == "Cabang Mamuju"
    assert agency.branch == mamuju
