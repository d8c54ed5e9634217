"""The supervisor's queue: its first page and its 200th, one reader."""

import html
import re
import time
from statistics import median

from tests.bench.http import Session
from tests.bench.load import Connection
from tests.bench.report import Row, median_percentile, milliseconds
from tests.factories import PASSWORD
from tests.support.live import LiveSite

FAR_PAGE = 200
READS = 60
WARM_UP = 20
P95_SECONDS = 0.010
BARE_SECONDS = 0.003
"""What a bare page takes on the machine that the aim was set for: on another, the ratio tells more."""
SAME_WITHIN = 1.25
NEXT = re.compile(rb'href="(/review\?[^"]*after=[^"]*)"')


def measure_queue(app: LiveSite, bare: LiveSite, email: str, rounds: int) -> list[Row]:
    """p50 and p95 of both pages, beside a bare page of 50 rows."""
    supervisor = Session(app.port)
    supervisor.sign_in(email, PASSWORD)
    pages = {
        "first": supervisor.bytes_of("GET", "/review"),
        "far": supervisor.bytes_of("GET", far_page(supervisor)),
    }
    plain = Session(bare.port)
    taken: dict[str, list[list[float]]] = {"bare": [], "first": [], "far": []}
    read(supervisor.connection, pages["first"], WARM_UP)
    for _ in range(rounds):
        taken["bare"].append(read(plain.connection, plain.bytes_of("GET", "/queue"), READS))
        for name, request in pages.items():
            taken[name].append(read(supervisor.connection, request, READS))
    return rows_of(taken)


def far_page(supervisor: Session) -> str:
    """The address of page 200, reached as a supervisor would: by the link to the next page."""
    path = "/review"
    for _ in range(FAR_PAGE - 1):
        found = NEXT.search(supervisor.get(path))
        if found is None:
            break
        path = html.unescape(found[1].decode())
    return path


def read(connection: Connection, request: bytes, times: int) -> list[float]:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        connection.ask(request, 200)
        taken.append(time.perf_counter() - begun)
    return taken


def rows_of(taken: dict[str, list[list[float]]]) -> list[Row]:
    bare = median_percentile(taken["bare"], 0.95)
    aim = f"<= {P95_SECONDS / BARE_SECONDS:.2f}, p95 <= {milliseconds(P95_SECONDS)}"
    rows = []
    for name, title in (("first", "queue, page 1"), ("far", f"queue, page {FAR_PAGE}")):
        p50, p95 = median_percentile(taken[name], 0.5), median_percentile(taken[name], 0.95)
        told = f"p50 {milliseconds(p50)}, p95 {milliseconds(p95)}"
        rows.append(Row(title, f"p95 {milliseconds(bare)}", told, p95 / bare, aim, p95 <= P95_SECONDS))
    first, far = (median(median(values) for values in taken[name]) for name in ("first", "far"))
    rows.append(
        Row(f"page {FAR_PAGE} to page 1", "", "p50", far / first, "the same", far / first <= SAME_WITHIN)
    )
    return rows
