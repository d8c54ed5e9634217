"""Writes what happened to an account into its append-only history."""

from sqlalchemy.orm import Session

from agentapp.accounts.models import AccountEvent, AccountEventKind, User
from agentapp.core.clock import now


def record(session: Session, user: User, kind: AccountEventKind, by: User | None, note: str = "") -> None:
    """`by` is None where a command or the machine did it. `note` holds no identifier, phone or password."""
    event = AccountEvent(user_id=user.id, kind=kind, by_id=by.id if by else None, at=now(), note=note[:500])
    session.add(event)
