"""The month's round over a million workers, beside one plain INSERT … SELECT that writes the same rows again."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import text

from agentapp.contributions.models import Obligation
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.period import Month
from agentapp.coverage.reach import villages_of
from agentapp.programmes.occupations import OCCUPATIONS
from agentapp.workers.models import Worker
from tests.bench.report import Bulk, Row
from tests.factories import WorkerFactory
from tests.support.databases import ROOT
from tests.support.live import LiveSite

MOST_SECONDS = 60
REGENCIES = ("13.03", "13.02")
WATCH = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A small process between: Linux counts what the one that starts another had in memory as the other's."""
NUMBERS = """WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)"""
RANDOM = {"sqlite": "randomblob(16)", "postgresql": "uuid_send(gen_random_uuid())"}
KEY = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}
INCOME = "1000000 + n % 60 * 250000"


def measure_assessing(site: LiveSite, workers: int) -> list[Row]:
    """Seconds and rows a second of the command, start-up included, and of the plain statement; its memory at most."""
    seed_workers(workers)
    ours, megabytes = run_command(site)
    raised = sessions().query(Obligation).count()
    _run("CREATE TABLE held AS SELECT * FROM obligations")
    _run("DELETE FROM obligations")
    plain = timed(lambda: _run("INSERT INTO obligations SELECT * FROM held"))
    _run("DROP TABLE held")
    sessions.remove()
    assert raised == workers + 1, f"{raised} months for {workers + 1} workers"
    bulk = Bulk(f"{workers:,} months raised", raised, plain, ours, megabytes)
    return bulk.rows(MOST_SECONDS * raised / 1_000_000, f"{MOST_SECONDS} s a million")


def run_command(site: LiveSite) -> tuple[float, float]:
    """`contributions assess` for this month on the site's database: its seconds, and its memory in megabytes."""
    flask = [Path(sys.executable).parent / "flask", "--app", "wsgi", "contributions", "assess"]
    begun = time.perf_counter()
    command = subprocess.run(
        [sys.executable, "-c", WATCH, *flask, "--period", str(Month.of(today()))],
        cwd=ROOT,
        env={**site.environment, "PORT": "8000"},
        stdout=subprocess.PIPE,
        check=True,
    )
    return time.perf_counter() - begun, int(command.stdout) / 1024


def seed_workers(count: int) -> None:
    """`count` more workers like one that a factory makes, of incomes in many brackets; none owes anything yet.

    They live in all villages of two regencies, and do whatever people do.
    """
    dialect = sessions().get_bind().dialect.name
    villages = _number(
        "bench_villages", "code", [each.code for name in REGENCIES for each in villages_of(name)]
    )
    occupations = _number("bench_occupations", "label", [each.label for each in OCCUPATIONS])
    pattern = WorkerFactory()
    occupation = (
        f"(SELECT label FROM bench_occupations WHERE bench_occupations.n = numbers.n / 7 % {occupations})"
    )
    village = f"(SELECT code FROM bench_villages WHERE bench_villages.n = numbers.n % {villages})"
    changed = {
        "id": KEY[dialect],
        "nik_hash": RANDOM[dialect],
        "monthly_income": INCOME,
        "village_code": village,
        "district_code": f"substr({village}, 1, 8)",
        "occupation": occupation,
        "sex": "CASE WHEN n / 5 % 2 = 0 THEN 'M' ELSE 'F' END",
    }
    names = [column.name for column in Worker.__table__.columns]
    told = ", ".join(changed.get(name, name) for name in names)
    columns = ", ".join(names)
    _run(f"INSERT INTO workers ({columns}) {NUMBERS} SELECT {told} FROM numbers, workers", count=count)
    _run(
        "INSERT INTO memberships (number, tail, worker_id, since) "
        "SELECT 20000000000 + row_number() OVER (), '0000', id, :since FROM workers "
        "WHERE id NOT IN (SELECT worker_id FROM memberships)",
        since=int(str(pattern.membership.since).replace("-", "")),
    )
    for table in ("bench_villages", "bench_occupations"):
        _run(f"DROP TABLE {table}")
    _run("ANALYZE")


def _number(table: str, column: str, texts: list[str]) -> int:
    """Put texts into a table of their own, by number from 0 on; how many."""
    _run(f"DROP TABLE IF EXISTS {table}")
    _run(f"CREATE TABLE {table} (n INTEGER PRIMARY KEY, {column} VARCHAR(80) NOT NULL)")
    for n, each in enumerate(texts):
        _run(f"INSERT INTO {table} VALUES (:n, :text)", n=n, text=each)
    return len(texts)


def timed(job: Callable[[], object]) -> float:
    begun = time.perf_counter()
    job()
    return time.perf_counter() - begun


def _run(statement: str, **values: Any) -> None:
    sessions().execute(text(statement), values)
    sessions().commit()
