"""Whatever is typed: a clear sentence beside the field, nothing lost, never a fault, never a second worker."""

from collections.abc import Callable

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.enrolment.models import Enrolment
from tests.factories import application_data
from tests.pages import Page, PageClient

Send = Callable[..., Page]

TYPED = [
    *("nik", "name", "birth_place", "birth_date", "mother_name", "phone", "email", "address", "village_code"),
    *("occupation", "work_place", "monthly_income", "sponsor_code", "fund_code"),
    *("heirs__0__name", "heirs__0__phone"),
]
CHOSEN = ["sex", "ecosystem", "programmes", "months", "payer", "heirs__0__relation"]
NASTY = {
    "too long": "x" * 20_000,
    "other scripts": "ᬲᬸᬤᬃᬢ 山田 أحمد",
    "emoji": "🛵🌾",
    "script": "<script>alert(1)</script>",
    "sql": "'; DROP TABLE enrolments; --",
    "right to left": "\u202eidaR\u202c \u200b",
    "control marks": "a\x00b\x07c",
    "numbers with dots": "1.2.3.4",
    "spaces": "   ",
    "percent": "%s %(x)s {0} {{7*7}}",
    "full-width digits": "１３０３０６１５０５９０",
    "negative": "-1",
    "a huge number": "9" * 60,
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
def test_nasty_text_in_any_field_is_an_answer_not_a_fault(send: Send, text: str):
    for field in [*TYPED, *CHOSEN]:
        page = send(**{field: text})
        assert page.status_code in {303, 422}, field
        if page.status_code == 422:
            assert page.error_of(field.replace("__", "-")), field


@pytest.fixture
def send(browser: PageClient) -> Send:
    """As the other `send`, but whatever the status is."""
    token = browser.csrf_token("/enrolments/new")

    def send(status: int | None = None, **changes: object) -> Page:
        page = browser.post(
            "/enrolments/new", data=application_data(csrf_token=token, **changes), status=status or ANY
        )
        assert page.status_code < 500
        return page

    return send


class _Any(int):
    def __eq__(self, other: object) -> bool:
        return isinstance(other, int)

    __hash__ = int.__hash__


ANY = _Any(1)


def test_what_was_typed_wrongly_is_still_there(send: Send):
    page = send(nik="123", name="<b>Rusli</b>", monthly_income="banyak", phone="nol delapan")

    data = page.form(has="nik").data
    assert (data["nik"], data["name"], data["monthly_income"], data["phone"]) == (
        "123",
        "<b>Rusli</b>",
        "banyak",
        "nol delapan",
    )


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1500000", 1_500_000),
        ("1.500.000", 1_500_000),
        ("Rp 1.500.000", 1_500_000),
        ("1 500 000", 1_500_000),
        ("1,5 juta", 1_500_000),
        ("800rb", 800_000),
    ],
)
def test_an_income_is_read_as_people_write_it(send: Send, session: Session, typed: str, amount: int):
    send(monthly_income=typed, status=303)

    assert session.scalars(select(Enrolment)).one().monthly_income == amount


@pytest.mark.parametrize("typed", ["0", "-5", "seribu kali", "1e9999", "10.000.000.000", "NaN"])
def test_an_impossible_income_is_told(send: Send, typed: str):
    assert "angka" in send(monthly_income=typed, status=422).error_of("monthly_income")


@pytest.mark.parametrize(
    "typed", ["1303 0615 0590 0001", "1303.0615.0590.0001", "1303-0615-0590-0001", "'1303061505900001"]
)
def test_a_nik_is_read_with_what_stands_between_its_digits(send: Send, session: Session, typed: str):
    send(nik=typed, birth_date="1990-05-15", sex="M", status=303)

    assert session.scalars(select(Enrolment)).one().nik.digits == "1303061505900001"


@pytest.mark.parametrize(
    "typed",
    [
        "130306150590000",
        "13030615059000011",
        "1303063205900001",
        "1303068105900001",
        "1303061505900000",
        "0003061505900001",
        "1300061505900001",
    ],
)
def test_an_impossible_nik_is_told_and_not_repeated_in_full_in_the_error(send: Send, typed: str):
    error = send(nik=typed, status=422).error_of("nik")

    assert error
    assert typed not in error


