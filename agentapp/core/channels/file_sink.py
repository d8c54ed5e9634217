"""The channel of an installation that has none: each letter becomes a file that only its owner reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agentapp.core.channels.channel import ChannelDown, ChannelSettings, Letter, Send
from agentapp.core.channels.mail import compose
from agentapp.core.outbox_entry import Way

SENDER = "Gendong <gendong@localhost.invalid>"


class FileSink:
    """`<id>.txt` for a phone, `<id>.eml` for an e-mail address, in one folder; written again, it is the same file."""

    name = "file"
    ways = frozenset(Way)

    def __init__(self, settings: ChannelSettings) -> None:
        self._folder = settings.folder
        self._sender = settings.mail_from or SENDER

    @contextmanager
    def open(self) -> Iterator[Send]:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ChannelDown from error
        yield self._send

    def _send(self, letter: Letter) -> None:
        by_phone = letter.phone and (letter.prefers == Way.PHONE or not letter.email)
        name = f"{letter.id}.{'txt' if by_phone else 'eml'}"
        written = self._short_message(letter) if by_phone else compose(letter, self._sender).as_bytes()
        try:
            _write(self._folder / name, written)
        except OSError as error:
            raise ChannelDown from error

    @staticmethod
    def _short_message(letter: Letter) -> bytes:
        return f"To: {letter.phone}\n\n{letter.text}\n".encode()


def _write(path: Path, content: bytes) -> None:
    """The file is there whole, or not at all."""
    whole = path.with_suffix(".part")
    whole.unlink(missing_ok=True)
    whole.touch(mode=0o600)
    whole.write_bytes(content)
    whole.replace(path)
