"""The day's reminders: months that have to be paid soon, memberships about to end. Each is put into the outbox once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute

from agentapp.contributions import notices
from agentapp.contributions.debited import debited
from agentapp.contributions.models import STANDS, UNPAID, Obligation, ObligationState
from agentapp.contributions.notices import WORKERS_LANGUAGE, Told
from agentapp.contributions.protection import ProtectionStatus
from agentapp.contributions.status_filter import has_status
from agentapp.core.clock import today
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import N_, DomainError
from agentapp.core.outbox import Notice, Recipient, put_many
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind
from agentapp.programmes.rulebook import Rulebook, current_rulebook
from agentapp.workers.models import Worker

DAYS_BEFORE = 3
FARTHEST = 31
"""So many days ahead one may say what day it is."""

PIECE = 2000

Found = Row[Any]


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many were told now: of a month that is due, of a membership that is ending."""

    due: int
    ending: int


class NotThisDay(DomainError):
    """Reminders for a day that is over, or that nobody can know yet."""

    status = 422
    default = N_("Pengingat untuk %(day)s tidak dibuat: hanya dari %(first)s sampai %(last)s.")


def remind(day: date) -> Reminded:
    """Tell what is to be told on `day`; run again, it tells only what was not told. Raises NotThisDay."""
    first, last = today(), today() + timedelta(days=FARTHEST)
    if not first <= day <= last:
        raise NotThisDay(day=day.isoformat(), first=first.isoformat(), last=last.isoformat())
    rulebook, month = current_rulebook(sessions()), Month.of(day)
    return Reminded(
        due=_tell_all(_due(day), Obligation.id, _due_notice),
        ending=_tell_all(_ending(rulebook, month), Worker.id, partial(_ending_notice, month)),
    )


def _tell_all(
    query: Select[*tuple[Any, ...]], key: InstrumentedAttribute[UUID], notice: Callable[[Found], Notice]
) -> int:
    """A transaction a piece, in the order of `key`, that the rows call `key`. How many notices were new."""
    told, after = 0, UUID(int=0)
    while True:
        with transaction() as session:
            rows = session.execute(query.where(key > after).order_by(key).limit(PIECE)).all()
            told += put_many(session, map(notice, filter(_reachable, rows)))
        if len(rows) < PIECE:
            return told
        after = rows[-1].key


def _reachable(row: Found) -> bool:
    """Those on a fund's list may have neither phone nor e-mail."""
    return bool(row.phone or row.email)


def _due(day: date) -> Select[*tuple[Any, ...]]:
    """Months that people pay themselves and have to pay within three days; the day itself is the last to say so."""
    last = day + timedelta(days=DAYS_BEFORE)
    return (
        select(
            Obligation.id.label("key"),
            Obligation.month,
            Obligation.amount,
            Obligation.due_on,
            *_addressee(),
        )
        .join(Worker, Worker.id == Obligation.worker_id)
        .where(
            Obligation.state == ObligationState.DUE,
            Obligation.month.in_({Month.of(day), Month.of(last)}),
            Obligation.due_on.between(day, last),
            Obligation.funding == FundingKind.SELF,
            Worker.withdrawn_at.is_(None),
            ~debited(Obligation.worker_id, Obligation.month),
        )
    )


def _ending(rulebook: Rulebook, month: Month) -> Select[*tuple[Any, ...]]:
    """Who stands in arrears in `month`, and would have ended in the next; but for whom a debit is on its way."""
    owed = Obligation.worker_id == Worker.id, Obligation.month <= month, STANDS
    unpaid = Obligation.state.in_(UNPAID)
    last_month = and_(
        has_status(ProtectionStatus.ARREARS, rulebook, month),
        has_status(ProtectionStatus.ENDED, rulebook, month + 1),
    )
    return select(
        Worker.id.label("key"),
        select(func.coalesce(func.sum(Obligation.amount), 0))
        .where(*owed, unpaid)
        .scalar_subquery()
        .label("owed"),
        *_addressee(),
    ).where(
        last_month,
        Worker.withdrawn_at.is_(None),
        ~select(Obligation.id).where(*owed, Obligation.state == ObligationState.COLLECTING).exists(),
    )


def _addressee() -> tuple[InstrumentedAttribute[Any], ...]:
    return Worker.id, Worker.name, Worker.phone, Worker.email


def _due_notice(row: Found) -> Notice:
    told = notices.due_soon(_first_name(row), row.month, row.amount, row.due_on, WORKERS_LANGUAGE)
    return _notice("due", row, row.month, told)


def _ending_notice(month: Month, row: Found) -> Notice:
    told = notices.ending(_first_name(row), month.last_day, int(row.owed), WORKERS_LANGUAGE)
    return _notice("ending", row, month, told)


def _notice(kind: str, row: Found, month: Month, told: Told) -> Notice:
    return Notice(
        key=f"{kind}:{row.id}:{month}",
        kind=kind,
        to=Recipient(phone=row.phone, email=row.email),
        language=WORKERS_LANGUAGE,
        subject=told[0],
        text=told[1],
    )


def _first_name(row: Found) -> str:
    return str(row.name).split()[0]
