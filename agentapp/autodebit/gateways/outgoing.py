"""The files that go out to a bank: lines added once each, on the disk before anybody is told so."""

import csv
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from threading import Lock
from typing import IO

from agentapp.core.clock import today

HEADER = ("reference", "kind", "account", "mandate", "amount", "period", "original")


def row(*values: str | int) -> bytes:
    """One line of HEADER's fields."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(values)
    return text.getvalue().encode()


class Outgoing:
    """A folder with a file a day. One writer at a time, of all threads and processes; readers wait with them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._known: set[str] = set()
        self._read: dict[str, int] = {}

    def append(self, reference: str, line: bytes) -> None:
        """Add `line` to today's file, unless `reference` is in the file of any day."""
        with self._alone():
            if reference in self._known:
                return
            with self._today() as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
            self._look()

    def has(self, reference: str) -> bool:
        with self._alone():
            return reference in self._known

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._lock, (self._folder / ".turn").open("ab") as turn:
            flock(turn, LOCK_EX)
            self._look()
            yield

    @contextmanager
    def _today(self) -> Iterator[IO[bytes]]:
        path = self._folder / f"{today().isoformat()}.csv"
        fresh = not path.exists()
        path.touch(mode=0o600)
        with path.open("r+b") as file:
            file.truncate(self._read.get(path.name, 0))  # what follows the last whole line is a power cut's
            file.seek(0, os.SEEK_END)
            if fresh or file.tell() == 0:
                file.write(row(*HEADER))
            yield file
        if fresh:
            _sync_folder(self._folder)

    def _look(self) -> None:
        """Take in the whole lines that were added since the last look, by whichever process."""
        for path in sorted(self._folder.glob("*.csv")):
            seen = self._read.get(path.name, 0)
            if path.stat().st_size == seen:
                continue
            with path.open("rb") as file:
                file.seek(seen)
                added = file.read()
            whole = added[: added.rfind(b"\n") + 1]
            self._known.update(line.split(b",", 1)[0].decode() for line in whole.splitlines())
            self._read[path.name] = seen + len(whole)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
