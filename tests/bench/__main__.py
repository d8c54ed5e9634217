"""`make bench`: the queue of 100.000 cases, enrolments a second, the month's round over a million workers,
what coverage says of them, a hundred thousand debits prepared, and a sheet of a hundred thousand names.

Each beside the least that could do it: a bare Flask app, a plain statement. Pages and forms go over HTTP before
gunicorn, on SQLite and on PostgreSQL, in rounds that take turns with the bare app, so that whatever else the machine
does falls on both.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from agentapp.core.db import sessions
from tests.bench.assessing import measure_assessing
from tests.bench.bare_table import TABLE
from tests.bench.batching import measure_batch
from tests.bench.counting import measure_counting
from tests.bench.enrolling import measure_enrolling
from tests.bench.load import Refused
from tests.bench.preparing import measure_preparing
from tests.bench.queue import measure_queue
from tests.bench.report import Row, print_table
from tests.bench.seeding import seed_queue
from tests.factories import AgentFactory, SupervisorFactory
from tests.support.databases import Database, PostgresqlDatabase, SqliteDatabase
from tests.support.live import LiveSite, inside
from tests.support.postgres import URL_VARIABLE

WAITING = 100_000
WORKERS = 1_000_000
MANDATES = 100_000
NAMES = 100_000
AGENTS = 200
ROUNDS = 5
SECONDS = 4.0
LOG_SHOWN = 4_000


def main() -> int:
    """Print one table a database. Exit status 1 where PostgreSQL is not at hand."""
    wanted = arguments()
    with tempfile.TemporaryDirectory(prefix="gendong-bench-") as folder:
        databases: dict[str, Database] = {"SQLite": SqliteDatabase(Path(folder))}
        if URL_VARIABLE in os.environ:
            databases["PostgreSQL"] = PostgresqlDatabase("gendong_bench")
        for name, database in databases.items():
            database.create()
            print_table(
                name,
                [
                    *measure(database, Path(folder), wanted),
                    *money(database, Path(folder), wanted),
                    *debits(database, Path(folder), wanted),
                    *(batches(database, Path(folder), wanted) if name == "PostgreSQL" else ()),
                ],
            )
            database.drop()
    return 0 if URL_VARIABLE in os.environ else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--waiting", type=int, default=WAITING, help="cases in the queue")
    parser.add_argument("--workers", type=int, default=WORKERS, help="workers who owe the month")
    parser.add_argument("--mandates", type=int, default=MANDATES, help="mandates that pay the month")
    parser.add_argument("--names", type=int, default=NAMES, help="rows of the sheet for a fund")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="length of a round")
    return parser.parse_args()


def measure(database: Database, folder: Path, wanted: argparse.Namespace) -> list[Row]:
    """Seed one database, serve both apps on it, and measure."""
    data_dir = Path(tempfile.mkdtemp(dir=folder))
    app = LiveSite(database.url, data_dir, workers=2)
    with inside(app):
        agents = [AgentFactory() for _ in range(AGENTS)]
        supervisor = SupervisorFactory()
        print(f"seeding {wanted.waiting} waiting cases …", file=sys.stderr)
        seed_queue(agents, wanted.waiting)
        TABLE.create(sessions().connection())
        sessions().commit()
        emails = [str(agent.email) for agent in agents]
        sessions.remove()
    bare = LiveSite(
        database.url, Path(tempfile.mkdtemp(dir=folder)), workers=2, target="tests.bench.bare:app"
    )
    with app, bare:
        try:
            rows = measure_queue(app, bare, str(supervisor.email), wanted.rounds)
            return rows + measure_enrolling(app, bare, emails, wanted.rounds, wanted.seconds)
        except Refused:
            print(app.log[-LOG_SHOWN:], bare.log[-LOG_SHOWN:], file=sys.stderr)
            raise


def money(database: Database, folder: Path, wanted: argparse.Namespace) -> list[Row]:
    """The month's round as its command runs it, on the same database; then what coverage says of it."""
    print(f"seeding {wanted.workers} workers …", file=sys.stderr)
    site = LiveSite(database.url, Path(tempfile.mkdtemp(dir=folder)))
    with inside(site):
        rows = measure_assessing(site, wanted.workers)
    return rows + measure_counting(site)


def debits(database: Database, folder: Path, wanted: argparse.Namespace) -> list[Row]:
    """The month's debits prepared, on a database of their own."""
    print(f"seeding {wanted.mandates} mandates …", file=sys.stderr)
    database.drop()
    database.create()
    site = LiveSite(database.url, Path(tempfile.mkdtemp(dir=folder)))
    with inside(site):
        return measure_preparing(site, wanted.mandates)


def batches(database: Database, folder: Path, wanted: argparse.Namespace) -> list[Row]:
    """A sheet of names from its file to people with cards, on a database of its own."""
    print(f"a sheet of {wanted.names} names …", file=sys.stderr)
    database.drop()
    database.create()
    return measure_batch(LiveSite(database.url, Path(tempfile.mkdtemp(dir=folder)), workers=2), wanted.names)


if __name__ == "__main__":
    sys.exit(main())
