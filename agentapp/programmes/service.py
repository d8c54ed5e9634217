"""Publishing rates, reliefs and terms, and ending a relief. What is published stays as it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now, today
from agentapp.core.db import sessions, transaction, violated
from agentapp.core.errors import N_, Conflict, FieldError, NotFound
from agentapp.core.period import Month
from agentapp.programmes.conditions import Conditions
from agentapp.programmes.models import ReliefRule, Tariff, Terms
from agentapp.programmes.published import relief_row, tariff_row, terms_row
from agentapp.programmes.rates import Rates, Relief
from agentapp.programmes.rulebook import forget

NOT_YET = N_("Pilih bulan yang akan datang. Bulan yang sudah berjalan tidak berubah lagi.")
TAKEN = N_("Untuk bulan itu sudah ada yang diterbitkan. Pilih bulan lain.")


Dated = TypeVar("Dated", Tariff, Terms)


class AlreadyEnded(Conflict):
    default = N_("Keringanan ini sudah berakhir atau sudah diakhiri.")


class Standing(StrEnum):
    """Whether something published holds this month, will hold, or held."""

    COMING = "coming"
    IN_FORCE = "in_force"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything ever published with its standing, the latest first."""

    tariffs: Sequence[tuple[Tariff, Standing]]
    reliefs: Sequence[tuple[ReliefRule, Standing]]
    terms: Sequence[tuple[Terms, Standing]]


def overview() -> Overview:
    """What is in force this month, what comes and what was."""
    session, month = sessions(), this_month()
    tariffs = session.scalars(select(Tariff).order_by(Tariff.effective_from.desc())).all()
    reliefs = session.scalars(select(ReliefRule).order_by(ReliefRule.first_month.desc(), ReliefRule.sector))
    terms = session.scalars(select(Terms).order_by(Terms.effective_from.desc())).all()
    return Overview(
        _successive(tariffs, month),
        [(rule, _standing(month, rule.first_month, rule.last_covered)) for rule in reliefs],
        _successive(terms, month),
    )


def tariff(tariff_id: UUID) -> Tariff:
    """One contribution table. Raises NotFound."""
    found = sessions().get(Tariff, tariff_id)
    if found is None:
        raise NotFound
    return found


def this_month() -> Month:
    """The contribution month by the clock of Jakarta, in which regulations take effect."""
    return Month.of(today())


def check_rates(session: Session, rates: Rates) -> None:
    """Raises FieldError for a month that has begun or already has a table."""
    _check_start(session, Tariff, rates.effective_from)


def check_conditions(session: Session, conditions: Conditions) -> None:
    """Raises FieldError for a month that has begun or already has terms."""
    _check_start(session, Terms, conditions.effective_from)


def check_relief(relief: Relief) -> None:
    """Raises FieldError for months already past, or in the wrong order."""
    if relief.first_month < this_month():
        raise FieldError("first_month", N_("Bulan pertama tidak boleh sudah lewat."))
    if relief.last_month < relief.first_month:
        raise FieldError("last_month", N_("Bulan terakhir tidak boleh sebelum bulan pertama."))


def publish_rates(actor: User, rates: Rates) -> None:
    """Let `rates` take over from their month on. Raises FieldError as `check_rates`."""
    _publish(actor, tariff_row(rates), lambda session: check_rates(session, rates))


def publish_conditions(actor: User, conditions: Conditions) -> None:
    """Let `conditions` take over from their month on. Raises FieldError as `check_conditions`."""
    _publish(actor, terms_row(conditions), lambda session: check_conditions(session, conditions))


def publish_relief(actor: User, relief: Relief) -> None:
    """Take something off for the months of `relief`. Raises FieldError as `check_relief`."""
    _publish(actor, relief_row(relief), lambda _: check_relief(relief))


def can_end(rule: ReliefRule) -> bool:
    """Whether a relief may still be ended early."""
    return rule.ended_at is None and bool(months_to_end(rule))


def relief_rule(relief_id: UUID) -> ReliefRule:
    """A relief that may still be ended. Raises NotFound, or AlreadyEnded."""
    return _running(sessions(), relief_id)


def months_to_end(rule: ReliefRule) -> tuple[Month, ...]:
    """The months that may become a relief's last: from the running one, or the one before it begins, on."""
    first = max(this_month(), rule.first_month + -1)
    return first.run(rule.last_month - first)


def end_relief(actor: User, relief_id: UUID, last_month: Month) -> ReliefRule:
    """Let a relief cover no month after `last_month`; months already raised keep their amounts.

    Raises NotFound, AlreadyEnded, or FieldError for a month that has passed or is its last anyway.
    """
    with transaction() as session:
        rule = _running(session, relief_id, lock=True)
        if last_month not in months_to_end(rule):
            raise FieldError("last_month", N_("Pilih salah satu bulan di daftar."))
        rule.end(last_month, by=actor)
    forget()
    return rule


def _running(session: Session, relief_id: UUID, *, lock: bool = False) -> ReliefRule:
    rule = session.get(ReliefRule, relief_id, with_for_update=lock)
    if rule is None:
        raise NotFound
    if not can_end(rule):
        raise AlreadyEnded
    return rule


def _check_start(session: Session, table: type[Tariff | Terms], month: Month) -> None:
    if month <= this_month():
        raise FieldError("effective_from", NOT_YET)
    if session.scalar(select(table.id).where(table.effective_from == month)) is not None:
        raise FieldError("effective_from", TAKEN)


def _publish(actor: User, row: Tariff | ReliefRule | Terms, check: Callable[[Session], None]) -> None:
    row.published_at, row.published_by_id = now(), actor.id
    table = row.__tablename__
    try:
        with transaction() as session:
            check(session)
            session.add(row)
            session.flush()
    except IntegrityError as error:
        if violated(error, f"uq_{table}_effective_from", f"{table}.effective_from"):
            raise FieldError("effective_from", TAKEN) from error
        raise
    forget()


def _successive(rows: Sequence[Dated], month: Month) -> list[tuple[Dated, Standing]]:
    """Rows that take over from each other, latest first: each holds until the one after it begins."""
    ends = [None, *(row.effective_from + -1 for row in rows)]
    return [(row, _standing(month, row.effective_from, end)) for row, end in zip(rows, ends, strict=False)]


def _standing(month: Month, first: Month, last: Month | None) -> Standing:
    if last is not None and (last < first or last < month):
        return Standing.PAST
    return Standing.COMING if first > month else Standing.IN_FORCE
