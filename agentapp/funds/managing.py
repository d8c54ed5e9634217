"""A fund's own life: written as a draft, activated by another, frozen, amended, closed.

An administrator makes it and hands it to an officer; either may write it while it is a draft or frozen; an
administrator who did not write it last activates it. Each public function is one transaction.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.accounts.permissions import Role
from agentapp.contributions.handover import take_back
from agentapp.core.db import transaction, violated
from agentapp.core.errors import N_, Conflict, FieldError
from agentapp.core.money import Rupiah, format_rupiah
from agentapp.core.period import Month
from agentapp.funds import commitments
from agentapp.funds.ending import locked_place
from agentapp.funds.holding import promote, source_of
from agentapp.funds.keeping import no_longer_kept
from agentapp.funds.models import KINDS, Fund, FundState
from agentapp.funds.places import FundPlace, PlaceState
from agentapp.funds.quotas import write_quotas
from agentapp.funds.recosting import recost
from agentapp.funds.visible import find_fund
from agentapp.places.registry import place
from agentapp.programmes.kinds import FundingKind, Programmes


class StillCarries(Conflict):
    """A fund is closed when nobody is carried, and nothing is kept, any more."""

    default = N_("Dana ini masih menggendong %(people)s orang. Tutup setelah semuanya berakhir.")


class StillBilled(Conflict):
    """A bill of the fund waits for its money."""

    default = N_("Masih ada tagihan dana ini yang belum dibayar. Selesaikan atau tarik dahulu tagihannya.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a fund is. Months, region and kind stay as they are once it was active."""

    name: str
    kind: FundingKind
    region_code: str
    first_month: Month
    last_month: Month
    ceiling: Rupiah
    programmes: Programmes = Programmes.JKK_JKM
    owner: str = ""
    legal_number: str = ""
    legal_date: date | None = None
    regions: list[str] = field(default_factory=list)
    ecosystems: list[str] = field(default_factory=list)
    occupations: list[str] = field(default_factory=list)
    most_decile: int | None = None
    least_age: int | None = None
    most_age: int | None = None


FIXED = ("kind", "region_code", "first_month", "last_month", "programmes")
"""What stays once people were carried: prices and promises rest on it."""


def add(actor: User, code: str, terms: Terms, officer_id: UUID | None) -> Fund:
    """A new draft, for its officer to go on with. Raises FieldError ("code", "region_code", "last_month", …)."""
    with transaction() as session:
        fund = _new(session, code, terms, officer_id)
        fund.begin(actor)
        _flush_new(session)
    return fund


def add_active(code: str, terms: Terms, quotas: dict[str, int], officer_id: UUID | None) -> Fund:
    """A fund that is active at once: by whoever may run commands on the machine. Raises FieldError."""
    with transaction() as session:
        fund = _new(session, code, terms, officer_id)
        fund.begin(None)
        _flush_new(session)
        write_quotas(session, fund, quotas, {})
        fund.activate(None)
    return fund


def edit(actor: User, fund_id: UUID, terms: Terms, version: int | None = None) -> Fund:
    """Write a draft, or amend a frozen fund. Raises NotFound, IllegalMove, StaleVersion, FieldError."""
    with transaction() as session:
        fund = find_fund(session, actor, fund_id, lock=True)
        fund.expect_version(version)
        fund.edit(actor, _told(fund, terms))
        _check(terms)
        _keep_what_is_fixed(fund, terms)
        if terms.ceiling < fund.reserved + fund.spent:
            raise FieldError(
                "ceiling",
                N_("Pagu tidak bisa di bawah %(least)s: sebanyak itu sudah dijanjikan atau dibayar."),
                least=format_rupiah(fund.reserved + fund.spent),
            )
        for name, value in _columns(terms).items():
            setattr(fund, name, value)
    return fund


def set_quotas(
    actor: User, fund_id: UUID, regions: dict[str, int], agencies: dict[str, int], version: int | None = None
) -> Fund:
    """All the quotas of a fund, by region and by agency. Raises NotFound, IllegalMove, StaleVersion, FieldError."""
    with transaction() as session:
        fund = find_fund(session, actor, fund_id, lock=True)
        fund.expect_version(version)
        fund.edit(actor)
        write_quotas(session, fund, regions, agencies)
    return fund


