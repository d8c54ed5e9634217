"""What somebody answered on the form, checked and typed: from a page or, later, from a phone's outbox."""

import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Self, TypedDict
from uuid import UUID

from agentapp.core.encryption import keyed_hash
from agentapp.core.nik import Nik, Sex
from agentapp.programmes.kinds import Ecosystem, Payer, Programmes
from agentapp.programmes.occupations import sector_of
from agentapp.workers.names import name_key

_NOT_CONTENT = frozenset({"submission_id", "form_version", "captured_at", "consented_at", "consent_language"})


@dataclass(frozen=True, slots=True)
class HeirAnswer:
    """An heir as stated; `relation` is a HeirRelation value, `phone` E.164."""

    name: str
    relation: str
    phone: str


class Photos(TypedDict):
    """Digests of the photos kept with an application; None where there is none."""

    ktp_photo: str | None
    person_photo: str | None


NO_PHOTOS: Photos = {"ktp_photo": None, "person_photo": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where the phone was: degrees, and how exact in metres."""

    latitude: float
    longitude: float
    accuracy: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A complete application. Amounts in whole rupiah, phones in E.164, photos as content digests."""

    submission_id: UUID
    form_version: str
    captured_at: datetime
    nik: Nik
    name: str
    birth_place: str
    birth_date: date
    sex: Sex
    mother_name: str
    phone: str
    email: str | None
    address: str
    village_code: str
    occupation: str
    ecosystem: Ecosystem
    work_place: str
    monthly_income: int
    programmes: Programmes
    months: int
    payer: Payer
    payer_code: str | None
    heirs: tuple[HeirAnswer, ...]
    consent_version: str
    consent_language: str
    consented_at: datetime
    position: Position | None
    contested: bool
    ktp_photo: str | None
    person_photo: str | None

    def with_photos(self, *, ktp_photo: str | None, person_photo: str | None) -> Self:
        """The same with these photos, by where they are kept."""
        return replace(self, ktp_photo=ktp_photo, person_photo=person_photo)

    @property
    def digest(self) -> str:
        """SHA-256 of the content, the same for the same answers whenever and however they were sent."""
        content = {
            field.name: getattr(self, field.name) for field in fields(self) if field.name not in _NOT_CONTENT
        }
        content["nik"] = self.nik.digits
        text = json.dumps(content, sort_keys=True, default=_plain)
        return hashlib.sha256(text.encode()).hexdigest()

    def as_texts(self) -> dict[str, str]:
        """The content as plain texts by field, to be kept and compared by people."""
        plain = (
            field.name for field in fields(self) if field.name not in _NOT_CONTENT | {"heirs", "position"}
        )
        texts = {name: str(getattr(self, name) or "") for name in plain}
        heirs = {
            f"heirs-{place}-{name}": text
            for place, heir in enumerate(self.heirs)
            for name, text in asdict(heir).items()
        }
        return {**texts, "nik": self.nik.digits} | heirs

    def columns(self) -> dict[str, Any]:
        """The columns of an Enrolment that these answers fill, hashes and what follows from them included."""
        same = (
            "nik name birth_place birth_date sex mother_name phone email address village_code occupation ecosystem "
            "work_place monthly_income programmes months payer payer_code form_version captured_at consent_version "
            "consent_language consented_at contested ktp_photo person_photo"
        )
        position = self.position
        return {
            **{name: getattr(self, name) for name in same.split()},
            **identity_hashes(self.nik, self.phone),
            "name_key": name_key(self.name),
            "district_code": self.village_code[:8],
            "sector": sector_of(self.occupation),
            "heirs": [asdict(heir) for heir in self.heirs],
            "latitude": position and position.latitude,
            "longitude": position and position.longitude,
            "accuracy": position and position.accuracy,
        }


def identity_hashes(nik: Nik, phone: str) -> dict[str, bytes]:
    """The keyed hashes that equality rests on: whole NIK, its last four digits, phone."""
    return {
        "nik_hash": keyed_hash(nik.digits, "nik"),
        "nik_tail_hash": keyed_hash(nik.tail, "nik_tail"),
        "phone_hash": keyed_hash(phone, "phone"),
    }


def _plain(value: object) -> Any:
    if isinstance(value, HeirAnswer | Position):
        return asdict(value)
    return str(value)
