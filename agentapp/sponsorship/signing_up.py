"""Becoming a sponsor: asked for in the open, confirmed by e-mail, and nobody learns whose address is known."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

from limits import RateLimitItemPerHour
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from agentapp.accounts import throttle
from agentapp.accounts.identifiers import Identifier
from agentapp.accounts.permissions import Role
from agentapp.accounts.service import PersonDetails, create_person, make_setup_link, named
from agentapp.core.clock import now
from agentapp.core.db import transaction
from agentapp.core.errors import FieldError
from agentapp.core.nik import Nik
from agentapp.core.outbox import Notice, Recipient, put
from agentapp.core.outbox_entry import Way
from agentapp.sponsorship.letters import already_known, confirmation
from agentapp.sponsorship.models import Sponsor
from agentapp.sponsorship.refusals import SignUpGone
from agentapp.sponsorship.requests import SignUp

LASTS = timedelta(hours=24)
AN_ADDRESS = RateLimitItemPerHour(20, 1, namespace="sign_up_address")
AN_EMAIL = RateLimitItemPerHour(3, 1, namespace="sign_up_email")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who wants to become a sponsor. E-mail and phone in normal form; a membership number of 11 digits, or a NIK.

    `address_key`: what the network address is counted under. `locale`: the language to write in.
    """

    name: str
    email: str = field(repr=False)
    phone: str = field(repr=False)
    membership_number: str | None = field(repr=False)
    nik: Nik | None
    address_key: str
    locale: str


def ask(asked: Asked, public_url: str) -> None:
    """Send a link to confirm; to an address that has an account, word of that instead. Raises TooMuch."""
    email = Identifier("email", asked.email)
    throttle.spend(AN_ADDRESS, asked.address_key)
    throttle.spend(AN_EMAIL, email.hash.hex())
    with transaction() as session:
        session.execute(delete(SignUp).where(SignUp.expires_at <= now(), SignUp.confirmed_at.is_(None)))
        if named(session, email) is not None:
            subject, text = already_known(f"{public_url}/login", asked.locale)
            _write(session, asked, str(uuid4()), subject, text)
            return
        sign_up, token = _note(session, asked)
        subject, text = confirmation(asked.name, f"{public_url}/sponsor/sign-up/{token}", asked.locale)
        _write(session, asked, str(sign_up.id), subject, text)


def whose(session: Session, token: str) -> SignUp:
    """Looking does not use a link up. Raises SignUpGone."""
    found = session.scalar(select(SignUp).where(SignUp.token_hash == _hash(token)))
    if found is None or found.confirmed_at or found.expires_at <= now():
        raise SignUpGone
    return found


def confirm(token: str) -> str:
    """The address is theirs: make them a sponsor, once. Returns the token of the link that sets a password.

    Raises SignUpGone.
    """
    try:
        with transaction() as session:
            sign_up = whose(session, token)
            session.refresh(sign_up, with_for_update=True)
            if sign_up.confirmed_at:
                raise SignUpGone
            return _confirm(session, sign_up)
    except FieldError:  # somebody took the address meanwhile
        raise SignUpGone from None


def _confirm(session: Session, sign_up: SignUp) -> str:
    taken = named(session, Identifier("phone", sign_up.phone)) is not None
    details = PersonDetails(
        role=Role.SPONSOR, name=sign_up.name, email=sign_up.email, phone="" if taken else sign_up.phone
    )
    user = create_person(session, details)
    user.locale = sign_up.locale
    session.flush()
    sponsor = session.get_one(Sponsor, user.id)
    sponsor.membership_number, sponsor.nik = sign_up.membership_number, sign_up.nik
    sign_up.confirmed_at, sign_up.user_id = now(), user.id
    return make_setup_link(session, user, None)


def _note(session: Session, asked: Asked) -> tuple[SignUp, str]:
    token, made_at = secrets.token_urlsafe(24), now()
    sign_up = SignUp(
        id=uuid4(),
        token_hash=_hash(token),
        name=asked.name,
        email=asked.email,
        phone=asked.phone,
        membership_number=asked.membership_number,
        nik=asked.nik,
        locale=asked.locale,
        made_at=made_at,
        expires_at=made_at + LASTS,
    )
    session.add(sign_up)
    return sign_up, token


def _write(session: Session, asked: Asked, about: str, subject: str, text: str) -> None:
    notice = Notice(
        key=f"sponsor-sign-up:{about}",
        kind="sponsor_sign_up",
        to=Recipient(email=asked.email),
        language=asked.locale,
        subject=subject,
        text=text,
        prefers=Way.EMAIL,
    )
    put(session, notice)


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
