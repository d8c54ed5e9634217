"""Runs auto-debit in processes that are killed at random moments, until enough were; then lets it come to its end.

`python -m tests.support.money_crash MONTH KILLS SEED`, with the settings of an installation in the environment. A warm
parent without any connection forks the processes: each opens its own. Prints figures in JSON.
"""

import json
import os
import signal
import sys
import time
import traceback
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from random import Random

import time_machine
from sqlalchemy import Engine, NullPool, create_engine, func, select

from agentapp.app import create_app
from agentapp.autodebit.announcing import announce
from agentapp.autodebit.attempts import IN_FLIGHT, Attempt
from agentapp.autodebit.code_steps import tend_codes
from agentapp.autodebit.gateways import gateway
from agentapp.autodebit.polling import poll
from agentapp.autodebit.preparing import prepare
from agentapp.autodebit.reconciliation import reconcile
from agentapp.autodebit.sending import send_due
from agentapp.autodebit.timing import Occasion, first_debit, next_try
from agentapp.config import Settings
from agentapp.core.clock import JAKARTA
from agentapp.core.db import sessions
from agentapp.core.period import Month
from tests.support.databases import forget_fast

AT_ONCE = 5
LONGEST = 0.1
LAST_ROUNDS = 6
NOTICES = 0.06
_BEGAN: dict[date, float] = {}


@dataclass
class Figures:
    """`in_doubt`: debits sent or unknown at a kill, summed over all kills. `failed`: processes that raised."""

    kills: int = 0
    in_doubt: int = 0
    failed: int = 0
    left: int = 0


def run(occasion: Occasion) -> None:
    prepare(occasion)
    announce(occasion)
    send_due(occasion)


def ask(occasion: Occasion) -> None:
    poll(occasion, whole_day=True)
    tend_codes(occasion, whole_day=True)


def settle(occasion: Occasion) -> None:
    reconcile(gateway(), shown_book(), occasion)


def shown_book() -> bytes:
    """The bank's list of all it executed."""
    with urllib.request.urlopen(f"http://127.0.0.1:{os.environ['SIMULATOR_PORT']}/_book") as answer:
        return bytes(answer.read())


def days_of(month: Month) -> Iterator[date]:
    """The day of the notice, the debit day, and those of the next tries."""
    day: date | None = month.first_day
    yield month.first_day
    day = first_debit(month, 5, month.first_day)
    while day is not None:
        yield day
        day = next_try(month, day)


def morning(day: date) -> Occasion:
    return Occasion(day, datetime(day.year, day.month, day.day, 9, tzinfo=JAKARTA))


def start(job: Callable[[Occasion], None], occasion: Occasion) -> int:
    """The id of a process that does it. The processes of a day share a clock, as those of a machine do."""
    passed = time.monotonic() - _BEGAN.setdefault(occasion.day, time.monotonic())
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        with time_machine.travel(occasion.moment + timedelta(seconds=passed)):
            job(occasion)
        status = 0
    finally:
        if status:
            traceback.print_exc()
        sys.stderr.flush()
        os._exit(status)


def end(process: int, figures: Figures, *, by_force: bool) -> None:
    """Kill it, or wait for it."""
    ended, status = os.waitpid(process, os.WNOHANG if by_force else 0)
    if not ended:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        figures.kills += 1
    elif os.waitstatus_to_exitcode(status):
        figures.failed += 1


def in_doubt(url: str) -> int:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        asked = select(func.count()).select_from(Attempt.__table__).where(Attempt.state.in_(IN_FLIGHT))
        return connection.execute(asked).scalar_one()


def crash(month: Month, kills: int, chance: Random, url: str) -> Figures:
    """The days of a month, each with its share of the kills, and one run of each day that is left to end.

    Notices are soon sent, and whoever finds nothing to do cannot be killed at it: their day has the smallest share.
    """
    figures, days = Figures(), list(days_of(month))
    for place, day in enumerate(days):
        while figures.kills < kills * (NOTICES + (1 - NOTICES) * place / (len(days) - 1)):
            jobs = [run, *chance.choices((run, ask, settle), k=AT_ONCE - 1)]
            processes = [start(job, morning(day)) for job in jobs]
            for process in processes:
                time.sleep(chance.uniform(0.0, LONGEST))
                end(process, figures, by_force=True)
            figures.in_doubt += in_doubt(url)
        end(start(run, morning(day)), figures, by_force=False)
    for later in range(LAST_ROUNDS):
        end(start(ask, morning(days[-1] + timedelta(days=later))), figures, by_force=False)
        figures.left = in_doubt(url)
        if not figures.left:
            break
    end(start(settle, morning(days[-1])), figures, by_force=False)
    return figures


def warm_up(engine: Engine, month: Month) -> None:
    """Do each job once on a day for which there is nothing to do, so that what is forked knows its statements."""
    occasion = morning((month + -2).first_day)
    with time_machine.travel(occasion.moment):
        for job in (run, ask):
            job(occasion)
    sessions.remove()
    engine.dispose()


def main() -> None:
    settings = Settings.from_environment()
    engine = create_app(settings).extensions["gendong_engine"]
    forget_fast(engine)
    month, kills, seed = Month.parse(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    warm_up(engine, month)
    print(json.dumps(asdict(crash(month, kills, Random(seed), settings.database_url))))


if __name__ == "__main__":
    main()
