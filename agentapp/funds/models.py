"""Budgets that pay contributions: their ceilings, quotas and cohorts. Whom they carry is in `places`."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.columns import RupiahColumn, choice
from agentapp.core.db import Base
from agentapp.core.errors import N_, Conflict, IllegalMove, StaleVersion
from agentapp.core.lifecycle import Lifecycle
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Programmes

KINDS = (
    FundingKind.APBD,
    FundingKind.APBDES,
    FundingKind.CSR,
    FundingKind.BAZNAS,
    FundingKind.POKIR,
    FundingKind.GOTONG_ROYONG,
    FundingKind.APBN,
    FundingKind.OTHER,
)
"""The kinds of money a fund may be: every funding but the worker's own and a sponsor's."""


class FundState(StrEnum):
    """A draft pays nobody yet; an active one takes people in; a frozen one pays whom it carries; a closed one none."""

    DRAFT = "draft"
    ACTIVE = "active"
    FROZEN = "frozen"
    CLOSED = "closed"


EDITABLE = (FundState.DRAFT, FundState.FROZEN)
PAYING = (FundState.ACTIVE, FundState.FROZEN)


class SecondPersonRequired(Conflict):
    """Who wrote the ceiling last is not the one to let it be spent."""

    default = N_("Dana yang Anda ubah sendiri harus diaktifkan oleh orang lain.")


class Fund(Base):
    """A public or charitable budget for workers of one region, open from one month to another.

    `ceiling` is what may be spent in all; `reserved` what it has promised and not yet paid, `spent` what was paid: all
    rupiah, changed only by `commitments`. Whoever is eligible lives in one of `regions` (all of the region where there
    are none), works in one of `ecosystems` and `occupations` (any where there are none), is of `most_decile` at most,
    and from `least_age` to `most_age` years old. `document`: the digest of the legal basis as a file, in `documents`.
    """

    __tablename__ = "funds"
    __table_args__ = (
        CheckConstraint("first_month <= last_month", name="months_in_order"),
        CheckConstraint("reserved >= 0 AND spent >= 0", name="nothing_negative"),
        CheckConstraint("reserved + spent <= ceiling", name="within_ceiling"),
        CheckConstraint("most_decile BETWEEN 1 AND 10", name="decile_1_to_10"),
        CheckConstraint("least_age <= most_age", name="ages_in_order"),
        CheckConstraint("state <> 'draft' OR reserved + spent = 0", name="draft_promises_nothing"),
        CheckConstraint("state <> 'closed' OR reserved = 0", name="closed_owes_nothing"),
    )

    lifecycle: Lifecycle[FundState] = Lifecycle(
        edit=({FundState.DRAFT}, FundState.DRAFT),
        amend=({FundState.FROZEN}, FundState.FROZEN),
        activate=(set(EDITABLE), FundState.ACTIVE),
        freeze=({FundState.ACTIVE}, FundState.FROZEN),
        close=({FundState.DRAFT, *PAYING}, FundState.CLOSED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[FundingKind] = mapped_column(choice(FundingKind, "kind"))
    owner: Mapped[str] = mapped_column(String(160), default="")
    legal_number: Mapped[str] = mapped_column(String(120), default="")
    legal_date: Mapped[date | None]
    document: Mapped[str | None] = mapped_column(String(64))
    region_code: Mapped[str] = mapped_column(String(13), index=True)
    first_month: Mapped[Month]
    last_month: Mapped[Month]
    programmes: Mapped[Programmes] = mapped_column(choice(Programmes, "programmes"))
    regions: Mapped[list[str]] = mapped_column(JSON, default=list)
    ecosystems: Mapped[list[str]] = mapped_column(JSON, default=list)
    occupations: Mapped[list[str]] = mapped_column(JSON, default=list)
    most_decile: Mapped[int | None]
    least_age: Mapped[int | None]
    most_age: Mapped[int | None]
    ceiling: Mapped[int] = mapped_column(RupiahColumn)
    reserved: Mapped[int] = mapped_column(RupiahColumn, default=0)
    spent: Mapped[int] = mapped_column(RupiahColumn, default=0)
    state: Mapped[FundState] = mapped_column(choice(FundState, "state"))
    officer_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    edited_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column()
    officer: Mapped[User | None] = relationship(foreign_keys=[officer_id])
    quotas: Mapped[list["FundQuota"]] = relationship(
        back_populates="fund", order_by="(FundQuota.region_code, FundQuota.agency)"
    )
    cohorts: Mapped[list["FundCohort"]] = relationship(order_by="FundCohort.first_month")
    history: WriteOnlyMapped["FundMove"] = relationship(order_by="FundMove.at")
    __mapper_args__ = {"version_id_col": version}

    @property
    def free(self) -> Rupiah:
        """What is neither promised nor spent."""
        return self.ceiling - self.reserved - self.spent

    @property
    def paying(self) -> bool:
        """Whether it pays the months of whom it carries."""
        return self.state in PAYING

    @property
    def takes_document(self) -> bool:
        """Whether its legal basis may be attached, exchanged or taken off as a file.

        As its terms, while it may be edited; one that was missing when it was activated may also come later.
        """
        return self.state in EDITABLE or (self.state == FundState.ACTIVE and self.document is None)

    def pays_in(self, month: Month) -> bool:
        return self.first_month <= month <= self.last_month

    def takes_in(self, month: Month) -> bool:
        """Whether somebody may begin to be carried in `month`."""
        return self.state == FundState.ACTIVE and self.pays_in(month)

    def covers(self, place_code: str) -> bool:
        """Whether the place lies in the fund's region, and in one of its eligible regions where it names some."""
        return lies_in(place_code, self.region_code) and (
            not self.regions or any(lies_in(place_code, region) for region in self.regions)
        )

    def begin(self, by: User | None) -> None:
        """It is there, as a draft."""
        self.edited_by_id = by.id if by else None
        self.history.add(_move("begin", None, self.state, by, ""))

    def edit(self, by: User | None, note: str = "") -> None:
        """Its terms were changed, before it begins or while it is frozen."""
        self._step("amend" if self.state == FundState.FROZEN else "edit", by, note)
        self.edited_by_id = by.id if by else None

    def activate(self, by: User | None) -> None:
        """It takes people in. Never by who wrote it last. Raises SecondPersonRequired."""
        if by is not None and by.id == self.edited_by_id:
            raise SecondPersonRequired
        self._step("activate", by)

    def freeze(self, by: User, note: str) -> None:
        """It takes nobody in; whom it carries it pays."""
        self._step("freeze", by, note)

    def close(self, by: User | None) -> None:
        """It pays no more."""
        self._step("close", by)

    def attach(self, by: User, digest: str, note: str) -> None:
        """Its legal basis is there as a file, or as another one. Raises IllegalMove."""
        if digest != self.document:
            self._change_document("attach" if self.document is None else "exchange", by, digest, note)

    def detach(self, by: User) -> None:
        """Its legal basis is no longer there as a file. Raises IllegalMove, also where there is none."""
        if self.document is None:
            raise IllegalMove
        self._change_document("detach", by, None, "")

    def expect_open_document(self) -> None:
        """Raises IllegalMove where the document stays as it is."""
        if not self.takes_document:
            raise IllegalMove

    def expect_version(self, version: int | None) -> None:
        """Raises StaleVersion if the page shows an older state; None asks nothing."""
        if version is not None and version != self.version:
            raise StaleVersion

    def _change_document(self, verb: str, by: User, digest: str | None, note: str) -> None:
        self.expect_open_document()
        self.document = digest
        if self.state in EDITABLE:
            self.edited_by_id = by.id
        self.history.add(_move(verb, self.state, self.state, by, note))

    def _step(self, verb: str, by: User | None, note: str = "") -> None:
        source, self.state = self.state, self.lifecycle.after(verb, self.state)
        self.history.add(_move(verb, source, self.state, by, note))


