"""Codes are not to be guessed: wrong ones are counted, and after too many no further is looked at for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItem, RateLimitItemPerMinute

from agentapp.accounts import throttle
from agentapp.accounts.models import User
from agentapp.accounts.throttle import TooManyTries, TooMuch
from agentapp.core.errors import DomainError

INVITATIONS = RateLimitItemPerMinute(10, 15, namespace="invitation")
GROUPS = RateLimitItemPerMinute(10, 15, namespace="sponsor_group")


@contextmanager
def counted(codes: RateLimitItem, actor: User, wrong: type[DomainError]) -> Iterator[None]:
    """Around looking up a code that the actor typed: `wrong` says that it is none. Raises TooMuch."""
    guards = [(codes, str(actor.id))]
    try:
        throttle.expect_room(guards)
    except TooManyTries:
        raise TooMuch from None
    try:
        yield
    except wrong:
        throttle.count_wrong(guards)
        raise
