"""The job that empties the outbox: claims a few notices, commits, sends them, and writes down what became of each.

A crash between claim and end leaves a row that `core.sweeping` finds. Such a notice may go twice only where the channel
cannot know it by its id.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Self

import structlog
from sqlalchemy import select

from agentapp.core.channels.channel import Channel, ChannelDown, DeliveryError, Letter, Refused, Send
from agentapp.core.clock import now
from agentapp.core.db import transaction
from agentapp.core.outbox_entry import OPEN, EntryState, OutboxEntry

PIECE = 20
log = structlog.get_logger("gendong.outbox")

_channels: tuple[Channel, ...] = ()


class NoChannel(Refused):
    """No channel of this installation reaches the recipient."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a run did: notices sent, to be tried again, and given up."""

    sent: int
    failed_for_now: int
    failed: int


@dataclass(frozen=True, slots=True)
class _Claim:
    """A letter of ours to send, while nobody has claimed it again: `attempt` tells."""

    letter: Letter
    attempt: int


def use_channels(channels: Sequence[Channel]) -> None:
    """Make these the ways out, in this order, for the whole process."""
    global _channels  # noqa: PLW0603 - set once, when the app is put together
    _channels = tuple(channels)


def deliver(limit: int = 500) -> Delivered:
    """Send what is due, at most `limit` notices, oldest first. Any number of processes may do so at once."""
    ends: Counter[EntryState | None] = Counter()
    with _Round(_channels) as round_:
        while claims := _claim(min(PIECE, limit - ends.total())):
            ends.update([round_.end_of(claim) for claim in claims])
    return Delivered(ends[EntryState.SENT], ends[EntryState.FAILED_FOR_NOW], ends[EntryState.FAILED])


def _claim(count: int) -> list[_Claim]:
    due = select(OutboxEntry).where(OPEN, OutboxEntry.send_after <= now())
    with transaction() as session:
        entries = session.scalars(
            due.order_by(OutboxEntry.send_after).limit(max(count, 0)).with_for_update(skip_locked=True)
        ).all()
        moment = now()
        for entry in entries:
            entry.claim(moment)
    return [_Claim(_letter(entry), entry.attempts) for entry in entries]


def _letter(entry: OutboxEntry) -> Letter:
    return Letter(
        id=entry.id,
        kind=entry.kind,
        language=entry.language,
        prefers=entry.prefers,
        phone=entry.phone,
        email=entry.email,
        subject=entry.subject or "",
        text=entry.text or "",
    )


class _Round:
    """One run with its open connections. A channel found down rests until the next run: others may still go."""

    def __init__(self, channels: Sequence[Channel]) -> None:
        self._channels = channels
        self._open: dict[str, Send] = {}
        self._down: set[str] = set()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def end_of(self, claim: _Claim) -> EntryState | None:
        """Send one and write down its end; None if the sweep has given it to somebody else meanwhile."""
        try:
            channel = self._send(claim.letter)
        except DeliveryError as error:
            return _end(claim, partial(fail_with, error=error))
        return _end(claim, partial(OutboxEntry.arrive, channel=channel))

    def _send(self, letter: Letter) -> str:
        """The name of the channel that took it: the first, unless that one refuses for good."""
        refusal = Refused()
        for channel in self._fitting(letter):
            try:
                self._give(channel, letter)
            except Refused as error:
                refusal = error
            else:
                return channel.name
        raise refusal

    def _fitting(self, letter: Letter) -> list[Channel]:
        fitting = [channel for channel in self._channels if channel.ways & letter.ways]
        if not fitting:
            raise NoChannel
        return sorted(fitting, key=lambda channel: letter.prefers not in channel.ways & letter.ways)

    def _give(self, channel: Channel, letter: Letter) -> None:
        if channel.name in self._down:
            raise ChannelDown
        try:
            if channel.name not in self._open:
                self._open[channel.name] = self._stack.enter_context(channel.open())
            self._open[channel.name](letter)
        except ChannelDown:
            self._down.add(channel.name)
            raise


def fail_with(entry: OutboxEntry, error: DeliveryError) -> None:
    """Write down the error's class, here and in the log; its text stays unread."""
    named = type(error).__name__
    if isinstance(error, Refused):
        entry.give_up(named)
    else:
        entry.fail(named)
    log.warning("notice_not_sent", id=str(entry.id), kind=entry.kind, attempt=entry.attempts, error=named)


def _end(claim: _Claim, verb: Callable[[OutboxEntry], None]) -> EntryState | None:
    with transaction() as session:
        entry = session.get_one(OutboxEntry, claim.letter.id, with_for_update=True, populate_existing=True)
        if (entry.state, entry.attempts) != (EntryState.SENDING, claim.attempt):
            return None
        verb(entry)
        return entry.state
