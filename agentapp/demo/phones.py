"""The phones of the demo's agents, as each told of itself last: fine, stuck, silent, with a wrong clock."""

from dataclasses import dataclass
from datetime import timedelta

from agentapp.demo.chance import Chance
from agentapp.demo.stage import Stage
from agentapp.intake.models import Phone

MEGABYTE = 1_000_000
OLDER_VERSION = "5e1f0c9b72"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """Somebody's phone. `contact` and `oldest`: how long ago; `ahead_s`: how far its clock is ahead."""

    owner: str
    contact: timedelta
    waiting: int = 0
    needs_fix: int = 0
    oldest: timedelta | None = None
    ahead_s: int = 0
    used: int = 9
    quota: int = 2_400
    persisted: bool = True
    is_newest: bool = True
    last_error: str | None = None


MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PHONES = (
    Carried(owner="agen@demo.id", contact=12 * MINUTE),
    Carried(owner="agen2@demo.id", contact=3 * HOUR, waiting=2, oldest=5 * HOUR, used=21),
    Carried(
        owner="sumpur-kudus", contact=3 * DAY, waiting=7, needs_fix=1, oldest=4 * DAY, used=64, quota=310,
        persisted=False, is_newest=False, last_error="sender_failed",
    ),
    Carried(owner="tanjung-gadang", contact=40 * MINUTE, ahead_s=-2 * 365 * 86_400),
    Carried(owner="koto-vii", contact=2 * HOUR, needs_fix=1, oldest=30 * HOUR, last_error="invalid"),
    Carried(owner="majene", contact=1 * HOUR),
    Carried(owner="mamuju", contact=2 * DAY, waiting=3, oldest=2 * DAY, is_newest=False, used=35),
)  # fmt: skip


def carry_phones(stage: Stage, chance: Chance, version: str) -> None:
    """`version`: of the app as it is served now."""
    for each in PHONES:
        stage.rows.add(
            Phone,
            phone_id=chance.uuid(),
            person_id=stage.person(each.owner),
            version=version if each.is_newest else OLDER_VERSION,
            last_contact_at=stage.timeline.now - each.contact,
            clock_error_s=each.ahead_s,
            waiting=each.waiting,
            oldest_at=stage.timeline.now - each.oldest if each.oldest else None,
            needs_fix=each.needs_fix,
            storage_used=each.used * MEGABYTE,
            storage_quota=each.quota * MEGABYTE,
            persisted=each.persisted,
            last_error=each.last_error,
            retired_at=None,
            retired_by_id=None,
        )
