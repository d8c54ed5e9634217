"""The channels there are, by the name that NOTICE_CHANNELS calls them."""

from collections.abc import Callable

from agentapp.core.channels.channel import Channel, ChannelSettings
from agentapp.core.channels.file_sink import FileSink
from agentapp.core.channels.message import MessageService
from agentapp.core.channels.smtp import Smtp

KNOWN: dict[str, Callable[[ChannelSettings], Channel]] = {
    each.name: each for each in (FileSink, MessageService, Smtp)
}


def channels(settings: ChannelSettings) -> tuple[Channel, ...]:
    """The channels of an installation, in the order in which they are tried."""
    return tuple(KNOWN[name](settings) for name in settings.names)
