"""Which jobs there are, and when the turn of each comes.

A task carries nothing but a job's name; the rows of the database say what is to be done. So a job done twice, by
several workers at once, or after a crash, does what is left and no more, and what one turn misses the next one finds.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from huey import crontab

from agentapp.autodebit import jobs as autodebit
from agentapp.contributions import jobs as contributions
from agentapp.core.delivery import deliver
from agentapp.core.sweeping import sweep
from agentapp.coverage import jobs as coverage
from agentapp.funds import jobs as funds
from agentapp.funds.batches import jobs as batches
from agentapp.intake import jobs as intake
from agentapp.sponsorship import jobs as sponsorship

BANKING_HOURS = "22,23,0-12"
"""From 5 to 20 WIB: somewhere in Indonesia it is between 7 and 20 o'clock. Each debit waits for its payer's own."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A job and when its turn comes, in UTC. `alone`: a process does not begin it again while it is at it."""

    work: Callable[[], Mapping[str, int]]
    when: Callable[..., bool]
    alone: bool = True


def deliver_notices() -> Mapping[str, int]:
    """Send the notices that are due."""
    return asdict(deliver())


def sweep_outbox() -> Mapping[str, int]:
    """Free notices whose sender died, erase the texts of old ones."""
    return asdict(sweep())


CLOCK = {
    "bank_messages": Turn(autodebit.apply_bank_messages, crontab(), alone=False),
    "ask_banks": Turn(autodebit.ask_banks, crontab()),
    "send_debits": Turn(autodebit.send_debits, crontab(minute="*/3", hour=BANKING_HOURS)),
    "prepare_debits": Turn(autodebit.prepare_debits, crontab(minute="10", hour="22,23,0,3,6,9")),
    "obligations": Turn(contributions.raise_obligations, crontab(minute="20", hour="17,20")),
    "fund_places": Turn(funds.keep_places, crontab(minute="5", hour="17,20")),
    "sponsorships": Turn(sponsorship.end_finished, crontab(minute="15", hour="17,20")),
    "reminders": Turn(contributions.remind_workers, crontab(minute="0", hour="2")),
    batches.JOB: Turn(batches.go_on, crontab()),
    "batch_sweep": Turn(batches.sweep, crontab(minute="30", hour="18")),
    "intake_beat": Turn(intake.beat, crontab()),
    "intake_sweep": Turn(intake.sweep, crontab(minute="35", hour="18")),
    "notices": Turn(deliver_notices, crontab()),
    "coverage": Turn(coverage.count_present, crontab(minute="40")),
    "coverage_past": Turn(coverage.count_past, crontab(minute="50", hour="18")),
    "outbox_sweep": Turn(sweep_outbox, crontab(minute="*/10")),
}
