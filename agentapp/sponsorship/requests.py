"""What waits for somebody's answer: an invitation to carry a worker, and a sign-up to be confirmed."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.columns import EncryptedNik, EncryptedText, KeyedHash
from agentapp.core.db import Base
from agentapp.core.nik import Nik
from agentapp.sponsorship.models import Sponsorship
from agentapp.workers.models import Consent, Worker

_OPEN = text("used_at IS NULL AND revoked_at IS NULL")


class Invitation(Base):
    """A worker's leave to be carried, in the hands of whoever holds the code: single use, ends by itself.

    `consent`: what the worker agreed to before it was made. One open invitation a worker.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint("used_at IS NULL OR revoked_at IS NULL", name="used_or_revoked"),
        CheckConstraint("(used_at IS NULL) = (sponsorship_id IS NULL)", name="used_has_sponsorship"),
        Index(
            "uq_invitations_worker_open",
            "worker_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(EncryptedText("invitation_code"))
    code_hash: Mapped[bytes] = mapped_column(KeyedHash("invitation_code", "code"), unique=True)
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("workers.id"), index=True)
    consent_id: Mapped[UUID] = mapped_column(ForeignKey("consents.id"))
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    sponsorship_id: Mapped[UUID | None] = mapped_column(ForeignKey("sponsorships.id"))
    worker: Mapped[Worker] = relationship()
    consent: Mapped[Consent] = relationship()
    made_by: Mapped[User] = relationship()
    sponsorship: Mapped[Sponsorship | None] = relationship()

    @property
    def stands(self) -> bool:
        """Whether somebody may still accept it."""
        return self.used_at is None and self.revoked_at is None and self.expires_at > now()


class SignUp(Base):
    """Somebody who wants to become a sponsor, until the link sent by e-mail is followed. Of its token only the hash."""

    __tablename__ = "sponsor_sign_ups"
    __table_args__ = (
        CheckConstraint("(membership_number IS NULL) <> (nik IS NULL)", name="one_proof"),
        CheckConstraint("(confirmed_at IS NULL) = (user_id IS NULL)", name="confirmed_has_person"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(EncryptedText("user_email"))
    phone: Mapped[str] = mapped_column(EncryptedText("user_phone"))
    membership_number: Mapped[str | None] = mapped_column(EncryptedText("sponsor_membership_number"))
    nik: Mapped[Nik | None] = mapped_column(EncryptedNik)
    locale: Mapped[str] = mapped_column(String(2))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
