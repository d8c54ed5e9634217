"""Two records side by side, and what a NIK says of its holder."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.nik import Nik, Sex
from agentapp.enrolment.models import Enrolment, FlagKind, SecondContent
from agentapp.review.age import age
from agentapp.review.comparison import GUARDED, beside, read_nik
from agentapp.review.cursor import Cursor, Edge
from agentapp.workers.person import PERSON_FIELDS
from tests.factories import (
    AgentFactory,
    EnrolmentFactory,
    FlagFactory,
    MamujuFactory,
    WorkerFactory,
    make_nik,
)
from tests.pages import Page, PageClient
from tests.support.html import words

FORM_FIELDS = frozenset(PERSON_FIELDS) - {
    "nik",
    "district_code",
    "sector",
    "name_key",
    "nik_hash",
    "nik_tail_hash",
    "phone_hash",
}


def case_page(browser: PageClient, case: Enrolment) -> Page:
    return browser.get(f"/review/{case.id}")


def tables(page: Page) -> list[dict[str, list[str]]]:
    """Each comparison of a page: by its row's heading, what the cells beside it say."""
    return [
        {words(row[0]): [words(cell) for cell in row[1:]] for row in table.iter("tr")}
        for table in page.tree.iter("table")
    ]


def test_neither_case_nor_accents_nor_spaces_make_a_name_differ(agent: User):
    mine = EnrolmentFactory(agent=agent, name="Nur'aini Koto", mother_name="RABIAH", phone="+628120000001")
    theirs = WorkerFactory(agent=agent, name="nuraini  koto", mother_name="Rabiah", phone="+628120000002")

    lines = {line.field: line for line in beside(mine, theirs, guarded=False)}

    assert [lines[name].differs for name in ("name", "mother_name", "phone")] == [False, False, True]


def test_of_somebody_in_another_branch_private_fields_are_only_same_or_different(agent: User):
    mine = EnrolmentFactory(agent=agent)
    theirs = WorkerFactory(agent=agent, mother_name=mine.mother_name)

    lines = {line.field: line for line in beside(mine, theirs, guarded=True)}

    assert {name for name, line in lines.items() if line.theirs is None} == GUARDED
    assert (lines["nik"].differs, lines["mother_name"].differs) == (True, False)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, [False, False, None]),
        ({"birth_date": now().date() - timedelta(days=9000)}, [True, False, None]),
        ({"sex": Sex.MALE}, [False, True, None]),
        ({"nik": "1303994505900001"}, [True, False, True]),
    ],
)
def test_a_nik_is_read_beside_what_was_typed(agent: User, change: dict, expected: list[bool | None]):
    if "nik" in change:
        change = {"nik": Nik.parse(change["nik"])}
    plain = {"sex": Sex.FEMALE, "birth_date": make_nik(7, sex=Sex.FEMALE).birth_date}
    case = EnrolmentFactory(agent=agent, **({"nik": make_nik(7, sex=Sex.FEMALE)} | plain | change))

    assert [line.differs for line in read_nik(case)] == expected


def test_the_case_shows_the_possible_duplicate_side_by_side(
    session: Session, browser: PageClient, agent: User
):
    twin = WorkerFactory(agent=agent, name="Samsir", mother_name="Yarnis Caniago")
    flag = FlagFactory.build(kind=FlagKind.SIMILAR_PERSON, score=94, other_worker_id=twin.id)
    case = EnrolmentFactory(agent=agent, name="Samsier", mother_name="Yarnies Caniago", flags=[flag])

    page = case_page(browser, case)

    assert "Mungkin orang yang sama (kemiripan 94 dari 100)" in page.main
    assert tables(page)[1]["Nama lengkap"] == ["Samsier", "Samsir Berbeda"]
    assert tables(page)[1]["Alamat"] == [case.address, f"{case.address} Sama"]
    assert "Lihat kepesertaannya" in page.main


def test_a_duplicate_in_another_branch_keeps_its_secrets(session: Session, browser: PageClient, agent: User):
    far = AgentFactory(branch=MamujuFactory())
    twin = EnrolmentFactory(
        agent=far, phone="+628129999991", mother_name="Rahasia Ibu", address="Jalan Rahasia"
    )
    flag = FlagFactory.build(kind=FlagKind.SIMILAR_PERSON, score=88, other_enrolment_id=twin.id)

    page = case_page(browser, EnrolmentFactory(agent=agent, flags=[flag]))

    assert twin.name in page.main
    assert tables(page)[1]["Nama ibu kandung"][1] == "tidak ditampilkan Berbeda"
    for secret in (twin.nik.digits[:4] + " " + twin.nik.digits[4:8], "Rahasia", "9999-991", str(twin.id)):
        assert secret not in page.get_data(as_text=True)


def test_other_content_under_the_same_id_is_shown_where_it_differs(
    session: Session, browser: PageClient, agent: User
):
    case = EnrolmentFactory(
        agent=agent, is_clean=False, flags=[FlagFactory.build(kind=FlagKind.SECOND_CONTENT)]
    )
    session.commit()
    same = {name: str(getattr(case, name) or "") for name in FORM_FIELDS}
    heirs = {f"heirs-0-{name}": text for name, text in case.heirs[0].items()}
    changed = {"work_place": "Pasar Muaro", "heirs-0-relation": "child", "monthly_income": "2000000"}
    session.add(
        SecondContent(
            enrolment_id=case.id,
            digest="1" * 64,
            content={**same, **heirs, "nik": case.nik.digits, "contested": "", **changed},
            received_at=now(),
            received_from_id=agent.id,
        )
    )
    session.commit()

    assert tables(case_page(browser, case))[1] == {
        "Isian": ["Isi pertama", "Isi kedua"],
        "Tempat bekerja": ["Pasar Sungai Lansek", "Pasar Muaro"],
        "Penghasilan sebulan": ["Rp1.000.000", "Rp2.000.000"],
        "Ahli waris 1: Hubungan dengan pekerja": ["Suami atau istri", "Anak"],
    }


def test_only_a_supervisor_sees_the_nik_and_in_groups(browser: PageClient, agent: User):
    case = EnrolmentFactory(agent=agent)

    page = case_page(browser, case)

    assert " ".join(case.nik.digits[at : at + 4] for at in range(0, 16, 4)) in page.main
    assert case.nik.digits not in page.get_data(as_text=True)
    assert f"NIK ···{case.nik.tail}" in browser.get("/review").main


@pytest.mark.parametrize(
    ("waited", "said"),
    [
        (timedelta(seconds=-5), "0 menit"),
        (timedelta(seconds=59), "0 menit"),
        (timedelta(minutes=59), "59 menit"),
        (timedelta(minutes=60), "1 jam"),
        (timedelta(hours=23, minutes=59), "23 jam"),
        (timedelta(days=40), "40 hari"),
    ],
)
def test_how_long_something_waits_is_said_in_whole_units(waited: timedelta, said: str):
    assert age(now() - waited, "id") == said


@given(st.timedeltas(timedelta(), timedelta(days=36_000)), st.uuids())
def test_a_cursor_reads_what_it_wrote(later, key):
    cursor = Cursor(datetime(2001, 1, 1, tzinfo=UTC) + later, key)

    assert Edge.read({"after": str(cursor)}).cursor == cursor
