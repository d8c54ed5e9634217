"""The outbox's table: one notice, whom it goes to, and how far it has come."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from agentapp.core.clock import now
from agentapp.core.columns import EncryptedText, choice
from agentapp.core.db import Base
from agentapp.core.lifecycle import Lifecycle

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
"""How long to wait after each try that failed for now; after one more the notice is given up, two days old."""

OPEN = text("state IN ('waiting', 'failed_for_now')")
CLAIMED = text("claimed_at IS NOT NULL")
READABLE = text("text IS NOT NULL")


class Way(StrEnum):
    """How somebody is reached."""

    PHONE = "phone"
    EMAIL = "email"


class EntryState(StrEnum):
    """`sending`: a process took it and calls the channel; where it died, the sweep finds it."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED_FOR_NOW = "failed_for_now"
    FAILED = "failed"


class OutboxEntry(Base):
    """One notice to one person. `key` says what it tells and to whom, once; `kind` is the caller's word.

    `send_after`: not before then, and after a failed try not before the next. `error` is the last one's class, never
    its text. What was written and to whom is erased some time after the end; the key stays.
    """

    __tablename__ = "outbox_entries"
    __table_args__ = (
        CheckConstraint("(state = 'sending') = (claimed_at IS NOT NULL)", name="sending_was_claimed"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_moment"),
        CheckConstraint("(text IS NULL) = (email IS NULL AND phone IS NULL)", name="text_has_recipient"),
        CheckConstraint("text IS NOT NULL OR state IN ('sent', 'failed')", name="erased_after_the_end"),
        Index("ix_outbox_entries_open", "send_after", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_outbox_entries_claimed", "claimed_at", sqlite_where=CLAIMED, postgresql_where=CLAIMED),
        Index("ix_outbox_entries_readable", "put_at", sqlite_where=READABLE, postgresql_where=READABLE),
    )

    lifecycle: Lifecycle[EntryState] = Lifecycle(
        claim=({EntryState.WAITING, EntryState.FAILED_FOR_NOW}, EntryState.SENDING),
        arrive=({EntryState.SENDING}, EntryState.SENT),
        retry=({EntryState.SENDING}, EntryState.FAILED_FOR_NOW),
        give_up=({EntryState.SENDING}, EntryState.FAILED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(5))
    prefers: Mapped[Way] = mapped_column(choice(Way, "prefers"))
    email: Mapped[str | None] = mapped_column(EncryptedText("notice_email"))
    phone: Mapped[str | None] = mapped_column(EncryptedText("notice_phone"))
    subject: Mapped[str | None] = mapped_column(EncryptedText("notice_subject"))
    text: Mapped[str | None] = mapped_column(EncryptedText("notice_text"))
    state: Mapped[EntryState] = mapped_column(choice(EntryState, "state"))
    attempts: Mapped[int] = mapped_column(default=0)
    put_at: Mapped[datetime]
    send_after: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    channel: Mapped[str] = mapped_column(String(20), default="")
    error: Mapped[str] = mapped_column(String(60), default="")

    def claim(self, at: datetime) -> None:
        """Taken by one process, to be sent now. The try counts, also if the process dies."""
        self._move("claim")
        self.claimed_at, self.attempts = at, self.attempts + 1

    def arrive(self, channel: str) -> None:
        """The channel took it."""
        self._move("arrive")
        self.sent_at, self.channel, self.error = now(), channel, ""

    def fail(self, error: str) -> None:
        """Not this time: again after a pause, or given up after the last one. `error` is the name of its class."""
        if self.attempts > len(PAUSES):
            self.give_up(error)
            return
        self._move("retry")
        self.send_after, self.error = now() + PAUSES[self.attempts - 1], error

    def give_up(self, error: str) -> None:
        """It cannot be delivered, however often it is tried."""
        self._move("give_up")
        self.error = error

    def _move(self, verb: str) -> None:
        self.state = self.lifecycle.after(verb, self.state)
        self.claimed_at = None
