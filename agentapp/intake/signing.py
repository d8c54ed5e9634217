"""What the server says and phones keep: receipts and tickets, as compact JWS (RFC 7515, 8037, 9864)."""

import json
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from sqlalchemy.orm import Session

from agentapp.core.clock import now
from agentapp.intake import keys
from agentapp.intake.models import KeyUse

TICKET, RECEIPT = "gendong-ticket", "gendong-receipt"
TICKET_LASTS = timedelta(days=90)
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Signer:
    """A key to sign with, fetched before a transaction begins."""

    kid: str
    key: OKPKey

    @classmethod
    def now(cls) -> "Signer":
        return cls(*keys.signing_key())

    def sign(self, kind: str, claims: Mapping[str, object]) -> str:
        header = {"alg": keys.SIGNING, "kid": self.kid, "typ": kind}
        return jws.serialize_compact(header, json.dumps(claims).encode(), self.key, algorithms=[keys.SIGNING])


@dataclass(frozen=True, slots=True)
class Ticket:
    """That `person_id` was signed in on the phone `phone_id`, until `expires_at`."""

    person_id: UUID
    phone_id: UUID
    expires_at: datetime


class NoTicket(Exception):
    """Not a ticket that this server made."""


def make_ticket(person_id: UUID, phone_id: UUID) -> str:
    expires = now() + TICKET_LASTS
    claims = {"sub": str(person_id), "phone": str(phone_id), "exp": int(expires.timestamp())}
    return Signer.now().sign(TICKET, claims)


def read_ticket(session: Session, text: str) -> Ticket:
    """Whose ticket it is, also one that has run out. Raises NoTicket."""
    try:
        told = _checked(session, text)
        expires = datetime.fromtimestamp(told["exp"], UTC)
        return Ticket(UUID(told["sub"]), UUID(told["phone"]), expires)
    except (JoseError, Base64Error, ValueError, TypeError, KeyError, RecursionError) as error:
        raise NoTicket from error


def _checked(session: Session, text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise NoTicket
    header = text.partition(".")[0]
    kid = json.loads(urlsafe_b64decode(header + "=" * (-len(header) % 4)))["kid"]
    key = keys.find(session, KeyUse.SIGN, str(kid)[:64])
    if key is None:
        raise NoTicket
    checked = jws.deserialize_compact(text, key, algorithms=[keys.SIGNING])
    if checked.headers().get("typ") != TICKET:
        raise NoTicket
    claims: dict[str, Any] = json.loads(checked.payload)
    return claims
