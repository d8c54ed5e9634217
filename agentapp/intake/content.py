"""What a body says: the form's fields as texts, who wrote them, which photos follow."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now, parse_moment
from agentapp.enrolment.answers import NO_PHOTOS, Photos
from agentapp.intake.held import HeldReason
from agentapp.intake.sealing import Unplaceable, unseal

JSON, JOSE = "application/json", "application/jose"
MOST_FIELDS = 120
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A body as it came for `submission_id`, and who brought it.

    `trusting`: an administrator tries it again, so its age is no obstacle.
    """

    submission_id: UUID
    content_type: str
    body: bytes = field(repr=False)
    sender: User
    trusting: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """The fields as texts, without photos and ticket. `digest`: SHA-256 of all that was sent but the ticket."""

    texts: dict[str, str] = field(repr=False)
    photos: Photos
    ticket: str = field(repr=False)
    digest: str

    @property
    def captured_at(self) -> datetime:
        """When the phone says it was filled in; now where it says nothing usable, or has a clock that is ahead."""
        try:
            told = parse_moment(self.texts.get("captured_at", ""))
        except ValueError:
            return now()
        return min(told, now())

    @property
    def wrong_photos(self) -> list[str]:
        """The photos that are named by something else than a SHA-256."""
        return [kind for kind, named in self.photos.items() if named and not SHA256.fullmatch(str(named))]


def read(session: Session, package: Package) -> Content:
    """Raises Unplaceable for what cannot be opened, is no object of plain values, or is for another id."""
    plain = unseal(session, package.body) if package.content_type == JOSE else package.body
    texts = _texts(plain)
    _expect_id(texts, package.submission_id)
    ticket = texts.pop("ticket", "")
    digest = hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()
    photos = NO_PHOTOS | {kind: texts.pop(kind, "") or None for kind in NO_PHOTOS}
    return Content(texts, photos, ticket, digest)  # type: ignore[arg-type]


def _texts(plain: bytes) -> dict[str, str]:
    try:
        told = json.loads(plain)
    except (ValueError, RecursionError) as error:
        raise Unplaceable(HeldReason.NOT_READABLE) from error
    if not isinstance(told, Mapping) or len(told) > MOST_FIELDS:
        raise Unplaceable(HeldReason.NOT_READABLE)
    return {_whole(name): _text(value) for name, value in told.items()}


def _text(value: Any) -> str:
    """A plain value as a form would send it. Raises Unplaceable for lists and objects."""
    if value is None or value is False:
        return ""
    if value is True:
        return "y"
    if isinstance(value, int | float):
        return str(value)
    if not isinstance(value, str):
        raise Unplaceable(HeldReason.NOT_READABLE)
    return _whole(value)


def _whole(text: str) -> str:
    """Without halves of characters and zero bytes, which no database takes."""
    return text.encode(errors="replace").decode().replace("\0", "")


def _expect_id(texts: dict[str, str], submission_id: UUID) -> None:
    """The id in the body is that of the address; where there is none, it becomes that."""
    told = texts.setdefault("submission_id", str(submission_id))
    try:
        same = UUID(told) == submission_id
    except ValueError:
        same = False
    if not same:
        raise Unplaceable(HeldReason.OTHER_ID)
    texts["submission_id"] = str(submission_id)
