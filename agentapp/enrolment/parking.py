"""A form sent after the session had ended: kept an hour, encrypted, for the same browser, until its owner signs in.

Only texts are parked; photos are taken again. The key stands in the browser's session cookie, its hash in the database.
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, func, select

from agentapp.core.clock import now
from agentapp.core.db import transaction
from agentapp.enrolment.unsent import ParkedForm

KEPT_FOR = timedelta(hours=1)
MOST_TEXT = 2_000
MOST_FIELDS = 80
MOST_PARKED = 2_000


def park(content: Mapping[str, str]) -> str | None:
    """Keep `content` and return the key to it; None when too much is parked already or it is too large."""
    if len(content) > MOST_FIELDS or any(len(text) > MOST_TEXT for text in content.values()):
        return None
    key = secrets.token_urlsafe(24)
    with transaction() as session:
        session.execute(delete(ParkedForm).where(ParkedForm.expires_at <= now()))
        if (session.scalar(select(func.count()).select_from(ParkedForm)) or 0) >= MOST_PARKED:
            return None
        session.add(ParkedForm(token_hash=_hash(key), content=dict(content), expires_at=now() + KEPT_FOR))
    return key


def fetch(key: str) -> dict[str, str] | None:
    """What was parked under `key`, once."""
    with transaction() as session:
        parked = session.scalar(
            select(ParkedForm).where(ParkedForm.token_hash == _hash(key), ParkedForm.expires_at > now())
        )
        if parked is None:
            return None
        session.delete(parked)
    return parked.content


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
