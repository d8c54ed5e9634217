"""A slow processor: the browser's pages stand still for most of each moment.

Chromium can slow itself down, but does so by spinning: it burns what it takes away, also from everybody beside it.
"""

import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

MOMENT_SECONDS = 0.040
LOOKED_AGAIN = 25
"""After so many moments, pages that were opened since are found."""


class SlowPhone:
    """From now on to `end`, the pages of the browser at `process` get one part in `slower` of the time."""

    def __init__(self, process: int, slower: int) -> None:
        self._process, self._slower = process, slower
        self._ended = Event()
        self._thread = Thread(target=self._hold_back, name="slow phone", daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()

    def _hold_back(self) -> None:
        runs, moment = MOMENT_SECONDS / self._slower, 0
        pages: list[int] = []
        while not self._ended.wait(runs):
            if moment % LOOKED_AGAIN == 0:
                pages = [child for child in below(self._process) if b"--type=renderer" in command(child)]
            moment += 1
            _tell(pages, signal.SIGSTOP)
            self._ended.wait(MOMENT_SECONDS - runs)
            _tell(pages, signal.SIGCONT)


def _tell(processes: Iterable[int], what: signal.Signals) -> None:
    for process in processes:
        with suppress(ProcessLookupError):  # its page was closed meanwhile
            os.kill(process, what)


def below(process: int) -> Iterator[int]:
    """All that a process has started, and what these have."""
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, _read(children).split()):
            yield child
            yield from below(child)


def command(process: int) -> bytes:
    """What it was started with; nothing if it has ended meanwhile."""
    return _read(Path(f"/proc/{process}/cmdline"))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