@pytest.mark.parametrize("typed", ["2030-01-01", "1850-01-01", "31-12-1990", "1990-02-30", "kemarin"])
def test_an_impossible_birth_date_is_told(send: Send, typed: str):
    assert send(birth_date=typed, status=422).error_of("birth_date")


@pytest.mark.parametrize("typed", ["13.03.06", "13.03.06.9999", "../x", "13.03"])
def test_a_village_must_be_one(send: Send, typed: str):
    assert send(village_code=typed, status=422).error_of("village_code")


def test_names_of_any_script_are_names(send: Send, session: Session):
    send(name="Ni Luh Ayu O'Neil-Ø", mother_name="أمينة", status=303)

    assert session.scalars(select(Enrolment)).one().mother_name == "أمينة"


def test_a_name_without_letters_is_asked_for(send: Send):
    assert send(name="🛵", status=422).error_of("name")


def test_marks_that_turn_the_text_around_are_taken_out(send: Send, session: Session):
    send(name="Rus\u202eli\u200b Koto", status=303)

    assert session.scalars(select(Enrolment)).one().name == "Rusli Koto"


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=15,
    deadline=None,
)
@given(
    field=st.sampled_from([*TYPED, *CHOSEN, "submission_id", "captured_at", "latitude", "consent", "intent"]),
    text=st.text(max_size=60),
)
def test_no_text_whatsoever_is_a_fault(send: Send, field: str, text: str):
    answer = send(**{field: text})

    assert answer.status_code in {200, 303, 422}


def test_a_form_of_only_nonsense_is_an_answer(browser: PageClient):
    token = browser.csrf_token("/enrolments/new")
    page = browser.post(
        "/enrolments/new",
        data={"csrf_token": token, "heirs-99-name": "x", "heirs-x-name": "y", "zzz": "1"},
        status=422,
    )

    assert page.error_of("nik")
    assert page.error_of("name")


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'{"nik": 5}', b'{"nik": {"a": 1}}', b"\xff\xfe"])
def test_the_nik_question_survives_any_body(browser: PageClient, body: bytes):
    token = browser.csrf_token("/enrolments/new")
    answer = browser.post(
        "/enrolments/nik-check", data=body, headers={"X-CSRFToken": token, "Content-Type": "application/json"}
    )

    assert answer.get_json()["ok"] is False


def test_the_nik_question_tells_what_the_nik_carries(browser: PageClient):
    token = browser.csrf_token("/enrolments/new")
    answer = browser.post(
        "/enrolments/nik-check", json={"nik": "1303 0655 0590 0001"}, headers={"X-CSRFToken": token}
    ).get_json()

    assert (answer["birth_date"], answer["sex"], answer["matches"]) == ("1990-05-15", "F", [])
    assert "Kamang Baru" in answer["district"]


@pytest.mark.parametrize(
    ("day", "total"), [("2026-11-15", 16_800), ("2026-12-15", 25_200), ("2027-01-15", 33_600)]
)
def test_the_price_question_follows_the_answers(
    agent: User, sign_in: Callable[[User], PageClient], day: str, total: int
):
    """Two months of those whom the relief until December 2026 is for: both, one or none of them at half price."""
    data = application_data(monthly_income="1.000.000", occupation="Guru TPQ", payer="self", months="2")
    with time_machine.travel(f"{day}T05:00:00Z", tick=False):
        browser = sign_in(agent)
        token = browser.csrf_token("/enrolments/new")
        answer = browser.post("/enrolments/price", data=data, headers={"X-CSRFToken": token}).get_json()

    assert answer["total"] == total


def test_nobody_lists_who_is_registered_by_asking(browser: PageClient):
    token = browser.csrf_token("/enrolments/new")
    ask = {"json": {"nik": "1303061505900001"}, "headers": {"X-CSRFToken": token}}
    for _ in range(120):
        browser.post("/enrolments/nik-check", **ask)

    refused = browser.post("/enrolments/nik-check", **ask, status=429)

    assert "matches" not in refused.get_data(as_text=True)
