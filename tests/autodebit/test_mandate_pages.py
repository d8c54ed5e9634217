"""`/mandates` as sponsors, agents and supervisors open it."""

import pytest
from sqlalchemy import select

from agentapp.autodebit.gateways import use_gateway
from agentapp.autodebit.models import Mandate, MandateState
from agentapp.autodebit.simulator.personas import Persona
from agentapp.core.db import sessions
from agentapp.programmes.kinds import Payer
from tests.factories import (
    AgentFactory,
    MandateFactory,
    SponsorFactory,
    SponsorMandateFactory,
    SponsorUserFactory,
    SupervisorFactory,
    WorkerFactory,
)

ACCOUNT = Persona.LANCAR.account(1234)


@pytest.fixture
def sponsor(session):
    return SponsorFactory()


@pytest.fixture
def worker(session):
    return WorkerFactory()


@pytest.fixture
def of_sponsor(bank, signed_in_client, sponsor):
    return signed_in_client(sponsor.user)


@pytest.fixture
def of_agent(bank, signed_in_client, worker):
    return signed_in_client(worker.agent)


def mandates():
    sessions.remove()
    return list(sessions().scalars(select(Mandate.state)))


def filled(page, account=ACCOUNT, **values):
    return page.form().fill(account=account, consent=True, **{"holder": "Budi", **values})


def test_without_a_mandate_the_page_says_in_three_sentences_what_it_would_do(of_sponsor):
    page = of_sponsor.get("/mandates")

    for told in ("ditarik sendiri", "Batasnya ditentukan sendiri", "dijeda atau dicabut"):
        assert told in page.main
    assert page.click("Pasang autodebet").heading == "Pasang autodebet"


def test_a_sponsor_gives_a_mandate_and_binds_it_with_the_code_of_the_bank(of_sponsor):
    otp = filled(of_sponsor.get("/mandates/new")).submit(status=303).follow()

    assert "berakhir 1234" in otp.main
    assert "123456" in otp.main
    page = otp.form().fill(otp="123456").submit(status=303).follow()
    assert "Aktif" in page.main
    assert mandates() == [MandateState.ACTIVE]


def test_a_worker_gives_one_at_the_agents_phone(of_agent, worker):
    form = of_agent.get(f"/workers/{worker.id}").click("Pasang autodebet").form()

    assert form.data["holder"] == worker.name
    page = form.fill(account=ACCOUNT, consent=True).submit(status=303).follow()
    assert f"Biarkan {worker.first_name}" in page.main
    done = page.form().fill(otp="123 456").submit(status=303).follow()
    assert done.heading == f"Autodebet {worker.name}"
    assert "lewat HP agen" in done.main


