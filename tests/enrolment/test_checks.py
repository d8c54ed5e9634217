"""What a reviewer is told to look at twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.nik import Sex
from agentapp.enrolment.centres import DistrictCentre
from agentapp.enrolment.checks import CENTRE_NEEDS, FAR_KM, PACE_MOST, kilometres, learn_position
from agentapp.enrolment.models import Enrolment, EnrolmentState, Flag, FlagKind
from tests.enrolment.conftest import jpeg, upload
from tests.factories import (
    KAMANG_BARU,
    SUNGAI_LANSEK,
    EnrolmentFactory,
    WorkerFactory,
    application_data,
    born,
    make_nik,
)
from tests.pages import Page

Send = Callable[..., Page]


def flags(session: Session, name: str) -> dict[FlagKind, Flag]:
    enrolment = session.scalars(select(Enrolment).where(Enrolment.name == name)).one()
    return {flag.kind: flag for flag in enrolment.flags}


def test_a_complete_application_with_a_photo_is_clean(send: Send, session: Session):
    send(name="Si Bersih", ktp_photo=upload(jpeg()))

    assert flags(session, "Si Bersih") == {}
    assert session.scalars(select(Enrolment)).one().is_clean


def test_a_missing_photo_is_told(send: Send, session: Session):
    send(name="Tanpa Foto")

    assert set(flags(session, "Tanpa Foto")) == {FlagKind.NO_KTP_PHOTO}


@pytest.mark.parametrize(
    ("changes", "flag"),
    [
        ({"birth_date": "1990-02-02"}, FlagKind.NIK_BIRTH_DIFFERS),
        ({"sex": "F"}, FlagKind.NIK_SEX_DIFFERS),
        ({"nik": "1399991505900001"}, FlagKind.NIK_REGION_UNKNOWN),
    ],
    ids=["birth date", "sex", "old region"],
)
def test_where_the_nik_says_something_else_it_is_a_flag_not_an_error(
    send: Send, session: Session, changes: dict[str, str], flag: FlagKind
):
    agreeing = {"nik": "1303061505900001", "birth_date": "1990-05-15", "sex": "M", "name": "Si Beda"}
    send(**(agreeing | changes), ktp_photo=upload(jpeg()), status=303)

    assert set(flags(session, "Si Beda")) == {flag}


def test_a_birth_a_century_earlier_agrees_with_the_nik(send: Send, session: Session):
    send(nik="1303061505060001", birth_date="2006-05-15", sex="M", name="Si Muda", ktp_photo=upload(jpeg()))

    assert flags(session, "Si Muda") == {}


@pytest.mark.parametrize("where", ["worker", "application"])
def test_a_likeness_is_told_with_its_score_and_the_other_party(send: Send, session: Session, where: str):
    known = {"name": "Muhammad Syafrizal", "mother_name": "Rosna", "birth_date": born(1)}
    other = WorkerFactory(**known) if where == "worker" else EnrolmentFactory(**known)

    send(name="M. Sjafrizal", mother_name="Rosna", birth_date=born(1).isoformat(), ktp_photo=upload(jpeg()))

    flag = flags(session, "M. Sjafrizal")[FlagKind.SIMILAR_PERSON]
    assert (flag.score or 0) >= 78
    assert other.id in (flag.other_worker_id, flag.other_enrolment_id)


def test_another_birth_date_or_other_names_are_no_likeness(send: Send, session: Session):
    WorkerFactory(name="Muhammad Syafrizal", mother_name="Rosna", birth_date=born(1))

    send(name="Muhammad Syafrizal", mother_name="Rosna", birth_date=born(2).isoformat())
    send(name="Zulkifli Koto", mother_name="Darlis", birth_date=born(1).isoformat())

    for name in ("Muhammad Syafrizal", "Zulkifli Koto"):
        assert FlagKind.SIMILAR_PERSON not in flags(session, name)


@pytest.mark.parametrize("state", [EnrolmentState.REJECTED, EnrolmentState.WITHDRAWN])
def test_what_was_refused_or_taken_back_is_no_likeness(send: Send, session: Session, state: EnrolmentState):
    EnrolmentFactory(name="Muhammad Syafrizal", mother_name="Rosna", birth_date=born(1), state=state)

    send(name="Muhamad Syafrizal", mother_name="Rosna", birth_date=born(1).isoformat())

    assert FlagKind.SIMILAR_PERSON not in flags(session, "Muhamad Syafrizal")


def test_more_people_than_one_can_talk_to_is_an_unusual_pace(send: Send, session: Session, agent: User):
    for _ in range(PACE_MOST):
        EnrolmentFactory(agent=agent, captured_at=now() - timedelta(minutes=5))

    send(name="Yang Ketiga Belas", captured_at=now().isoformat())

    assert flags(session, "Yang Ketiga Belas")[FlagKind.UNUSUAL_PACE].detail == str(PACE_MOST + 1)


def test_forms_filled_in_slowly_and_sent_together_are_no_unusual_pace(
    send: Send, session: Session, agent: User
):
    for place in range(PACE_MOST):
        EnrolmentFactory(agent=agent, captured_at=now() - timedelta(minutes=20 * place + 15))

    send(name="Yang Tenang", captured_at=now().isoformat())

    assert FlagKind.UNUSUAL_PACE not in flags(session, "Yang Tenang")


def approve_positions(session: Session, count: int) -> None:
    for n in range(count):
        enrolment = EnrolmentFactory(latitude=-0.90 + n / 1000, longitude=101.4)
        learn_position(session, enrolment)
    session.commit()


@pytest.mark.parametrize(
    ("known", "latitude", "far"),
    [(CENTRE_NEEDS, "-3.5", True), (CENTRE_NEEDS, "-0.95", False), (CENTRE_NEEDS - 1, "-3.5", False)],
    ids=["far", "near", "too little known"],
)
def test_far_from_the_village_is_far_from_where_its_district_was_enrolled(
    send: Send, session: Session, known: int, latitude: str, far: bool
):
    approve_positions(session, known)

    send(name="Si Jauh", latitude=latitude, longitude="101.4", accuracy="20")

    assert (FlagKind.FAR_FROM_VILLAGE in flags(session, "Si Jauh")) == far


def test_the_centre_of_a_district_is_the_mean_of_its_positions(session: Session):
    for latitude in (-0.8, -0.9, -1.0):
        learn_position(session, EnrolmentFactory(latitude=latitude, longitude=101.0))

    centre = session.get(DistrictCentre, KAMANG_BARU)
    assert centre is not None
    assert (round(centre.latitude, 6), centre.longitude, centre.count) == (-0.9, 101.0, 3)


point = st.tuples(st.floats(-89, 89), st.floats(-180, 180))


@given(point, point)
def test_distance_is_symmetric_and_no_longer_than_half_the_earth(one, other):
    assert kilometres(one, other) == pytest.approx(kilometres(other, one), abs=1e-6)
    assert 0 <= kilometres(one, other) <= 20_016


def test_distance_knows_padang_and_sijunjung():
    assert kilometres((-0.949, 100.354), (-0.690, 101.006)) == pytest.approx(78, abs=2)
    assert FAR_KM < 78


def test_a_correction_judges_anew(send: Send, session: Session, agent: User, browser):
    nik = make_nik(77, sex=Sex.MALE)
    enrolment = EnrolmentFactory(
        agent=agent,
        state=EnrolmentState.RETURNED,
        flags=[Flag(kind=FlagKind.NIK_BIRTH_DIFFERS)],
        nik=nik,
        birth_date=born(78),
        sex=Sex.MALE,
        village_code=SUNGAI_LANSEK,
    )
    form = browser.get(f"/enrolments/{enrolment.id}/edit").form(has="nik")
    data = application_data(birth_date=born(77).isoformat(), sex="M", nik=nik.digits, name="Sudah Betul")
    form.fill(
        {
            name: text
            for name, text in data.items()
            if name not in ("submission_id", "captured_at", "form_version")
        }
    )

    form.submit("Periksa jawaban", follow=True).form("/submission").submit()

    assert set(flags(session, "Sudah Betul")) == {FlagKind.NO_KTP_PHOTO}
