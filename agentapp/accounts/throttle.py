"""How often one may guess a password. Counted by the library `limits` in a table that all processes share.

Only wrong guesses count. An account is guarded against guesses from anywhere, an address against guesses at
any account; a browser that signed in before has its own count, so that strangers cannot shut the owner out.
"""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from agentapp.accounts.models import RateCounter
from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import N_, DomainError

ACCOUNT = RateLimitItemPerMinute(10, 15, namespace="account")
BROWSER = RateLimitItemPerMinute(10, 15, namespace="browser")
ADDRESS = RateLimitItemPerMinute(60, 15, namespace="address")

Guard = tuple[RateLimitItem, str]


class TooManyTries(DomainError):
    """Guessing stopped for a while; `seconds` until one may go on."""

    status = 429
    default = N_("Terlalu banyak percobaan masuk. Tunggu %(minutes)s menit, lalu coba lagi.")

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(minutes=max(1, math.ceil(seconds / 60)))


class TableStorage(Storage):
    """Counters in the table `rate_counters`. Writes in the transaction that is open, or in one of its own."""

    STORAGE_SCHEME = ["gendong"]
    base_exceptions = ()

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        with _writing() as session:
            return _count(session, key, expiry, amount)

    def get(self, key: str) -> int:
        return _standing(key, RateCounter.count) or 0

    def get_expiry(self, key: str) -> float:
        expires_at = _standing(key, RateCounter.expires_at)
        return expires_at.timestamp() if expires_at else time.time()

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with _writing() as session:
            return len(session.scalars(delete(RateCounter).returning(RateCounter.key)).all())

    def clear(self, key: str) -> None:
        with _writing() as session:
            session.execute(delete(RateCounter).where(RateCounter.key == key))


_limiter = FixedWindowRateLimiter(TableStorage())


def expect_room(guards: list[Guard]) -> None:
    """Raises TooManyTries where one of the guards has counted enough."""
    for item, key in guards:
        if not _limiter.test(item, key):
            left = _limiter.get_window_stats(item, key).reset_time - time.time()
            raise TooManyTries(math.ceil(left))


def count_wrong(guards: list[Guard]) -> None:
    """Count a wrong guess with each guard."""
    for item, key in guards:
        _limiter.hit(item, key)


class TooMuch(DomainError):
    """Asked too often within a while; `seconds` until one may ask again."""

    status = 429
    default = N_("Terlalu sering dalam waktu singkat. Tunggu beberapa menit, lalu coba lagi.")

    def __init__(self, seconds: int = 60) -> None:
        self.seconds = seconds
        super().__init__()


def spend(item: RateLimitItem, key: str) -> None:
    """Use up one of what `item` allows to `key`. Raises TooMuch where nothing is left."""
    if not _limiter.hit(item, key):
        left = _limiter.get_window_stats(item, key).reset_time - time.time()
        raise TooMuch(max(1, math.ceil(left)))


def forgive(guards: list[Guard]) -> None:
    """The guess was right: its account starts anew, its address does not. Sweeps what ran out, too."""
    for item, key in guards:
        if item is not ADDRESS:
            _limiter.clear(item, key)
    with _writing() as session:
        session.execute(delete(RateCounter).where(RateCounter.expires_at <= now()))


@contextmanager
def _writing() -> Iterator[Session]:
    """The transaction that is open, or a new one."""
    if sessions().info.get("writing"):
        yield sessions()
    else:
        with transaction() as session:
            yield session


def _count(session: Session, key: str, expiry: int, amount: int) -> int:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    begun, until = now(), now() + timedelta(seconds=expiry)
    ran_out = RateCounter.expires_at <= begun
    statement = insert(RateCounter).values(key=key, count=amount, expires_at=until)
    counted = statement.on_conflict_do_update(
        index_elements=[RateCounter.key],
        set_={
            "count": case((ran_out, amount), else_=RateCounter.count + amount),
            "expires_at": case((ran_out, until), else_=RateCounter.expires_at),
        },
    )
    return session.execute(counted.returning(RateCounter.count)).scalar_one()


def _standing(key: str, column: Any) -> Any:
    return sessions().scalar(select(column).where(RateCounter.key == key, RateCounter.expires_at > now()))
