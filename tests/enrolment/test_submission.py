"""Sending the form: once, twice, with other content, by somebody else."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.encryption import keyed_hash
from agentapp.enrolment.models import Enrolment, EnrolmentMove, EnrolmentState, FlagKind, SecondContent
from agentapp.programmes.kinds import Sector
from tests.factories import AgentFactory, FundFactory, SponsorFactory, WorkerFactory, application_data
from tests.pages import Page, PageClient

Send = Callable[..., Page]


def only(session: Session) -> Enrolment:
    return session.scalars(select(Enrolment)).one()


def count(session: Session, model: type = Enrolment) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_complete_form_leads_to_its_application(send: Send, session: Session, agent: User):
    page = send(status=303)

    enrolment = only(session)
    assert page.target.startswith(f"/enrolments/{enrolment.id}")
    assert (enrolment.state, enrolment.agent, enrolment.branch) == (
        EnrolmentState.SUBMITTED,
        agent,
        agent.branch,
    )


def test_what_was_typed_is_kept_in_the_domains_own_types(send: Send, session: Session):
    data = application_data(
        name="  Syafrizal   Caniago ", phone="0812-3456 7890", monthly_income="Rp 1.500.000"
    )
    send(**{name.replace("-", "__"): text for name, text in data.items()})

    enrolment = only(session)
    assert enrolment.name == "Syafrizal Caniago"
    assert enrolment.phone == "+6281234567890"
    assert enrolment.monthly_income == 1_500_000
    assert enrolment.nik.digits == data["nik"]
    assert enrolment.nik_hash == keyed_hash(data["nik"], "nik")
    assert enrolment.district_code == data["village_code"][:8]
    assert enrolment.sector == Sector.TRANSPORT
    assert enrolment.heirs == [{"name": "Suryani Koto", "relation": "spouse", "phone": "+6281300000001"}]


def test_the_consent_keeps_its_version_language_and_place(send: Send, session: Session):
    send(latitude="-0.69", longitude="101.2", accuracy="12")

    enrolment = only(session)
    assert (enrolment.consent_version, enrolment.consent_language) == ("2026-11", "id")
    assert (enrolment.latitude, enrolment.longitude, enrolment.accuracy) == (-0.69, 101.2, 12.0)


def test_a_history_begins_with_the_submission(send: Send, session: Session, agent: User):
    send()

    move = session.scalars(select(EnrolmentMove)).one()
    assert (move.verb, move.source, move.target, move.by) == ("submit", None, EnrolmentState.SUBMITTED, agent)
    assert len(move.digest or "") == 64


def test_the_same_form_twice_is_one_application(send: Send, session: Session):
    same = {name.replace("-", "__"): text for name, text in application_data().items()}

    assert send(**same).target == send(**same).target
    assert count(session) == 1


def test_other_content_under_the_same_id_is_refused_and_both_are_kept(send: Send, session: Session):
    same = {name.replace("-", "__"): text for name, text in application_data().items()}
    send(**same)

    page = send(**{**same, "name": "Orang Lain"}, status=409)

    assert "isi yang berbeda" in page.words
    enrolment = only(session)
    assert enrolment.name == same["name"]
    assert session.scalars(select(SecondContent)).one().content["name"] == "Orang Lain"
    assert [flag.kind for flag in enrolment.flags if flag.kind == FlagKind.SECOND_CONTENT]
    assert not enrolment.is_clean


def test_a_second_content_sent_again_is_kept_once(send: Send, session: Session):
    same = {name.replace("-", "__"): text for name, text in application_data().items()}
    send(**same)
    for _ in range(2):
        send(**{**same, "name": "Orang Lain"}, status=409)

    assert count(session, SecondContent) == 1


def test_somebody_elses_submission_id_tells_nothing(
    send: Send, session: Session, signed_in_client: Callable[[User], PageClient]
):
    same = {name.replace("-", "__"): text for name, text in application_data().items()}
    send(**same)
    other = signed_in_client(AgentFactory(name="Agen Lain"))

    token = other.csrf_token("/enrolments/new")
    page = other.post(
        "/enrolments/new",
        data={**application_data(), "submission_id": same["submission_id"], "csrf_token": token},
        status=404,
    )

    assert same["name"] not in page.words
    assert count(session) == 1


def test_a_nik_that_waits_already_is_refused_beside_its_field(send: Send, session: Session):
    first = application_data()
    send(nik=first["nik"], birth_date=first["birth_date"], sex=first["sex"])

    page = send(
        nik=first["nik"], birth_date=first["birth_date"], sex=first["sex"], name="Orang Kedua", status=422
    )

    assert "sudah terdaftar" in page.error_of("nik")
    assert page.form(has="submission_id").data["name"] == "Orang Kedua"
    assert count(session) == 1


def test_the_agent_may_hand_a_contested_nik_to_the_supervisor(send: Send, session: Session):
    first = application_data()
    person = {"nik": first["nik"], "birth_date": first["birth_date"], "sex": first["sex"]}
    send(**person)

    send(**person, name="Orang Kedua", contested="y", status=303)

    second = session.scalars(select(Enrolment).where(Enrolment.contested)).one()
    assert FlagKind.SAME_NIK in {flag.kind for flag in second.flags}


def test_contesting_a_nik_nobody_has_is_an_ordinary_application(send: Send, session: Session):
    send(contested="y")

    assert not only(session).contested


def test_a_standing_workers_nik_is_refused(send: Send, session: Session):
    worker = WorkerFactory()

    page = send(
        nik=worker.nik.digits, birth_date=worker.birth_date.isoformat(), sex=worker.sex.value, status=422
    )

    assert "sudah terdaftar" in page.error_of("nik")
    assert count(session) == 0


@pytest.mark.parametrize(("born_years_ago", "refused"), [(17, True), (18, False), (64, False), (65, True)])
def test_the_age_is_judged_by_the_terms(send: Send, session: Session, born_years_ago: int, refused: bool):
    from agentapp.core.clock import today  # noqa: PLC0415

    day = today()
    born = day.replace(year=day.year - born_years_ago, day=min(day.day, 28))

    page = send(birth_date=born.isoformat(), status=422 if refused else 303)

    assert bool(page.status_code == 422 and page.error_of("birth_date")) == refused
    assert count(session) == (0 if refused else 1)


def test_a_funds_code_must_be_one_that_pays_there(send: Send, session: Session):
    page = send(payer="fund", fund_code="TIDAK-ADA", status=422)
    assert "Dana dengan kode ini" in page.error_of("fund_code")

    fund = FundFactory()
    send(payer="fund", fund_code=fund.code.lower())
    assert only(session).payer_code == fund.code


def test_a_sponsors_code_must_be_known(send: Send, session: Session):
    assert send(payer="sponsor", sponsor_code="X", status=422).error_of("sponsor_code")

    sponsor = SponsorFactory()
    send(payer="sponsor", sponsor_code=sponsor.code)
    assert only(session).payer_code == sponsor.code


REQUIRED = [
    "nik",
    "name",
    "birth_date",
    "sex",
    "mother_name",
    "phone",
    "address",
    "village_code",
    "occupation",
    "ecosystem",
    "work_place",
    "monthly_income",
    "programmes",
    "months",
    "payer",
    "heirs-0-name",
    "heirs-0-relation",
    "heirs-0-phone",
    "consent",
]


@pytest.mark.parametrize("field", REQUIRED)
def test_what_is_required_is_asked_for_beside_its_field(send: Send, session: Session, field: str):
    page = send(**{field.replace("-", "__"): ""}, status=422)

    assert page.error_of(field)
    assert count(session) == 0


@pytest.mark.parametrize("field", ["submission_id", "form_version", "captured_at"])
def test_a_form_without_its_own_facts_is_refused(send: Send, session: Session, field: str):
    page = send(**{field: ""}, status=422)

    assert "Muat ulang" in page.words
    assert count(session) == 0


@pytest.mark.parametrize("field", ["email", "birth_place", "latitude", "sponsor_code", "fund_code"])
def test_what_is_optional_may_be_left_out(send: Send, session: Session, field: str):
    send(**{field: ""}, status=303)

    assert count(session) == 1


def test_four_heirs_are_kept_in_order_and_blank_places_are_dropped(send: Send, session: Session):
    more = {}
    for place in (1, 2):
        more |= {
            f"heirs__{place}__name": f"Anak {place}",
            f"heirs__{place}__relation": "anak",
            f"heirs__{place}__phone": "0813 0000 0002",
        }
    send(**more, heirs__3__name="", heirs__3__relation="", heirs__3__phone="")

    assert [heir["relation"] for heir in only(session).heirs] == ["spouse", "child", "child"]


def test_a_half_filled_second_heir_is_asked_for(send: Send, session: Session):
    page = send(heirs__1__name="Anak", status=422)

    assert page.error_of("heirs-1-phone")


def test_no_branch_but_the_own_gets_the_application(send: Send, session: Session, agent: User):
    send(village_code="76.05.01.1001")

    enrolment = only(session)
    assert enrolment.branch == agent.branch
    assert FlagKind.OUTSIDE_BRANCH in {flag.kind for flag in enrolment.flags}


def test_an_unknown_id_is_nobodys(browser: PageClient):
    page = browser.get(f"/enrolments/{uuid4()}", status=404)

    assert "tidak" in page.heading


def test_a_fifth_heir_is_told_not_dropped(send: Send, session: Session):
    more = {
        f"heirs__4__{name}": text
        for name, text in (("name", "Cucu"), ("relation", "cucu"), ("phone", "0813000002"))
    }
    for place in (1, 2, 3):
        more |= {
            f"heirs__{place}__name": f"Anak {place}",
            f"heirs__{place}__relation": "anak",
            f"heirs__{place}__phone": "0813 0000 0002",
        }

    assert "paling banyak empat" in send(**more, status=422).words
    assert count(session) == 0
