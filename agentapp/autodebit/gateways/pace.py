"""How often a bank may be asked."""

import time
from threading import Lock


class Pace:
    """Lets callers of all threads through at most `per_second` times a second; 0 lets everybody through."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second if per_second else 0.0
        self._next = 0.0
        self._lock = Lock()

    def wait(self) -> None:
        if not self._gap:
            return
        with self._lock:
            mine = max(self._next, time.monotonic())
            self._next = mine + self._gap
        time.sleep(max(0.0, mine - time.monotonic()))
