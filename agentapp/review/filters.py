"""Which part of the queue to show."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from sqlalchemy import ColumnElement, false, select

from agentapp.core.encryption import keyed_hashes
from agentapp.core.nik import InvalidNik, Nik
from agentapp.enrolment.models import Enrolment, Flag, FlagKind
from agentapp.programmes.kinds import Ecosystem
from agentapp.workers.names import name_key

CLEAN = "clean"
FLAGGED = "flagged"
AGES = (1, 3, 7)
_DISTRICT = re.compile(r"\d{2}\.\d{2}\.\d{2}", re.ASCII)
_NUMBER = re.compile(r"\d|^\w{4}-\w{4}$", re.ASCII)
_TAIL = re.compile(r"\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What to show; an empty one shows all. Each is a text of the query string, known to be sound.

    `flag` is a FlagKind, "clean" or "flagged"; `age` a number of days; `q` a name, a number, or the last four
    digits of a NIK.
    """

    district: str = ""
    agent: str = ""
    flag: str = ""
    ecosystem: str = ""
    age: str = ""
    q: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """The filters in a query string; what makes no sense is passed over."""
        sound: dict[str, Callable[[str], object]] = {
            "district": _DISTRICT.fullmatch,
            "agent": _is_uuid,
            "flag": lambda text: text in {CLEAN, FLAGGED, *FlagKind},
            "ecosystem": lambda text: text in set(Ecosystem),
            "age": lambda text: text in {str(days) for days in AGES},
            "q": bool,
        }
        texts = {name: query.get(name, "").replace("\0", "").strip()[:80] for name in sound}
        return cls(**{name: text for name, text in texts.items() if sound[name](text)})

    @property
    def chosen(self) -> dict[str, str]:
        """Those that are set, for the next URL."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}

    @property
    def narrow(self) -> bool:
        """Whether more is asked than the three tabs of the queue offer."""
        return bool(self.chosen.keys() - {"flag"}) or self.flag not in {"", CLEAN, FLAGGED}

    def conditions(self, at: datetime) -> list[ColumnElement[bool]]:
        """What a waiting case must meet at the moment `at`."""
        asked = []
        if self.district:
            asked.append(Enrolment.district_code == self.district)
        if self.agent:
            asked.append(Enrolment.agent_id == UUID(self.agent))
        if self.ecosystem:
            asked.append(Enrolment.ecosystem == Ecosystem(self.ecosystem))
        if self.age:
            asked.append(Enrolment.waiting_since <= at - timedelta(days=int(self.age)))
        if self.flag:
            asked.append(_flagged(self.flag))
        if self.q:
            asked.append(_named(self.q))
        return asked


def private(text: str) -> str:
    """What may stand in a URL of a searched text: of a whole NIK only the last four digits."""
    try:
        return Nik.parse(text).tail
    except InvalidNik:
        return text


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _flagged(flag: str) -> ColumnElement[bool]:
    if flag in {CLEAN, FLAGGED}:
        return Enrolment.is_clean.is_(flag == CLEAN)
    flags = select(Flag.enrolment_id).where(Flag.kind == FlagKind(flag))
    return Enrolment.id.in_(flags)


def _named(text: str) -> ColumnElement[bool]:
    if _TAIL.fullmatch(text):
        return Enrolment.nik_tail_hash.in_(keyed_hashes(text, "nik_tail"))
    if _NUMBER.search(text):
        return Enrolment.number == text.upper()
    key = name_key(text)
    return Enrolment.name_key.contains(key, autoescape=True) if key else false()
