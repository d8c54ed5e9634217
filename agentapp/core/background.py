"""A word to the workers that there is something to do now. Without it their clock comes round anyway."""

from collections.abc import Callable

Wake = Callable[[str], None]

_wake: list[Wake] = []


def introduce(wake: Wake) -> None:
    """Let jobs be asked for by their name, for the whole process."""
    _wake[:] = [wake]


def soon(job: str) -> None:
    """Have a worker do `job` (a name of `tasks.CLOCK`) within a few seconds. For after the commit; never raises."""
    for wake in _wake:
        wake(job)
