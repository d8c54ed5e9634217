"""The phones that agents carry: how each is, and what it needs for its way offline."""

from datetime import UTC, datetime
from uuid import UUID

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
    """Keep how the phone is; how many seconds its clock is ahead. Raises NoMoment."""
    ahead = clock_error(report.now)
    row = {
        "version": report.version,
        "last_contact_at": now(),
        "clock_error_s": ahead,
        "waiting": report.waiting,
        "oldest_at": moment(report.oldest_at) if report.oldest_at else None,
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
    return ahead


def clock_error(told: str) -> int:
    """Seconds that a clock which tells `told` is ahead of ours; within ten years. Raises NoMoment."""
    ahead = round((moment(told) - now()).total_seconds())
    return max(-MOST_ERROR_S, min(MOST_ERROR_S, ahead))


def moment(text: str) -> datetime:
    """Raises NoMoment."""
    try:
        return parse_moment(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NoMoment from error
