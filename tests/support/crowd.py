"""Many at once: threads, each with a session of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from agentapp.core.db import sessions
from agentapp.core.errors import DomainError


def at_once(jobs: Sequence[Callable[[], object]]) -> list[object]:
    """What each job gave, or the rule that refused it; all begin together."""
    barrier = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return job()
        except DomainError as error:
            return error
        finally:
            sessions.remove()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))
