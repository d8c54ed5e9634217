"""An outbox with a clock that stands still, and its ways out."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from agentapp.core.channels.channel import Channel, ChannelSettings
from agentapp.core.channels.registry import channels
from agentapp.core.delivery import use_channels
from tests.core.receivers import mail_server, message_provider, told

MORNING = datetime(2026, 11, 5, 3, 0, tzinfo=UTC)


@pytest.fixture
def clock(session) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ways_out(settings) -> Iterator[Callable[..., None]]:
    """Make these the channels; those of the settings come back afterwards."""

    def use(*ways: Channel | ChannelSettings) -> None:
        use_channels([one for way in ways for one in (channels(way) if _told(way) else (way,))])

    yield use
    use_channels(channels(settings.notices))


def _told(way) -> bool:
    return isinstance(way, ChannelSettings)


@pytest.fixture
def mail():
    """A running mail server and its address."""
    with mail_server() as running:
        yield running


@pytest.fixture
def provider(ways_out, tmp_path):
    """A running provider of messages, to which all notices go."""
    with message_provider() as (running, url):
        ways_out(told(tmp_path, names=("message",), message_url=url, message_token="let-me"))
        yield running
