"""The kept queue between those who ask for a job and the workers who do it: huey, in a file or in PostgreSQL."""

import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
import structlog
from huey import Huey, PostgresHuey, SqliteHuey
from huey.serializer import SignedSerializer

from agentapp.config import Settings
from agentapp.tasks.clock import CLOCK

NAME = "gendong"
SOON = 1.0
"""Seconds until a job that was asked for is done: whoever asks again meanwhile is served by the same."""

log = structlog.get_logger("gendong.queue")


def open_queue(settings: Settings) -> Huey:
    """The queue that QUEUE_URL names. What is in it is signed, so that nobody else can put work there."""
    kept = {"results": False, "serializer": SignedSerializer(settings.secret_key, salt=NAME)}
    kind, _, place = settings.queue_url.partition(":///")
    if kind == "sqlite":
        return SqliteHuey(NAME, filename=place, fsync=True, **kept)
    return PostgresHuey(NAME, dsn=settings.queue_url.replace("+psycopg", "", 1), **kept)


def accept(queue: Huey, do: Callable[[str], object]) -> Any:
    """Let `queue` carry jobs by their name, done by `do`; what it returns puts one there."""

    def job(name: str) -> None:
        do(name)

    return queue.task()(job)


class Waker:
    """Asks the workers for a job from wherever the app runs, at most once a second. Any number of threads may."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._turn = threading.Lock()
        self._planned: dict[str, float] = {}
        self._job: Any = None

    def __call__(self, name: str) -> None:
        """A queue out of reach is logged: the workers' clock comes round anyway. Raises KeyError for an unknown job."""
        if name not in CLOCK:
            raise KeyError(name)
        with self._turn:
            if self._planned.get(name, 0.0) > time.monotonic():
                return
            try:
                self._plan(name)
            except (OSError, sqlite3.Error, psycopg.Error) as error:
                log.warning("not_queued", job=name, error=type(error).__name__)

    def _plan(self, name: str) -> None:
        """Keeps no connection: most of the time there is nothing to ask for."""
        if self._job is None:
            self._job = accept(open_queue(self._settings), CLOCK.__getitem__)
        self._planned[name] = time.monotonic() + SOON
        try:
            self._job.schedule(args=(name,), delay=SOON)
        finally:
            self._job.huey.storage.close()
