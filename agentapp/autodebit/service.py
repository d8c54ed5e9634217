"""Mandates: given, bound at the bank with the owner's one-time code, paused, taken back."""

import secrets
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.accounts.permissions import Role
from agentapp.autodebit import consent, payers
from agentapp.autodebit.gateway import BankUnreachable, BindingRefused
from agentapp.autodebit.gateways import gateway
from agentapp.autodebit.locking import hold_mandate
from agentapp.autodebit.models import (
    LAST_DEBIT_DAY,
    USABLE,
    USUAL_DEBIT_DAY,
    ConsentGiven,
    Mandate,
    MandateState,
)
from agentapp.autodebit.retrying import cancel_waiting
from agentapp.contributions.scope import find_worker, in_scope
from agentapp.core.clock import JAKARTA, now, today
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import N_, Conflict, FieldError, NotFound
from agentapp.core.money import Rupiah, format_rupiah
from agentapp.core.period import Month
from agentapp.places.registry import zone_of

SERIALS = 10**12
LEAST_CAP = 16_800
MOST_CAP = 100_000_000
OTP_DIGITS = 6
ACCOUNT_DIGITS = range(8, 21)


class AlreadyBound(Conflict):
    """Somebody activated another mandate of this payer at the same moment."""

    default = N_("Sudah ada surat kuasa lain yang baru saja aktif. Lihat daftarnya.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateAsked:
    """What a payer agrees to. `worker_id`: whose own mandate it is; None for a sponsor's. `cap`: rupiah a month."""

    account: str = field(repr=False)
    holder: str = field(repr=False)
    cap: Rupiah
    language: str
    debit_day: int = USUAL_DEBIT_DAY
    last_month: Month | None = None
    worker_id: UUID | None = None


def give(actor: User, asked: MandateAsked) -> Mandate:
    """Keep the consent, then ask the bank to open the account: it sends its owner a one-time code.

    Raises NotFound, FieldError ("account", "cap", "debit_day", "last_month"), BankUnreachable: then the mandate waits
    for `ask_again`.
    """
    _check(asked)
    with transaction() as session:
        mandate = _draft(session, actor, asked)
        session.add(mandate)
        session.flush()
        mandate.move("consent", actor)
        mandate.move("bind", actor)
    return _challenge(actor, mandate.id, asked)


def ask_again(actor: User, mandate_id: UUID, asked: MandateAsked) -> Mandate:
    """Another one-time code, for the same consent. Raises as `give`, and IllegalMove once it is active."""
    check_account(asked.account)
    with transaction() as session:
        mandate = _own(session, actor, mandate_id)
        mandate.move("bind", actor)
        mandate.account_tail = asked.account[-4:]
    return _challenge(actor, mandate_id, asked)


def _challenge(actor: User, mandate_id: UUID, asked: MandateAsked) -> Mandate:
    try:
        challenge = gateway().begin_binding(
            asked.account, asked.holder, f"B{secrets.randbelow(SERIALS):012d}"
        )
    except BindingRefused as error:
        with transaction() as session:
            _own(session, actor, mandate_id).move("fail", None, note="binding refused")
        raise FieldError("account", error.message) from error
    with transaction() as session:
        mandate = _own(session, actor, mandate_id)
        mandate.challenge = challenge
        mandate.move("challenge", actor)
    return mandate


def confirm(actor: User, mandate_id: UUID, otp: str) -> Mandate:
    """Bind the account with its owner's one-time code; an earlier mandate of the same payer gives way.

    Raises NotFound, WrongOtp, BankUnreachable, FieldError ("otp", "account"), IllegalMove, AlreadyBound.
    """
    mandate = find(actor, mandate_id)
    if not gateway().by_paper and not (otp.isascii() and otp.isdigit() and len(otp) == OTP_DIGITS):
        raise FieldError("otp", N_("Kode OTP terdiri dari 6 angka."))
    if mandate.state != MandateState.OTP or mandate.challenge is None:
        mandate.lifecycle.after("activate", mandate.state)
        raise BankUnreachable
    bound = gateway().finish_binding(mandate.challenge, otp)
    try:
        with transaction() as session:
            mandate = _own(session, actor, mandate_id)
            _supersede(session, actor, mandate)
            mandate.account_token, mandate.account_tail, mandate.challenge = bound.token, bound.tail, None
            mandate.move("activate", actor)
            session.flush()
    except IntegrityError:
        raise AlreadyBound from None
    return mandate


def pause(actor: User, mandate_id: UUID) -> Mandate:
    """No debit until it is resumed; what was announced waits. Raises NotFound, IllegalMove."""
    with transaction() as session:
        mandate = _own(session, actor, mandate_id)
        mandate.move("pause", actor)
    return mandate


def resume(actor: User, mandate_id: UUID) -> Mandate:
    """Raises NotFound, IllegalMove."""
    with transaction() as session:
        mandate = _own(session, actor, mandate_id)
        mandate.move("resume", actor)
    return mandate


def revoke(actor: User, mandate_id: UUID) -> int:
    """Take the leave back: what was not sent is cancelled with it, what is on its way settles its own month only.

    How many debits were cancelled. Raises NotFound, IllegalMove.
    """
    with transaction() as session:
        mandate = _own(session, actor, mandate_id)
        mandate.move("revoke", actor)
        return cancel_waiting(session, mandate, now(), "mandate revoked")


def mandates(actor: User) -> list[Mandate]:
    """The mandates that the actor may see, newest first."""
    found = select(Mandate).outerjoin(Mandate.worker).where(seen_by(actor))
    return list(sessions().scalars(found.order_by(Mandate.created_at.desc())))


def find(actor: User, mandate_id: UUID) -> Mandate:
    """A mandate that the actor may see. Raises NotFound."""
    mandate = sessions().scalar(
        select(Mandate).outerjoin(Mandate.worker).where(Mandate.id == mandate_id, seen_by(actor))
    )
    if mandate is None:
        raise NotFound
    return mandate


def seen_by(actor: User) -> ColumnElement[bool]:
    """What makes a mandate, with its worker joined, one that the actor may see."""
    if actor.role == Role.SPONSOR:
        return Mandate.payer_id == actor.id
    if actor.role in (Role.AGENT, Role.SUPERVISOR):
        return Mandate.worker_id.is_not(None) & in_scope(actor)
    return false()


def _own(session: Session, actor: User, mandate_id: UUID) -> Mandate:
    """A mandate that the actor may change, held until the transaction ends. Supervisors only look."""
    find(actor, mandate_id)
    mandate = hold_mandate(session, mandate_id)
    if mandate is None or actor.role == Role.SUPERVISOR:
        raise NotFound
    return mandate


def check_account(account: str) -> None:
    """Raises FieldError ("account") for what no account's number looks like."""
    if not (account.isascii() and account.isdigit() and len(account) in ACCOUNT_DIGITS):
        raise FieldError("account", N_("Tulis nomor rekening dengan angka saja, 8 sampai 20 angka."))


def check_cap(cap: Rupiah) -> None:
    """Raises FieldError ("cap") for less than the lowest contribution, or more than anybody pays for others."""
    if cap < LEAST_CAP:
        raise FieldError("cap", N_("Batas sebulan paling sedikit %(least)s."), least=format_rupiah(LEAST_CAP))
    if cap > MOST_CAP:
        raise FieldError("cap", N_("Batas sebulan paling banyak %(most)s."), most=format_rupiah(MOST_CAP))


def _check(asked: MandateAsked) -> None:
    check_account(asked.account)
    check_cap(asked.cap)
    if not 1 <= asked.debit_day <= LAST_DEBIT_DAY:
        raise FieldError("debit_day", N_("Pilih tanggal 1 sampai 12."))
    if asked.last_month is not None and asked.last_month < Month.of(today()):
        raise FieldError("last_month", N_("Bulan terakhir sudah lewat."))


def _draft(session: Session, actor: User, asked: MandateAsked) -> Mandate:
    worker = find_worker(session, actor, asked.worker_id) if asked.worker_id else None
    payer_code = payers.code_of(session, actor) if worker is None and actor.role == Role.SPONSOR else None
    if worker is None and payer_code is None:
        raise NotFound
    return Mandate(
        serial=f"{secrets.randbelow(SERIALS):012d}",
        payer_id=None if worker else actor.id,
        payer_code=payer_code,
        worker_id=worker.id if worker else None,
        gateway=gateway().code,
        state=MandateState.DRAFT,
        account_tail=asked.account[-4:],
        cap=asked.cap,
        debit_day=asked.debit_day,
        zone_name=str(zone_of(worker.village_code) if worker else JAKARTA),
        first_month=Month.of(today()),
        last_month=asked.last_month,
        consent_version=consent.CURRENT.version,
        consent_language=asked.language,
        consent_hash=consent.CURRENT.hash,
        consent_given=ConsentGiven.AGENTS_PHONE if worker else ConsentGiven.OWN_ACCOUNT,
        recorded_by_id=actor.id,
        created_at=now(),
    )


def _supersede(session: Session, actor: User, mandate: Mandate) -> None:
    """An earlier usable mandate of the same payer ends, with what it had not sent."""
    same = (
        Mandate.payer_id == mandate.payer_id if mandate.payer_id else Mandate.worker_id == mandate.worker_id
    )
    earlier = select(Mandate.id).where(same, Mandate.state.in_(USABLE), Mandate.id != mandate.id)
    for key in session.scalars(earlier).all():
        standing = hold_mandate(session, key)
        if standing is not None and standing.usable:
            standing.move("supersede", actor)
            cancel_waiting(session, standing, now(), "superseded")
    session.flush()