def test_the_whole_number_of_the_account_is_kept_nowhere(of_agent, worker):
    filled(of_agent.get(f"/mandates/new?worker={worker.id}")).submit(status=303)

    kept = sessions().scalars(select(Mandate.account_tail)).one()
    assert kept == ACCOUNT[-4:]
    assert ACCOUNT not in of_agent.get("/mandates").get_data(as_text=True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("account", ""),
        ("account", "12ab"),
        ("account", "1234567"),
        ("holder", ""),
        ("cap", ""),
        ("cap", "1000"),
        ("cap", "lima"),
        ("consent", False),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(of_sponsor, field, value):
    page = filled(of_sponsor.get("/mandates/new"), holder="Siti").fill(**{field: value}).submit(status=422)

    assert page.error_of(field)
    assert page.form().data["holder"] == ("" if field == "holder" else "Siti")
    assert mandates() == []


@pytest.mark.parametrize(
    "sent",
    [
        {"bank": "other"},
        {"debit_day": "13"},
        {"debit_day": "x"},
        {"last_month": "2020-01"},
        {"last_month": "x"},
    ],
)
def test_what_no_page_offers_is_refused(of_sponsor, sent):
    form = filled(of_sponsor.get("/mandates/new"))
    name, value = next(iter(sent.items()))
    form.data.setlist(name, [value])

    assert form.submit(status=422).error_of(name)


def test_a_wrong_code_is_said_beside_the_field_which_is_empty_again(of_sponsor):
    otp = filled(of_sponsor.get("/mandates/new")).submit(status=303).follow()
    page = otp.form().fill(otp="654321").submit(status=422)

    assert "tidak cocok" in page.error_of("otp")
    assert page.form().data["otp"] == ""
    assert mandates() == [MandateState.OTP]


def test_codes_are_not_guessed_for_long(of_sponsor):
    otp = filled(of_sponsor.get("/mandates/new")).submit(status=303).follow()
    for _ in range(10):
        otp.form().fill(otp="654321").submit(status=422)

    otp.form().fill(otp="123456").submit(status=429)

    assert mandates() == [MandateState.OTP]


def test_another_code_is_sent_to_an_account_that_is_typed_again(of_sponsor):
    otp = filled(of_sponsor.get("/mandates/new")).submit(status=303).follow()
    page = otp.click("Kirim lagi").form().fill(account=Persona.LANCAR.account(99), holder="Budi")

    assert "berakhir 0099" in page.submit(status=303).follow().main


def test_when_the_bank_cannot_be_reached_what_was_typed_waits_for_another_try(of_sponsor, bank):
    form = filled(of_sponsor.get("/mandates/new"))
    nowhere = bank.open(base_url="http://127.0.0.1:9")
    use_gateway(nowhere)

    page = form.submit(status=503)
    nowhere.close()

    assert "tidak bisa dihubungi" in page.main
    assert page.form().data["account"] == ACCOUNT
    assert page.form().action.endswith("/binding")
    assert mandates() == [MandateState.BINDING]


ALLOWED = {
    MandateState.OTP: {"Masukkan kode OTP", "Batalkan"},
    MandateState.ACTIVE: {"Jeda", "Cabut izin", "Ganti rekening atau batas"},
    MandateState.PAUSED: {"Lanjutkan", "Cabut izin"},
    MandateState.SUSPENDED: {"Pasang autodebet baru", "Cabut izin"},
    MandateState.REVOKED: {"Pasang autodebet baru"},
    MandateState.FAILED: {"Pasang autodebet baru"},
    MandateState.EXPIRED: {"Pasang autodebet baru"},
    MandateState.SUPERSEDED: {"Pasang autodebet baru"},
}
EVERY_STEP = set().union(*ALLOWED.values())
ENDED = (MandateState.REVOKED, MandateState.FAILED, MandateState.EXPIRED, MandateState.SUPERSEDED)


def steps(page):
    texts = {text for text, _ in page.links()} | {
        "".join(button.itertext()).strip() for button in page.tree.iter("button")
    }
    return texts & EVERY_STEP


def in_state(state, **given):
    facts = {"challenge": "1"} if state == MandateState.OTP else {}
    mandate = MandateFactory(state=state, **facts, **given)
    if state in ENDED:
        mandate.ended_at = mandate.created_at
    sessions().commit()
    return mandate


@pytest.mark.parametrize("state", ALLOWED)
def test_each_state_offers_its_steps_to_whom_it_belongs_and_none_to_the_supervisor(
    bank, session, signed_in_client, worker, state
):
    if state in ENDED:
        mandate = MandateFactory.build(
            worker=worker, state=state, ended_at=worker.accepted_at, recorded_by=worker.agent
        )
        sessions().add(mandate)
        sessions().commit()
    else:
        mandate = in_state(state, worker=worker)

    assert steps(signed_in_client(worker.agent).get(f"/mandates/{mandate.id}")) == ALLOWED[state]
    assert steps(signed_in_client(SupervisorFactory()).get(f"/mandates/{mandate.id}")) == set()


@pytest.mark.parametrize("step", ["pause", "resume", "revocation", "otp", "binding"])
def test_the_supervisor_takes_no_step(bank, signed_in_client, worker, step):
    mandate = MandateFactory(worker=worker)
    browser = signed_in_client(SupervisorFactory())

    browser.post(
        f"/mandates/{mandate.id}/{step}", data={"csrf_token": browser.csrf_token("/workers")}, status=404
    )

    assert mandates() == [MandateState.ACTIVE]


def test_pause_resume_and_revoke(of_agent, worker):
    mandate = MandateFactory(worker=worker)
    page = of_agent.get(f"/mandates/{mandate.id}")

    page = page.form(f"/mandates/{mandate.id}/pause").submit(status=303).follow()
    assert "Dijeda" in page.main
    page = page.form(f"/mandates/{mandate.id}/resume").submit(status=303).follow()
    assert "Aktif" in page.main
    asked = page.click("Cabut izin")
    assert "tidak ada penarikan baru" in asked.main
    assert "Dicabut" in asked.form().submit(status=303).follow().main


def test_a_second_click_on_pause_is_told_kindly(of_agent, worker):
    mandate = MandateFactory(worker=worker)
    form = of_agent.get(f"/mandates/{mandate.id}").form(f"/mandates/{mandate.id}/pause")
    form.submit(status=303)

    assert "Keadaannya sudah berubah" in form.submit(status=409).main


def test_a_code_typed_twice_leads_to_the_active_mandate(of_sponsor):
    otp = filled(of_sponsor.get("/mandates/new")).submit(status=303).follow().form().fill(otp="123456")
    otp.submit(status=303)

    assert "Aktif" in otp.submit(status=303).follow().main


def test_others_do_not_even_see_that_it_exists(bank, signed_in_client, worker, sponsor):
    mine, sponsors = MandateFactory(worker=worker), SponsorMandateFactory(sponsor=sponsor)
    for stranger in (AgentFactory(), SponsorFactory().user):
        browser = signed_in_client(stranger)
        for mandate in (mine, sponsors):
            browser.get(f"/mandates/{mandate.id}", status=404)
        assert "Belum ada autodebet" in browser.get("/mandates").main


def test_a_sponsor_reads_first_names_and_nothing_else_of_those_carried(of_sponsor, sponsor):
    carried = WorkerFactory(name="Yusmanidar Rajoameh", payer=Payer.SPONSOR, payer_code=sponsor.code)
    mandate = SponsorMandateFactory(sponsor=sponsor)
    page = of_sponsor.get(f"/mandates/{mandate.id}")

    assert "Yusmanidar" in page.main
    for private in (
        "Rajoameh",
        carried.nik.digits,
        carried.nik.tail,
        carried.phone[3:],
        mandate.account_token,
    ):
        assert private not in page.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/mandates/new", "/mandates/new?worker=x", "/mandates/new?worker="])
def test_an_agent_names_a_worker_of_the_own_portfolio(of_agent, path):
    page = of_agent.get(path, status=404 if "?" in path else 302)

    assert page.status_code == 404 or page.target == "/workers"


def test_who_has_the_role_but_no_code_gives_no_mandate(bank, signed_in_client, session):
    page = signed_in_client(SponsorUserFactory()).get("/mandates/new", status=404)

    assert not [form for form in page.forms if "account" in form.data]
    assert mandates() == []
