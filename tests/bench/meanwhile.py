"""Pages that people go on reading while a process works: how soon they come."""

import re
import subprocess
import time
from collections.abc import Callable, Mapping
from itertools import chain

from tests.bench.http import Session
from tests.bench.report import Row, milliseconds, percentile
from tests.factories import PASSWORD

PAGE_SECONDS = 0.3
PAUSE = 0.25
WARM_UP = 5
BATCH = re.compile(rb'href="(/funds/batches/[0-9a-f-]{36})"')


def read_while(
    start: Callable[[], subprocess.Popen[bytes]], port: int, pages: Mapping[str, str]
) -> tuple[bytes, dict[str, list[float]]]:
    """What a process said at its end, and the seconds that each page took meanwhile. `pages`: who reads which.

    Of a fund's page the first batch is read as well, as soon as it is listed there.
    """
    readers = {email: Session(port) for email in pages}
    for email, reader in readers.items():
        reader.sign_in(email, PASSWORD)
        for _ in range(WARM_UP):
            reader.get(pages[email])
    taken: dict[str, list[float]] = {}
    process = start()
    while process.poll() is None:
        for email, path in pages.items():
            body = _timed(readers[email], path, taken.setdefault(path, []))
            batch = BATCH.search(body)
            if batch:
                _timed(readers[email], batch[1].decode(), taken.setdefault("/funds/batches/…", []))
        time.sleep(PAUSE)
    return process.communicate()[0], taken


def _timed(reader: Session, path: str, taken: list[float]) -> bytes:
    begun = time.perf_counter()
    body = reader.get(path)
    taken.append(time.perf_counter() - begun)
    return body


def row_of(taken: Mapping[str, list[float]]) -> Row:
    """All of them as one line; the slowest page stands in it by name."""
    every = list(chain.from_iterable(taken.values()))
    slowest = max(taken, key=lambda path: max(taken[path]))
    p50, p95, most = percentile(every, 0.5), percentile(every, 0.95), max(every)
    told = (
        f"p50 {milliseconds(p50)}, p95 {milliseconds(p95)}, most {milliseconds(most)} of {len(every)}"
        f" ({slowest})"
    )
    return Row(
        "page answers meanwhile", "", told, None, f"<= {milliseconds(PAGE_SECONDS)}", most <= PAGE_SECONDS
    )
