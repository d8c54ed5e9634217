"""The server's own key pairs: phones seal to one kind, the server signs with the other."""

import json
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

from joserfc.jwk import ECKey, OKPKey
from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from agentapp.core.clock import now
from agentapp.core.db import only_one, sessions, transaction
from agentapp.intake.models import KeyUse, ServerKey

RENEWED = timedelta(days=90)
RIPENS = timedelta(days=2)
"""So old is a key before phones are told to use it: by then it lies in every daily backup."""

RETIRED = timedelta(days=400)
SIGNING = "Ed25519"
Key = ECKey | OKPKey


def offered() -> dict[str, Any]:
    """What phones are told: the key to seal with, all that still open, and those that check signatures."""
    sealing, signing = _standing(KeyUse.SEAL), _standing(KeyUse.SIGN)
    return {
        "current": _current(sealing).kid,
        "keys": [json.loads(key.public) for key in sealing],
        "signing": [json.loads(key.public) for key in signing],
    }


def signing_key() -> tuple[str, OKPKey]:
    """The key to sign with now, and its id."""
    found = _current(_standing(KeyUse.SIGN))
    key = _opened(found.kid, found.private)
    assert isinstance(key, OKPKey)
    return found.kid, key


def find(session: Session, use: KeyUse, kid: str) -> Key | None:
    """The private key with this id, also an old one."""
    found = session.scalar(select(ServerKey).where(ServerKey.kid == kid, ServerKey.use == use))
    return _opened(found.kid, found.private) if found and not _is_retired(found) else None


def renew(*, first: bool = True, sealing_now: bool = False) -> int:
    """Make a new sealing key where the newest is old, and the `first` where there is none; how many were made.

    `sealing_now`: a new one at once, because the old one is no longer trusted. Retires the very old.
    """
    moment = now()
    with transaction() as session:
        only_one(session, "intake keys")
        session.execute(
            update(ServerKey)
            .where(ServerKey.retired_at.is_(None), ServerKey.made_at < moment - RETIRED)
            .values(retired_at=moment)
        )
        made = [use for use in KeyUse if _is_due(session, use, first=first)]
        for use in made:
            _make(session, use)
        if sealing_now and KeyUse.SEAL not in made:
            _make(session, KeyUse.SEAL, at_once=True)
            made.append(KeyUse.SEAL)
    return len(made)


def _is_due(session: Session, use: KeyUse, *, first: bool) -> bool:
    standing = select(func.max(ServerKey.made_at)).where(ServerKey.use == use, ServerKey.retired_at.is_(None))
    newest = session.scalar(standing)
    if newest is None:
        return first
    return use == KeyUse.SEAL and newest < now() - RENEWED


def _make(session: Session, use: KeyUse, *, at_once: bool = False) -> None:
    asked = select(ServerKey.kid).where(ServerKey.use == use, ServerKey.retired_at.is_(None))
    first = session.scalar(asked.limit(1)) is None
    key, told = _pair(use)
    moment = now()
    session.add(
        ServerKey(
            kid=key.thumbprint(),
            use=use,
            public=json.dumps(dict(key.as_dict(private=False)) | told | {"kid": key.thumbprint()}),
            private=json.dumps(key.as_dict(private=True)),
            made_at=moment,
            current_from=moment if first or at_once else moment + RIPENS,
        )
    )


def _pair(use: KeyUse) -> tuple[Key, dict[str, str]]:
    if use == KeyUse.SEAL:
        return ECKey.generate_key("P-256"), {"use": "enc", "alg": "ECDH-ES"}
    return OKPKey.generate_key("Ed25519"), {"use": "sig", "alg": SIGNING}


def _standing(use: KeyUse) -> Sequence[ServerKey]:
    """Those in use, newest first; the first of all are made when they are asked for."""
    asked = select(ServerKey).where(
        ServerKey.use == use, or_(ServerKey.retired_at.is_(None), ServerKey.retired_at > now())
    )
    newest_first = asked.order_by(ServerKey.current_from.desc(), ServerKey.kid)
    found = sessions().scalars(newest_first).all()
    if not found:
        renew()
        found = sessions().scalars(newest_first).all()
    return found


def _current(keys: Sequence[ServerKey]) -> ServerKey:
    return next((key for key in keys if key.current_from <= now()), keys[-1])


def _is_retired(key: ServerKey) -> bool:
    return key.retired_at is not None and key.retired_at <= now()


@lru_cache(maxsize=64)
def _opened(kid: str, private: str) -> Key:  # noqa: ARG001 - the kid is what tells them apart in the cache
    told = json.loads(private)
    return ECKey.import_key(told) if told["kty"] == "EC" else OKPKey.import_key(told)
