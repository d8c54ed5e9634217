"""An application, its flags, and the history of its decisions."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship

from agentapp.accounts.models import BranchOffice, User
from agentapp.core.clock import now
from agentapp.core.columns import EncryptedJson, choice
from agentapp.core.db import Base
from agentapp.core.errors import N_, Conflict, StaleVersion
from agentapp.core.lifecycle import Lifecycle
from agentapp.workers.models import Worker
from agentapp.workers.person import PersonColumns


class SecondReviewerRequired(Conflict):
    default = N_("Pendaftaran ini Anda kirim sendiri. Orang lain yang harus memutuskannya.")


class EnrolmentState(StrEnum):
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class FlagKind(StrEnum):
    """Why a reviewer should look twice."""

    SAME_NIK = "same_nik"
    SIMILAR_PERSON = "similar_person"
    NIK_REGION_UNKNOWN = "nik_region_unknown"
    NIK_BIRTH_DIFFERS = "nik_birth_differs"
    NIK_SEX_DIFFERS = "nik_sex_differs"
    UNUSUAL_PACE = "unusual_pace"
    FAR_FROM_VILLAGE = "far_from_village"
    OUTSIDE_BRANCH = "outside_branch"
    NO_KTP_PHOTO = "no_ktp_photo"
    SECOND_CONTENT = "second_content"
    SCOPE_CHANGED = "scope_changed"


class ReturnReason(StrEnum):
    PHOTO_UNREADABLE = "photo_unreadable"
    DATA_DIFFERS = "data_differs"
    INCOMPLETE = "incomplete"
    POSSIBLE_DUPLICATE = "possible_duplicate"
    NOT_ELIGIBLE = "not_eligible"
    PAYER_UNCLEAR = "payer_unclear"
    OTHER = "other"


WAITING = text("state = 'submitted'")
WAITING_AGAIN = text("state = 'submitted' AND returned_by_id IS NOT NULL")
WAITING_UNCONTESTED = text("state = 'submitted' AND NOT contested")


class Enrolment(PersonColumns, Base):
    """One application. Its state changes only through the verbs below, and every change is kept.

    `agent` looks after it now, `author` sent it first; neither may decide it. `heirs` is a list of
    {"name", "relation", "phone"}. `contested`: the agent says that the NIK belongs to this person although somebody
    registered it before. `waiting_since` is when it came into the queue. `is_clean`: no flag.
    """

    __tablename__ = "enrolments"
    __table_args__ = (
        CheckConstraint(
            "(state IN ('approved', 'rejected')) = (decided_by_id IS NOT NULL)", name="decided_has_decider"
        ),
        CheckConstraint("(state = 'approved') = (worker_id IS NOT NULL)", name="approved_has_worker"),
        CheckConstraint("state <> 'returned' OR returned_by_id IS NOT NULL", name="returned_has_returner"),
        Index(
            "uq_enrolments_nik_hash_waiting",
            "nik_hash",
            unique=True,
            sqlite_where=WAITING_UNCONTESTED,
            postgresql_where=WAITING_UNCONTESTED,
        ),
        Index(
            "ix_enrolments_queue",
            "branch_id",
            "waiting_since",
            "id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index(
            "ix_enrolments_queue_district",
            "branch_id",
            "district_code",
            "waiting_since",
            "id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index(
            "ix_enrolments_queue_nik_tail",
            "branch_id",
            "nik_tail_hash",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index(
            "ix_enrolments_queue_came_back",
            "returned_by_id",
            "waiting_since",
            "id",
            sqlite_where=WAITING_AGAIN,
            postgresql_where=WAITING_AGAIN,
        ),
        Index("ix_enrolments_agent_state", "agent_id", "state", "waiting_since", "id"),
        Index("ix_enrolments_nik_hash", "nik_hash"),
        Index("ix_enrolments_birth_date", "birth_date"),
        Index("ix_enrolments_author_captured", "author_id", "captured_at"),
        Index("ix_enrolments_agent_waiting", "agent_id", "waiting_since", "id"),
    )

    lifecycle: Lifecycle[EnrolmentState] = Lifecycle(
        send_again=({EnrolmentState.RETURNED}, EnrolmentState.SUBMITTED),
        withdraw=({EnrolmentState.SUBMITTED, EnrolmentState.RETURNED}, EnrolmentState.WITHDRAWN),
        keep_first=({EnrolmentState.SUBMITTED}, EnrolmentState.SUBMITTED),
        take_second=({EnrolmentState.SUBMITTED}, EnrolmentState.SUBMITTED),
        send_back=({EnrolmentState.SUBMITTED}, EnrolmentState.RETURNED),
        approve=({EnrolmentState.SUBMITTED}, EnrolmentState.APPROVED),
        reject=({EnrolmentState.SUBMITTED}, EnrolmentState.REJECTED),
        undo=(
            {EnrolmentState.RETURNED, EnrolmentState.APPROVED, EnrolmentState.REJECTED},
            EnrolmentState.SUBMITTED,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[str] = mapped_column(String(9), unique=True)
    submission_id: Mapped[UUID] = mapped_column(unique=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch_offices.id"))
    state: Mapped[EnrolmentState] = mapped_column(choice(EnrolmentState, "state"))
    version: Mapped[int] = mapped_column()
    form_version: Mapped[str] = mapped_column(String(20))
    captured_at: Mapped[datetime]
    heirs: Mapped[list[dict[str, str]]] = mapped_column(EncryptedJson("heirs"))
    consent_version: Mapped[str] = mapped_column(String(20))
    consent_language: Mapped[str] = mapped_column(String(2))
    consented_at: Mapped[datetime]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    accuracy: Mapped[float | None]
    contested: Mapped[bool] = mapped_column(default=False)
    is_clean: Mapped[bool]
    received_at: Mapped[datetime]
    waiting_since: Mapped[datetime]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    returned_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    worker_id: Mapped[UUID | None] = mapped_column(ForeignKey("workers.id"), unique=True)

    agent: Mapped[User] = relationship(foreign_keys=agent_id)
    author: Mapped[User] = relationship(foreign_keys=author_id)
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id)
    returned_by: Mapped[User | None] = relationship(foreign_keys=returned_by_id)
    branch: Mapped[BranchOffice] = relationship()
    worker: Mapped[Worker | None] = relationship()
    flags: Mapped[list["Flag"]] = relationship(
        cascade="all, delete-orphan", order_by="Flag.kind", foreign_keys="Flag.enrolment_id"
    )
    history: WriteOnlyMapped["EnrolmentMove"] = relationship(order_by="EnrolmentMove.at")
    __mapper_args__ = {"version_id_col": version}

    def send_again(self, by: User, digest: str) -> None:
        """Corrected by its agent: back into the queue, at the end."""
        self._move("send_again", by, digest=digest)
        self.waiting_since = now()

    def withdraw(self, by: User, note: str = "") -> None:
        """Taken back by its agent before a decision."""
        self._move("withdraw", by, note)

    def keep_first(self, by: User) -> None:
        """Of two contents that came under one id, the one that stands is the right one."""
        self._second_reviewer(by)
        self._move("keep_first", by)

    def take_second(self, by: User, digest: str) -> None:
        """The other content, with `digest`, takes the place of what stood."""
        self._second_reviewer(by)
        self._move("take_second", by, digest=digest)

    def send_back(self, by: User, reason: ReturnReason, note: str, notes: dict[str, str]) -> None:
        """Return to the agent with a reason and a note per field."""
        self._second_reviewer(by)
        self._move("send_back", by, note, reason=reason, field_notes=notes)
        self.returned_by = by

    def approve(self, by: User, worker: Worker, note: str = "") -> None:
        """Grant cover. Never by the agent who enrolled the worker."""
        self._second_reviewer(by)
        self._move("approve", by, note)
        self.worker, self.decided_by, self.decided_at = worker, by, now()

    def reject(self, by: User, reason: ReturnReason, note: str) -> None:
        self._second_reviewer(by)
        self._move("reject", by, note, reason=reason)
        self.decided_by, self.decided_at = by, now()

    def undo(self, by: User) -> None:
        """Take the last decision back: it waits again, at its old place."""
        self._move("undo", by)
        self.worker = self.decided_by = self.decided_at = self.returned_by = None

    def expect_version(self, version: int | None) -> None:
        """Raises StaleVersion if the page was made from an older version. None asks for no check."""
        if version is not None and version != self.version:
            raise StaleVersion

    def _second_reviewer(self, by: User) -> None:
        if by.id in (self.agent_id, self.author_id):
            raise SecondReviewerRequired

    def _move(self, verb: str, by: User, note: str = "", **facts: Any) -> None:
        source, self.state = self.state, self.lifecycle.after(verb, self.state)
        self.history.add(
            EnrolmentMove(verb=verb, source=source, target=self.state, by=by, note=note, at=now(), **facts)
        )


class EnrolmentMove(Base):
    """One change of an application's state. Append-only.

    `digest` is the SHA-256 of the content that a submission brought; `field_notes` maps a field to what is
    wrong with it.
    """

    __tablename__ = "enrolment_moves"
    __table_args__ = (
        Index("ix_enrolment_moves_enrolment_at", "enrolment_id", "at"),
        Index("ix_enrolment_moves_by_at", "by_id", "at"),
        Index("ix_enrolment_moves_at", "at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"))
    verb: Mapped[str] = mapped_column(String(20))
    source: Mapped[EnrolmentState | None] = mapped_column(choice(EnrolmentState, "source"))
    target: Mapped[EnrolmentState] = mapped_column(choice(EnrolmentState, "target"))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    reason: Mapped[ReturnReason | None] = mapped_column(choice(ReturnReason, "reason"))
    note: Mapped[str | None] = mapped_column(EncryptedJson("note"))
    field_notes: Mapped[dict[str, str] | None] = mapped_column(EncryptedJson("field_notes"))
    digest: Mapped[str | None] = mapped_column(String(64))
    by: Mapped[User] = relationship()


class Flag(Base):
    """Something a reviewer should look at twice. `score` 0–100 and the other party for possible duplicates."""

    __tablename__ = "enrolment_flags"
    __table_args__ = (Index("ix_enrolment_flags_kind", "kind", "enrolment_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"), index=True)
    kind: Mapped[FlagKind] = mapped_column(choice(FlagKind, "kind"))
    score: Mapped[int | None]
    detail: Mapped[str | None] = mapped_column(String(120))
    other_enrolment_id: Mapped[UUID | None] = mapped_column(ForeignKey("enrolments.id"))
    other_worker_id: Mapped[UUID | None] = mapped_column(ForeignKey("workers.id"))


class SecondContent(Base):
    """Other content that came under an id already used: refused, and kept for a person to decide."""

    __tablename__ = "second_contents"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, str]] = mapped_column(EncryptedJson("second_content"))
    received_at: Mapped[datetime]
    received_from_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))

    def as_typed(self) -> dict[str, str]:
        """The texts as the form's fields hold them."""
        code = self.content.get("payer_code", "")
        return self.content | {"sponsor_code": code, "fund_code": code}
