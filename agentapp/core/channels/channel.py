"""What a way out of the outbox must be able to do, and what may go wrong on it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from uuid import UUID

from agentapp.core.outbox_entry import Way


class DeliveryError(Exception):
    """It did not go. Its name is kept and logged, its text never: that may hold an address."""


class Refused(DeliveryError):
    """This recipient, or this text, will never be taken here."""


class Deferred(DeliveryError):
    """This one not now: the mailbox is full, the number is busy."""


class ChannelDown(DeliveryError):
    """Nobody's notices go here now: no connection, no leave, too many, or an answer that makes no sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A notice as a channel gets it. `id` is the same at every try: the receiver may know a second one by it."""

    id: UUID
    kind: str
    language: str
    prefers: Way
    phone: str | None = field(repr=False)
    email: str | None = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)

    @property
    def ways(self) -> frozenset[Way]:
        """How its recipient can be reached."""
        told = {Way.PHONE: self.phone, Way.EMAIL: self.email}
        return frozenset(way for way, address in told.items() if address)


Send = Callable[[Letter], None]
"""Gives one letter to the channel; it is gone when this returns. Raises DeliveryError."""


class Channel(Protocol):
    """One way out. `ways`: whom it reaches."""

    name: str
    ways: frozenset[Way]

    def open(self) -> AbstractContextManager[Send]:
        """A connection for many letters. Raises ChannelDown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """What the channels of an installation need; `names` in the order in which they are tried.

    `smtp_url`: `smtp://` or `smtps://`, with name and password where the server asks for them.
    """

    names: tuple[str, ...]
    folder: Path
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    message_url: str = ""
    message_token: str = field(default="", repr=False)
