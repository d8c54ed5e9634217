"""`flask worker`: does the jobs. At its start it does each once, so that a crash leaves nothing undone for long."""

import logging
import os
import threading
import time
import traceback
from functools import partial

import structlog
from flask import Flask
from huey import Huey
from huey.api import Task
from huey.signals import SIGNAL_ERROR

from agentapp.tasks.clock import CLOCK
from agentapp.tasks.queue import accept

THREADS = 4
POLLED_SECONDS = 1.0
STOP_SECONDS = 25.0
"""So long a worker that is told to end finishes what it is at. What it cuts short, the next one takes up."""

log = structlog.get_logger("gendong.worker")


class Worker:
    """One process of jobs. `queue`: what `open_queue` gives for the same settings."""

    def __init__(self, app: Flask, queue: Huey) -> None:
        self._app = app
        self._queue = queue
        self._busy = {name: threading.Lock() for name, turn in CLOCK.items() if turn.alone}
        self.ask = accept(queue, self.do)
        for name, turn in CLOCK.items():
            queue.periodic_task(turn.when, name=name)(partial(self.do, name))
        queue.signal(SIGNAL_ERROR)(_tell_failure)

    def run(self) -> None:
        """Until SIGTERM or SIGINT; ends the process."""
        _listen_to_huey()
        for name in CLOCK:
            self.ask(name)
        consumer = self._queue.create_consumer(
            workers=THREADS, max_delay=POLLED_SECONDS, graceful_signal="TERM", shutdown_timeout=STOP_SECONDS
        )
        log.info("worker_started", pid=os.getpid())
        consumer.run()
        _end(cut_short=any(thread.is_alive() for _, thread in consumer.worker_threads))

    def do(self, name: str) -> None:
        """One turn of a job, unless this process is at it already."""
        busy = self._busy.get(name)
        if busy is None:
            self._work(name)
        elif busy.acquire(blocking=False):
            try:
                self._work(name)
            finally:
                busy.release()

    def _work(self, name: str) -> None:
        """A line in the log if there was something to do."""
        started = time.perf_counter()
        with self._app.app_context():
            done = CLOCK[name].work()
        if any(done.values()):
            log.info("job", job=name, ms=round((time.perf_counter() - started) * 1000), **done)


def _tell_failure(_signal: str, task: Task, error: Exception) -> None:
    """Which job failed, how and where. Never the error's own text: it may hold what nobody should read."""
    job = task.args[0] if task.args else type(task).__name__
    place = traceback.extract_tb(error.__traceback__)[-1]
    log.error("job_failed", job=job, error=type(error).__name__, at=f"{place.filename}:{place.lineno}")


class _Plainly(logging.Handler):
    """What huey's own loops complain of, without values."""

    def emit(self, record: logging.LogRecord) -> None:
        """Failures of jobs are told by `_tell_failure`."""
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        if record.name != "huey":
            log.warning("queue", what=str(record.msg), error=error)


def _listen_to_huey() -> None:
    heard = logging.getLogger("huey")
    heard.propagate = False
    heard.handlers = [_Plainly(logging.WARNING)]


def _end(*, cut_short: bool) -> None:
    """A job that is cut short leaves rows that the next worker finds; Python alone would wait for its threads."""
    log.info("worker_stopped", cut_short=cut_short)
    if cut_short:
        os._exit(0)
