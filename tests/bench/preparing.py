"""The month's debits prepared for a hundred thousand mandates, beside plain INSERT … SELECTs of the same rows."""

import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import text

from agentapp.autodebit.attempts import Attempt
from agentapp.autodebit.preparing import prepare
from agentapp.autodebit.timing import Occasion
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.period import Month
from tests.bench.assessing import timed
from tests.bench.report import Bulk, Row
from tests.support.databases import ROOT
from tests.support.live import LiveSite, inside
from tests.support.money_seed import seed_mandates

MOST_SECONDS = 20
WRITTEN = ("mandate_lines", "attempts", "attempt_items")
"""The tables that are filled, what others refer to first."""


def measure_preparing(site: LiveSite, mandates: int) -> list[Row]:
    """Seconds of the preparing in a process of its own, and of the plain statements; its memory at most."""
    month = Month.of(today()) + 1
    seed_mandates(mandates, month)
    ours, megabytes = _prepared(site, month)
    prepared = sessions().query(Attempt).count()
    plain = _plainly()
    sessions.remove()
    assert prepared == mandates, f"{prepared} debits for {mandates} mandates"
    return Bulk(f"{mandates:,} debits prepared", prepared, plain, ours, megabytes).rows(
        MOST_SECONDS, f"{MOST_SECONDS} s"
    )


def _prepared(site: LiveSite, month: Month) -> tuple[float, float]:
    """Seconds and megabytes of a process that prepares the debits of `month`."""
    sessions.remove()
    told = [site.database_url, str(site.data_dir), str(month)]
    process = subprocess.run(
        [sys.executable, "-m", "tests.bench.preparing", *told],
        cwd=ROOT,
        env=site.environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    seconds, megabytes = map(float, process.stdout.split())
    return seconds, megabytes


def _plainly() -> float:
    """Seconds that plain statements take for the very rows that were prepared."""
    for table in WRITTEN:
        _run(f"CREATE TABLE held_{table} AS SELECT * FROM {table}")
    for table in reversed(WRITTEN):
        _run(f"DELETE FROM {table}")
    seconds = sum(
        timed(lambda table=table: _run(f"INSERT INTO {table} SELECT * FROM held_{table}"))
        for table in WRITTEN
    )
    for table in WRITTEN:
        _run(f"DROP TABLE held_{table}")
    return seconds


def _run(statement: str) -> None:
    sessions().execute(text(statement))
    sessions().commit()


def main() -> None:
    """Prepare, and say the seconds and the megabytes that it took."""
    url, folder, month = sys.argv[1:]
    with inside(LiveSite(url, Path(folder))):
        begun = time.perf_counter()
        prepare(Occasion.on(Month.parse(month).first_day))
        print(time.perf_counter() - begun, _most_memory())


def _most_memory() -> float:
    """Megabytes that this process ever held, told by the kernel (VmHWM)."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    main()
