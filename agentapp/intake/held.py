"""What came from somebody signed in and could not be placed: kept encrypted until a person has decided."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.columns import EncryptedJson, EncryptedText, choice
from agentapp.core.db import Base
from agentapp.core.errors import N_
from agentapp.core.lifecycle import Lifecycle


class HeldReason(StrEnum):
    """Why it could not be placed."""

    NOT_READABLE = "not_readable"
    UNKNOWN_KEY = "unknown_key"
    BROKEN_SEAL = "broken_seal"
    OTHER_ID = "other_id"
    TICKET = "ticket"
    NOT_YOURS = "not_yours"
    OTHER_CONTENT = "other_content"
    FORM_TOO_OLD = "form_too_old"


class HeldState(StrEnum):
    OPEN = "open"
    PLACED = "placed"
    DISCARDED = "discarded"


REASON_LABELS = {
    HeldReason.NOT_READABLE: N_("Isinya tidak terbaca"),
    HeldReason.UNKNOWN_KEY: N_("Disegel dengan kunci yang tidak dikenal"),
    HeldReason.BROKEN_SEAL: N_("Segelnya rusak"),
    HeldReason.OTHER_ID: N_("Nomor kirimannya tidak cocok"),
    HeldReason.TICKET: N_("Penulisnya tidak dapat dipastikan"),
    HeldReason.NOT_YOURS: N_("Nomor kiriman milik orang lain"),
    HeldReason.OTHER_CONTENT: N_("Sudah diterima dengan isi lain"),
    HeldReason.FORM_TOO_OLD: N_("Versi formulir terlalu lama"),
}


class HeldSending(Base):
    """A body as it came, under the id it was sent to. Its state changes only through the verbs below.

    `body`: one character a byte, None once it was erased. The same body under the same id is kept once.
    """

    __tablename__ = "intake_held"
    __table_args__ = (
        UniqueConstraint("submission_id", "body_digest"),
        Index("ix_intake_held_state_received", "state", "received_at", "id"),
        Index("ix_intake_held_sent_by_closed", "sent_by_id", "closed_at", "id"),
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_has_moment"),
        CheckConstraint("state <> 'open' OR body IS NOT NULL", name="open_has_body"),
    )

    lifecycle: Lifecycle[HeldState] = Lifecycle(
        retry=({HeldState.OPEN}, HeldState.OPEN),
        place=({HeldState.OPEN}, HeldState.PLACED),
        discard=({HeldState.OPEN}, HeldState.DISCARDED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID]
    reason: Mapped[HeldReason] = mapped_column(choice(HeldReason, "reason"))
    state: Mapped[HeldState] = mapped_column(choice(HeldState, "state"))
    content_type: Mapped[str] = mapped_column(String(40))
    body: Mapped[str | None] = mapped_column(EncryptedText("held_sending"))
    body_digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    sent_by_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    received_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    sent_by: Mapped[User] = relationship()
    history: WriteOnlyMapped["HeldMove"] = relationship(order_by="HeldMove.at")

    def retry(self, by: User, reason: HeldReason) -> None:
        """Tried again, and it still cannot be placed, for `reason`."""
        self._move("retry", by)
        self.reason = reason

    def place(self, by: User) -> None:
        """Tried again, and it went where it belongs."""
        self._move("place", by)
        self.closed_at = now()

    def discard(self, by: User, note: str) -> None:
        """Not to be placed: `note` says why."""
        self._move("discard", by, note)
        self.closed_at = now()

    def _move(self, verb: str, by: User, note: str = "") -> None:
        self.state = self.lifecycle.after(verb, self.state)
        self.history.add(HeldMove(verb=verb, by=by, note=note, at=now()))


class HeldMove(Base):
    """What an administrator did with a held sending. Append-only."""

    __tablename__ = "intake_held_moves"
    __table_args__ = (Index("ix_intake_held_moves_held_at", "held_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    held_id: Mapped[UUID] = mapped_column(ForeignKey("intake_held.id"))
    verb: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(EncryptedJson("held_note"))
    by: Mapped[User] = relationship()
