"""What a reviewer should look at twice, found when an application comes in."""

from collections.abc import Iterator
from datetime import timedelta
from math import asin, cos, radians, sin, sqrt

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import BranchRegency, User
from agentapp.core.nik import Nik
from agentapp.enrolment.answers import Answers
from agentapp.enrolment.centres import DistrictCentre
from agentapp.enrolment.duplicates import Match
from agentapp.enrolment.models import Enrolment, Flag, FlagKind
from agentapp.places import registry

PACE_WINDOW = timedelta(minutes=10)
PACE_MOST = 12
FAR_KM = 25
CENTRE_NEEDS = 5
_EARTH_KM = 6371.0


_PACE_AND_BRANCH = select(
    select(func.count())
    .where(
        Enrolment.author_id == bindparam("author"),
        Enrolment.captured_at.between(bindparam("since"), bindparam("until")),
    )
    .scalar_subquery(),
    select(BranchRegency.branch_id)
    .where(BranchRegency.regency_code == bindparam("regency"))
    .scalar_subquery(),
)


def flags_of(session: Session, actor: User, answers: Answers, matches: list[Match]) -> list[Flag]:
    """All flags of an application that `actor` sends, but those of its photos."""
    return [
        *(_duplicate(match) for match in matches),
        *(Flag(kind=kind) for kind in _disagreements(answers)),
        *_circumstances(session, actor, answers),
        *_distance(session, answers),
    ]


def _duplicate(match: Match) -> Flag:
    return Flag(
        kind=match.kind,
        score=match.score,
        other_worker_id=match.worker_id,
        other_enrolment_id=match.enrolment_id,
    )


def _disagreements(answers: Answers) -> Iterator[FlagKind]:
    """Where the NIK says something else than was typed: allowed, for a NIK never changes, but to be looked at."""
    nik: Nik = answers.nik
    if registry.place(nik.district_code) is None:
        yield FlagKind.NIK_REGION_UNKNOWN
    if not nik.agrees_with_birth(answers.birth_date):
        yield FlagKind.NIK_BIRTH_DIFFERS
    if nik.sex != answers.sex:
        yield FlagKind.NIK_SEX_DIFFERS


def _circumstances(session: Session, actor: User, answers: Answers) -> Iterator[Flag]:
    """Pace and place, asked in one go: every enrolment pays for it."""
    asked = {
        "author": actor.id,
        "since": answers.captured_at - PACE_WINDOW,
        "until": answers.captured_at,
        "regency": answers.village_code[:5],
    }
    count, branch_id = session.connection().execute(_PACE_AND_BRANCH, asked).one()
    if count >= PACE_MOST:  # more people in ten minutes than one can talk to
        yield Flag(kind=FlagKind.UNUSUAL_PACE, detail=str(count + 1))
    if branch_id != actor.branch_id:
        yield Flag(kind=FlagKind.OUTSIDE_BRANCH)


def photo_flags(answers: Answers) -> list[Flag]:
    """What its photos flag, once those of its draft have joined them."""
    return [] if answers.ktp_photo else [Flag(kind=FlagKind.NO_KTP_PHOTO)]


def _distance(session: Session, answers: Answers) -> Iterator[Flag]:
    if answers.position is None:
        return
    centre = session.get(DistrictCentre, answers.village_code[:8])
    if centre is None or centre.count < CENTRE_NEEDS:
        return
    away = kilometres(
        (answers.position.latitude, answers.position.longitude), (centre.latitude, centre.longitude)
    )
    if away > FAR_KM:
        yield Flag(kind=FlagKind.FAR_FROM_VILLAGE, detail=str(round(away)))


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance of two (latitude, longitude) in degrees, by the haversine formula."""
    (lat1, long1), (lat2, long2) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((long2 - long1) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half))


def learn_position(session: Session, enrolment: Enrolment) -> None:
    """Let an approved application's position count towards the centre of its district."""
    if enrolment.latitude is None or enrolment.longitude is None:
        return
    centre = session.get(DistrictCentre, enrolment.district_code, with_for_update=True)
    if centre is None:
        session.add(
            centre := DistrictCentre(
                district_code=enrolment.district_code, latitude=0.0, longitude=0.0, count=0
            )
        )
    centre.take(enrolment.latitude, enrolment.longitude)
