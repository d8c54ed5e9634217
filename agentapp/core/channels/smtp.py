"""E-mail over SMTP: `smtps://` speaks TLS from the start, `smtp://` changes to it where the server offers it."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from urllib.parse import SplitResult, unquote, urlsplit

from agentapp.core.channels.channel import ChannelDown, ChannelSettings, Deferred, Letter, Refused, Send
from agentapp.core.channels.mail import compose
from agentapp.core.outbox_entry import Way

TIMEOUT = 15
"""Seconds to wait for the server, at each step."""

PERMANENT = 500
_PORTS = {"smtp": 587, "smtps": 465}


class Smtp:
    """The mail server of the installation. It cannot tell a letter sent twice; readers can, by its Message-ID."""

    name = "email"
    ways = frozenset({Way.EMAIL})

    def __init__(self, settings: ChannelSettings) -> None:
        self._url = urlsplit(settings.smtp_url)
        self._sender = settings.mail_from

    @contextmanager
    def open(self) -> Iterator[Send]:
        try:
            server = _connect(self._url)
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelDown from error
        try:
            yield partial(self._send, server)
        finally:
            _leave(server)

    def _send(self, server: smtplib.SMTP, letter: Letter) -> None:
        mail = compose(letter, self._sender)
        try:
            server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            raise _verdict(max(code for code, _ in error.recipients.values())) from None
        except smtplib.SMTPDataError as error:
            raise _verdict(error.smtp_code) from None
        except (smtplib.SMTPNotSupportedError, UnicodeError) as error:
            raise Refused from error
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelDown from error


def _verdict(code: int) -> Refused | Deferred:
    return Refused() if code >= PERMANENT else Deferred()


def _connect(url: SplitResult) -> smtplib.SMTP:
    """A connection, signed in. With a password it is encrypted or there is none."""
    host, port = url.hostname or "", url.port or _PORTS[url.scheme]
    context = ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    try:
        _sign_in(server, url, context)
    except BaseException:
        server.close()
        raise
    return server


def _sign_in(server: smtplib.SMTP, url: SplitResult, context: ssl.SSLContext) -> None:
    server.ehlo()
    if url.scheme == "smtp" and (url.username or server.has_extn("starttls")):
        server.starttls(context=context)
        server.ehlo()
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()