class FundMove(Base):
    """One step of a fund; by nobody where a command did it. Append-only."""

    __tablename__ = "fund_moves"
    __table_args__ = (Index("ix_fund_moves_fund_at", "fund_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    fund_id: Mapped[UUID] = mapped_column(ForeignKey("funds.id"))
    verb: Mapped[str] = mapped_column(String(20))
    source: Mapped[FundState | None] = mapped_column(choice(FundState, "source"))
    target: Mapped[FundState] = mapped_column(choice(FundState, "target"))
    note: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    by: Mapped[User | None] = relationship()


class FundQuota(Base):
    """How many people of one region (district, village), or of one agency of local government, a fund may carry.

    `taken` is how many it carries, changed only by `commitments`. One worker may take of several: of the village's, of
    the district's, of the agency's.
    """

    __tablename__ = "fund_quotas"
    __table_args__ = (
        UniqueConstraint("fund_id", "region_code"),
        UniqueConstraint("fund_id", "agency"),
        CheckConstraint("(region_code IS NULL) <> (agency IS NULL)", name="region_or_agency"),
        CheckConstraint("taken >= 0 AND taken <= places", name="within_places"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    fund_id: Mapped[UUID] = mapped_column(ForeignKey("funds.id"))
    region_code: Mapped[str | None] = mapped_column(String(13))
    agency: Mapped[str | None] = mapped_column(String(120))
    places: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    fund: Mapped[Fund] = relationship(back_populates="quotas")

    @property
    def room(self) -> int:
        return self.places - self.taken

    def counts(self, village_code: str, agency: str | None) -> bool:
        """Whether somebody of that village and agency takes one of its places."""
        if self.region_code is not None:
            return lies_in(village_code, self.region_code)
        return agency is not None and agency.casefold() == (self.agency or "").casefold()


class FundCohort(Base):
    """People who are carried together, from one month to another, and end together: election officers and the like."""

    __tablename__ = "fund_cohorts"
    __table_args__ = (
        UniqueConstraint("fund_id", "name"),
        CheckConstraint("first_month <= last_month", name="months_in_order"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    fund_id: Mapped[UUID] = mapped_column(ForeignKey("funds.id"))
    name: Mapped[str] = mapped_column(String(120))
    agency: Mapped[str | None] = mapped_column(String(120))
    first_month: Mapped[Month]
    last_month: Mapped[Month]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)


def lies_in(place_code: str, region_code: str) -> bool:
    """Whether a place is the region, or lies in it."""
    return place_code == region_code or place_code.startswith(f"{region_code}.")


def _move(verb: str, source: FundState | None, target: FundState, by: User | None, note: str) -> FundMove:
    return FundMove(verb=verb, source=source, target=target, note=note, by_id=by.id if by else None, at=now())