def activate(actor: User, fund_id: UUID, version: int | None = None) -> Fund:
    """Let it take people in; what its places cost is kept afresh, and who waits comes up.

    Raises NotFound, IllegalMove, StaleVersion, SecondPersonRequired, OverCeiling.
    """
    with transaction() as session:
        recost(session, find_fund(session, actor, fund_id))
        fund = find_fund(session, actor, fund_id, lock=True)
        fund.expect_version(version)
        fund.activate(actor)
        session.flush()
        promote(session, fund.id)
    return fund


def freeze(actor: User, fund_id: UUID, note: str, version: int | None = None) -> Fund:
    """Take nobody in for the time being. Raises NotFound, IllegalMove, StaleVersion, FieldError ("note")."""
    if not note:
        raise FieldError("note", N_("Tulis alasannya, agar orang lain mengerti."))
    with transaction() as session:
        fund = find_fund(session, actor, fund_id, lock=True)
        fund.expect_version(version)
        fund.freeze(actor, note)
    return fund


def close(actor: User, fund_id: UUID, version: int | None = None) -> Fund:
    """For good. Months of the past that it did not pay are for its people to pay, or nobody.

    Raises NotFound, IllegalMove, StaleVersion, StillCarries, StillBilled.
    """
    with transaction() as session:
        _expect_empty(session, find_fund(session, actor, fund_id))
        _leave_arrears(session, actor, fund_id)
        fund = find_fund(session, actor, fund_id, lock=True)
        fund.expect_version(version)
        _expect_empty(session, fund)
        fund.close(actor)
    return fund


def _new(session: Session, code: str, terms: Terms, officer_id: UUID | None) -> Fund:
    _check(terms)
    if officer_id is not None:
        officer = session.get(User, officer_id)
        if officer is None or officer.role != Role.FUND_OFFICER or officer.deactivated_at is not None:
            raise FieldError("officer", N_("Pilih petugas dana dari daftar."))
    fund = Fund(
        code=code.upper(),
        **_columns(terms),
        state=FundState.DRAFT,
        reserved=0,
        spent=0,
        officer_id=officer_id,
    )
    session.add(fund)
    return fund


def _columns(terms: Terms) -> dict[str, object]:
    return asdict(terms) | {"first_month": terms.first_month, "last_month": terms.last_month}


def _flush_new(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        if violated(error, "uq_funds_code", "funds.code"):
            raise FieldError("code", N_("Kode ini sudah dipakai dana lain.")) from None
        raise


def _check(terms: Terms) -> None:
    """Raises FieldError for what no fund can be."""
    if terms.kind not in KINDS:
        raise FieldError("kind", N_("Pilih dari daftar."))
    for name, codes in (("region_code", [terms.region_code]), ("regions", terms.regions)):
        for code in codes:
            if place(code) is None:
                raise FieldError(name, N_("Wilayah ini tidak dikenal."))
    if terms.last_month < terms.first_month:
        raise FieldError("last_month", N_("Bulan terakhir tidak boleh sebelum bulan pertama."))
    if terms.least_age and terms.most_age and terms.most_age < terms.least_age:
        raise FieldError("most_age", N_("Umur tertinggi tidak boleh di bawah umur terendah."))


def _keep_what_is_fixed(fund: Fund, terms: Terms) -> None:
    if fund.state == FundState.DRAFT:
        return
    for name in FIXED:
        if getattr(fund, name) != getattr(terms, name):
            raise FieldError(name, N_("Bagian ini tidak bisa diubah setelah dana pernah aktif."))


def _told(fund: Fund, terms: Terms) -> str:
    """What the history says of an edit: a ceiling that changed."""
    if fund.ceiling == terms.ceiling:
        return ""
    return f"{format_rupiah(fund.ceiling)} → {format_rupiah(terms.ceiling)}"


def _leave_arrears(session: Session, actor: User, fund_id: UUID) -> None:
    """What the fund still keeps for ended places is free; their open months are the workers' own."""
    kept = select(FundPlace.id).where(FundPlace.fund_id == fund_id, FundPlace.reserved > 0)
    for key in session.scalars(kept.order_by(FundPlace.worker_id)).all():
        place_ = locked_place(session, key)
        take_back(session, actor, place_.worker, source_of(place_), place_.first_month)
        freed = no_longer_kept(session, place_)
        if place_.reserved:
            raise StillBilled
        commitments.release(session, fund_id, freed, {})


def _expect_empty(session: Session, fund: Fund) -> None:
    standing = FundPlace.state.in_((PlaceState.HELD, PlaceState.WAITING))
    people = session.scalar(
        select(func.count()).select_from(FundPlace).where(FundPlace.fund_id == fund.id, standing)
    )
    if people:
        raise StillCarries(people=people)
