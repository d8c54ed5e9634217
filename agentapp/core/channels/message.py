"""WhatsApp or SMS by a provider's HTTP interface: one POST of JSON a message.

`{"id", "to", "text", "kind", "language"}` with `Authorization: Bearer …` and `Idempotency-Key` (the `id`), by which the
provider knows a message sent twice. What a provider wants in another form belongs into a file beside this one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus

import httpx

from agentapp.core.channels.channel import ChannelDown, ChannelSettings, Deferred, Letter, Refused, Send
from agentapp.core.outbox_entry import Way
from agentapp.core.trust import trusted

TIMEOUT = httpx.Timeout(15, connect=5)
_NOT_NOW = {HTTPStatus.CONFLICT, HTTPStatus.LOCKED, HTTPStatus.TOO_EARLY}
_OURS = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.PAYMENT_REQUIRED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_MANY_REQUESTS,
}
"""Refusals that are not about the one message: the address or the token is wrong, no credit, too many at once."""


class MessageService:
    """The provider of the installation."""

    name = "message"
    ways = frozenset({Way.PHONE})

    def __init__(self, settings: ChannelSettings) -> None:
        self._url = settings.message_url
        self._token = settings.message_token

    @contextmanager
    def open(self) -> Iterator[Send]:
        headers = {"Authorization": f"Bearer {self._token}"}
        with httpx.Client(headers=headers, timeout=TIMEOUT, verify=trusted()) as client:
            yield partial(self._send, client)

    def _send(self, client: httpx.Client, letter: Letter) -> None:
        try:
            answer = client.post(
                self._url, json=_message(letter), headers={"Idempotency-Key": str(letter.id)}
            )
        except httpx.HTTPError as error:
            raise ChannelDown from error
        _judge(answer)


def _message(letter: Letter) -> dict[str, str | None]:
    return {
        "id": str(letter.id),
        "to": letter.phone,
        "text": letter.text,
        "kind": letter.kind,
        "language": letter.language,
    }


def _judge(answer: httpx.Response) -> None:
    if answer.is_success:
        return
    if answer.status_code in _NOT_NOW:
        raise Deferred
    if answer.is_client_error and answer.status_code not in _OURS:
        raise Refused
    raise ChannelDown
