"""Branch offices, the regencies they serve, and the agency offices under them."""

from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from agentapp.accounts import handover
from agentapp.accounts.history import record
from agentapp.accounts.models import AccountEventKind, AgencyOffice, BranchOffice, BranchRegency, User
from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction, violated
from agentapp.core.errors import N_, Conflict, FieldError, NotFound
from agentapp.places.registry import Level, place

Office = TypeVar("Office", BranchOffice, AgencyOffice)


class UnknownBranch(NotFound):
    default = N_("Tidak ada kantor cabang dengan kode itu.")


class StillInUse(Conflict):
    """An office that is not empty cannot be closed."""


@dataclass(frozen=True, slots=True)
class BranchCard:
    """A branch with how many people and agency offices it has now."""

    branch: BranchOffice
    people: int
    agencies: int


def open_branch(code: str) -> BranchOffice:
    """The branch with `code`, as typed by a command. Raises UnknownBranch."""
    branch = sessions().scalar(
        select(BranchOffice).where(
            BranchOffice.code == code.strip().upper(), BranchOffice.closed_at.is_(None)
        )
    )
    if branch is None:
        raise UnknownBranch
    return branch


def branches() -> list[BranchCard]:
    """Every open branch by name."""
    people = _count(User.id, User.branch_id == BranchOffice.id, User.deactivated_at.is_(None))
    agencies = _count(
        AgencyOffice.id, AgencyOffice.branch_id == BranchOffice.id, AgencyOffice.closed_at.is_(None)
    )
    rows = sessions().execute(
        select(BranchOffice, people, agencies)
        .where(BranchOffice.closed_at.is_(None))
        .options(selectinload(BranchOffice.regencies))
        .order_by(BranchOffice.name)
    )
    return [BranchCard(*row) for row in rows]


def branch(branch_id: UUID) -> BranchOffice:
    """An open branch. Raises NotFound."""
    return _open(sessions(), BranchOffice, branch_id)


def agency(agency_id: UUID) -> AgencyOffice:
    """An open agency office. Raises NotFound."""
    return _open(sessions(), AgencyOffice, agency_id)


def agencies() -> list[AgencyOffice]:
    """Every open agency office, by branch and name."""
    offices = select(AgencyOffice).join(BranchOffice).where(AgencyOffice.closed_at.is_(None))
    return list(sessions().scalars(offices.order_by(BranchOffice.name, AgencyOffice.name)))


def create_branch(code: str, name: str) -> BranchOffice:
    """A new branch; its code is kept in capitals. Raises FieldError where the code is taken."""
    with transaction() as session:
        made = BranchOffice(id=uuid4(), code=code.upper(), name=name)
        session.add(made)
        try:
            session.flush()
        except IntegrityError as error:
            if violated(error, "uq_branch_offices_code", "branch_offices.code"):
                raise FieldError("code", N_("Kode ini sudah dipakai kantor cabang lain.")) from None
            raise
    return made


def rename_branch(branch_id: UUID, name: str) -> None:
    """Raises NotFound."""
    with transaction() as session:
        _open(session, BranchOffice, branch_id).name = name


def serve_regency(branch_id: UUID, regency_code: str) -> None:
    """Let the branch serve a regency that no other serves. Raises NotFound, FieldError."""
    region = place(regency_code)
    if region is None or region.level != Level.REGENCY:
        raise FieldError("regency_code", N_("Pilih kabupaten atau kota dari daftar."))
    with transaction() as session:
        serving = _open(session, BranchOffice, branch_id)
        held = session.get(BranchRegency, regency_code)
        if held is not None and held.branch_id != serving.id:
            raise _already_served(held)
        if held is None:
            session.add(BranchRegency(regency_code=regency_code, branch_id=serving.id))
        try:
            session.flush()
        except IntegrityError as error:
            if violated(error, "pk_branch_regencies", "branch_regencies.regency_code"):
                raise FieldError("regency_code", N_("Baru saja dilayani cabang lain.")) from None
            raise


def leave_regency(branch_id: UUID, regency_code: str) -> None:
    """Serve the regency no more; a second time changes nothing. Raises NotFound."""
    with transaction() as session:
        served = session.get(BranchRegency, regency_code)
        if served is not None and served.branch_id == _open(session, BranchOffice, branch_id).id:
            session.delete(served)


def close_branch(branch_id: UUID) -> None:
    """Close a branch that has neither people, agency offices nor work; its regencies become free.

    Raises NotFound, StillInUse.
    """
    with transaction() as session:
        closing = _open(session, BranchOffice, branch_id, lock=True)
        if _any(session, User.branch_id == closing.id, User.deactivated_at.is_(None)):
            raise StillInUse(N_("Masih ada orang di cabang ini. Pindahkan atau nonaktifkan mereka dulu."))
        if _any(session, AgencyOffice.branch_id == closing.id, AgencyOffice.closed_at.is_(None)):
            raise StillInUse(N_("Masih ada kantor agen di cabang ini. Pindahkan atau tutup dulu."))
        if any(work.held_in(session, closing) for work in handover.works()):
            raise StillInUse(N_("Masih ada pekerja atau pendaftaran di cabang ini, jadi belum bisa ditutup."))
        closing.regencies.clear()
        closing.closed_at = now()


def create_agency(branch_id: UUID, name: str) -> AgencyOffice:
    """A new agency office under an open branch. Raises NotFound."""
    with transaction() as session:
        above = _open(session, BranchOffice, branch_id, lock=True)
        made = AgencyOffice(id=uuid4(), branch=above, name=name)
        session.add(made)
    return made


def change_agency(actor: User, agency_id: UUID, name: str, branch_id: UUID) -> None:
    """Rename an agency office and move it to a branch; its agents go with it. Raises NotFound."""
    with transaction() as session:
        office = _open(session, AgencyOffice, agency_id, lock=True)
        office.name = name
        if office.branch_id != branch_id:
            office.branch = _open(session, BranchOffice, branch_id, lock=True)
            for agent in session.scalars(select(User).where(User.agency_office_id == office.id)):
                agent.branch = office.branch
                record(
                    session, agent, AccountEventKind.MOVED, actor, f"→ {office.name}, {office.branch.name}"
                )


def close_agency(agency_id: UUID) -> None:
    """Close an agency office without active agents. Raises NotFound, StillInUse."""
    with transaction() as session:
        closing = _open(session, AgencyOffice, agency_id, lock=True)
        if _any(session, User.agency_office_id == closing.id, User.deactivated_at.is_(None)):
            raise StillInUse(N_("Masih ada agen di kantor ini. Pindahkan mereka dulu."))
        closing.closed_at = now()


def _open(session: Session, kind: type[Office], office_id: UUID, *, lock: bool = False) -> Office:
    office = session.get(kind, office_id, with_for_update=lock or None)
    if office is None or office.closed_at:
        raise NotFound
    return office


def _already_served(held: BranchRegency) -> FieldError:
    return FieldError(
        "regency_code", N_("Sudah dilayani %(branch)s. Lepaskan dulu di sana."), branch=held.branch.name
    )


def _count(counted: Any, *where: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count(counted)).where(*where).correlate(BranchOffice).scalar_subquery()


def _any(session: Session, *where: ColumnElement[bool]) -> bool:
    return session.scalar(select(select(1).where(*where).exists())) is True
