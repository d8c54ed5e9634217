"""Coverage of a million workers: the month counted, beside one plain GROUP BY over the same rows; and its page."""

from sqlalchemy import text

from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.period import Month
from agentapp.coverage.rolling import roll_up
from tests.bench.assessing import timed
from tests.bench.http import Session
from tests.bench.queue import read
from tests.bench.report import Row, milliseconds, percentile
from tests.factories import PASSWORD, PaymentFactory, SupervisorFactory
from tests.support.live import LiveSite, inside

MOST_SECONDS = 90
PAGE_SECONDS = 0.2
READS = 30
PAGES = {"coverage of a branch": "/coverage", "coverage of a regency": "/coverage?region=13.03"}
PLAIN = """
SELECT village_code, occupation, sex, count(*), sum(amount)
FROM workers JOIN obligations ON obligations.worker_id = workers.id AND month = :month
GROUP BY village_code, occupation, sex
"""
PAY = """
UPDATE obligations SET state = 'paid', payment_id = (SELECT id FROM payments LIMIT 1)
WHERE worker_id IN (SELECT worker_id FROM memberships WHERE number % 3 <> 0)
"""


def measure_counting(site: LiveSite) -> list[Row]:
    """Seconds of the count, and how soon the pages come that show it. The month's round went before."""
    month = Month.of(today())
    with inside(site):
        email = str(SupervisorFactory().email)
        PaymentFactory()
        for statement in (PAY, "ANALYZE"):
            sessions().execute(text(statement))
            sessions().commit()
        plain = timed(
            lambda: sessions().execute(text(PLAIN), {"month": month.year * 100 + month.number}).all()
        )
        sessions().commit()
        counted: list[int] = []
        ours = timed(lambda: counted.append(roll_up(month).workers))
        sessions.remove()
    with site:
        return [_counted(counted[0], plain, ours), *_pages(site, email)]


def _counted(workers: int, plain: float, ours: float) -> Row:
    most = MOST_SECONDS * workers / 1_000_000
    aim = f"{MOST_SECONDS} s a million"
    return Row(
        f"{workers:,} workers counted", f"{plain:.1f} s", f"{ours:.1f} s", ours / plain, aim, ours <= most
    )


def _pages(site: LiveSite, email: str) -> list[Row]:
    supervisor = Session(site.port)
    supervisor.sign_in(email, PASSWORD)
    rows = []
    for name, path in PAGES.items():
        request = supervisor.bytes_of("GET", path)
        read(supervisor.connection, request, 3)
        taken = read(supervisor.connection, request, READS)
        p50, p95 = percentile(taken, 0.5), percentile(taken, 0.95)
        told = f"p50 {milliseconds(p50)}, p95 {milliseconds(p95)}"
        rows.append(Row(name, "", told, None, f"p95 <= {milliseconds(PAGE_SECONDS)}", p95 <= PAGE_SECONDS))
    return rows
