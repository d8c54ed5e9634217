"""The phones that agents carry: how each is, and what it needs for its way offline."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from agentapp.accounts.models import User
from agentapp.core.bulk import INSERTS
from agentapp.core.clock import now, parse_moment
from agentapp.core.db import transaction
from agentapp.core.errors import N_, DomainError
from agentapp.intake.models import Phone
from agentapp.intake.shapes import PhoneReport

MOST_ERROR_S = 10 * 366 * 24 * 3600


class NoMoment(DomainError):
    status = 422
    code = "wrong_shape"
    default = N_("Waktu di HP tidak terbaca. Perbaiki jam HP, lalu coba lagi.")


def note(actor: User, phone_id: UUID, report: PhoneReport) -> int:
    """Keep how the phone is: it is in use. How many seconds its clock is ahead. Raises NoMoment."""
    ahead = clock_error(report.now)
    row = {
        "version": report.version,
        "last_contact_at": now(),
        "clock_error_s": ahead,
        "waiting": report.waiting,
        "oldest_at": _by_our_clock(report.oldest_at, ahead) if report.oldest_at else None,
        "needs_fix": report.needs_fix,
        "storage_used": report.storage_used,
        "storage_quota": report.storage_quota,
        "persisted": report.persisted,
        "last_error": report.last_error,
    }
    with transaction() as session:
        insert = INSERTS[session.get_bind().dialect.name](Phone)
        new = insert.values(phone_id=phone_id, person_id=actor.id, **row)
        session.execute(new.on_conflict_do_update(index_elements=["phone_id", "person_id"], set_=row))
        in_use = {"retired_at": None, "retired_by_id": None}
        retired = (Phone.phone_id == phone_id, Phone.retired_at.is_not(None))
        session.execute(update(Phone).where(*retired).values(in_use))
    return ahead


def note_emptied(phone_id: UUID, made_at: str) -> None:
    """All that lay on the phone at `made_at`, by its clock, has come another way: it does not wait there any more.

    Nothing changes where the phone has told of itself since. Raises NoMoment.
    """
    with transaction() as session:
        rows = session.scalars(select(Phone).where(Phone.phone_id == phone_id).with_for_update()).all()
        for row in rows:
            if row.last_contact_at <= _by_our_clock(made_at, row.clock_error_s):
                row.waiting, row.needs_fix, row.oldest_at = 0, 0, None


def clock_error(told: str) -> int:
    """Seconds that a clock which tells `told` is ahead of ours; within ten years. Raises NoMoment."""
    ahead = round((moment(told) - now()).total_seconds())
    return max(-MOST_ERROR_S, min(MOST_ERROR_S, ahead))


def _by_our_clock(told: str, ahead: int) -> datetime:
    """A moment that a phone tells whose clock is `ahead`; never one to come. Raises NoMoment."""
    try:
        return min(moment(told) - timedelta(seconds=ahead), now())
    except OverflowError as error:
        raise NoMoment from error


def moment(text: str) -> datetime:
    """Raises NoMoment."""
    try:
        return parse_moment(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NoMoment from error
