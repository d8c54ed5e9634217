"""Settings, read once from the environment. A wrong or missing value stops the start with one clear line."""

import json
import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from fcntl import LOCK_EX, flock
from pathlib import Path

from agentapp.core.channels.channel import ChannelSettings
from agentapp.core.channels.registry import KNOWN as CHANNELS
from agentapp.core.encryption import InvalidKey, Keyring, new_key

LOCALES = ("id", "en")
BANK_PREFIX = "BANK_"


class ConfigurationError(SystemExit):
    """Stops the process with one line that names the setting and how to mend it."""

    def __init__(self, setting: str, why: str) -> None:
        super().__init__(f"{setting}: {why}")


class Environment(StrEnum):
    """Where the app runs: `demo` makes missing secrets itself, `production` refuses to start without them."""

    DEMO = "demo"
    PRODUCTION = "production"
    TEST = "test"


BANK_UNLESS_TOLD = {
    Environment.DEMO: "simulator",
    Environment.TEST: "simulator",
    Environment.PRODUCTION: "batchfile",
}
"""The bank of an installation that names none. A production gets the one that needs no contract and takes no money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that may differ between two installations. See the table in README.md.

    `bank`: every variable whose name begins with BANK_; what is in it is the chosen bank's own affair.
    """

    app_env: Environment
    secret_key: str = field(repr=False)
    keyring: Keyring = field(repr=False)
    database_url: str = field(repr=False)
    queue_url: str = field(repr=False)
    data_dir: Path
    port: int
    web_concurrency: int
    default_locale: str
    bank_gateway: str
    bank: Mapping[str, str] = field(repr=False)
    simulator_port: int
    public_url: str
    proxies: int
    membership_from: int
    membership_to: int
    notices: ChannelSettings
    offline_app: bool

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings. Raises ConfigurationError, which ends the process, for a wrong or missing one."""
        reader = _Reader(os.environ if environ is None else environ)
        app_env = reader.choice("APP_ENV", Environment.DEMO, tuple(Environment))
        data_dir = Path(reader.text("DATA_DIR", "instance")).resolve()
        kept = KeptSecrets(data_dir, may_make=app_env == Environment.DEMO)
        port = reader.number("PORT", 8000, least=1, most=65535)
        return cls(
            app_env=Environment(app_env),
            secret_key=reader.secret("SECRET_KEY", kept, least=16),
            keyring=reader.keyring("FIELD_KEYS", kept),
            database_url=reader.database_url(data_dir),
            queue_url=reader.queue_url(data_dir),
            data_dir=data_dir,
            port=port,
            web_concurrency=reader.number("WEB_CONCURRENCY", 2, least=1, most=64),
            default_locale=reader.choice("DEFAULT_LOCALE", "id", LOCALES),
            bank_gateway=reader.text("BANK_GATEWAY", BANK_UNLESS_TOLD[Environment(app_env)]),
            bank=reader.beginning(BANK_PREFIX),
            simulator_port=reader.number("SIMULATOR_PORT", 8100, least=1, most=65535),
            public_url=reader.text("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/"),
            proxies=reader.number("TRUSTED_PROXIES", 0, least=0, most=5),
            **reader.membership_numbers(),
            notices=reader.notices(data_dir / "outbox"),
            offline_app=reader.choice("OFFLINE_APP", "on", ("on", "off")) == "on",
        )

    @property
    def demo(self) -> bool:
        return self.app_env == Environment.DEMO

    @property
    def secure(self) -> bool:
        """Whether the site is reached by HTTPS, so that cookies may insist on it."""
        return self.public_url.startswith("https://")


def surroundings(**more: str) -> dict[str, str]:
    """The environment for a program that we start, with `more` in it."""
    return {**os.environ, **more}


class KeptSecrets:
    """Secrets of a demo instance, made once and kept in DATA_DIR (mode 0600)."""

    def __init__(self, data_dir: Path, *, may_make: bool) -> None:
        self._path = data_dir / "secrets.json"
        self._may_make = may_make

    def get(self, name: str, fresh: Callable[[], str]) -> str | None:
        """The kept value of `name`; what `fresh` makes is kept where there is none. None where none may be made.

        Processes that start together wait for each other and get the same value.
        """
        if not self._may_make:
            return None
        kept = self._read()
        if name not in kept:
            with self._alone():
                kept = {name: fresh(), **self._read()}
                self._write(kept)
        return kept[name]

    def _read(self) -> dict[str, str]:
        return dict(json.loads(self._path.read_text())) if self._path.exists() else {}

    def _write(self, kept: dict[str, str]) -> None:
        whole = self._path.with_suffix(".new")
        whole.unlink(missing_ok=True)
        whole.touch(mode=0o600)
        whole.write_text(json.dumps(kept))
        whole.replace(self._path)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.with_suffix(".turn").open("ab") as turn:
            flock(turn, LOCK_EX)
            yield


class _Reader:
    """Turns environment texts into values, or stops the start."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str, default: str) -> str:
        return self._environ.get(name, "").strip() or default

    def beginning(self, prefix: str) -> Mapping[str, str]:
        return {name: value for name, value in self._environ.items() if name.startswith(prefix)}

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in choices:
            raise ConfigurationError(name, f"must be one of {', '.join(choices)}; it is {value!r}")
        return value

    def number(self, name: str, default: int, least: int, most: int) -> int:
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
            raise ConfigurationError(name, f"must be a whole number from {least} to {most}; it is {value!r}")
        return int(value)

    def secret(self, name: str, kept: KeptSecrets, least: int) -> str:
        value = self._environ.get(name) or kept.get(name, lambda: secrets.token_urlsafe(48))
        if value is None:
            raise ConfigurationError(name, "is missing; make one with: openssl rand -base64 48")
        if len(value) < least:
            raise ConfigurationError(name, f"must have at least {least} characters")
        return value

    def keyring(self, name: str, kept: KeptSecrets) -> Keyring:
        value = self._environ.get(name) or kept.get(name, new_key)
        if value is None:
            raise ConfigurationError(
                name, "is missing; make one with: .venv/bin/python -m agentapp.core.encryption"
            )
        try:
            return Keyring.parse(value)
        except InvalidKey as error:
            raise ConfigurationError(name, str(error)) from error

    def membership_numbers(self) -> dict[str, int]:
        first = self.number("MEMBERSHIP_NUMBER_FROM", 26_000_000_001, 10**10, 10**11 - 1)
        last = self.number("MEMBERSHIP_NUMBER_TO", 26_999_999_999, 10**10, 10**11 - 1)
        if first > last:
            raise ConfigurationError("MEMBERSHIP_NUMBER_TO", "must not lie below MEMBERSHIP_NUMBER_FROM")
        return {"membership_from": first, "membership_to": last}

    def database_url(self, data_dir: Path) -> str:
        url = self.text("DATABASE_URL", f"sqlite:///{data_dir / 'gendong.db'}")
        if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ConfigurationError("DATABASE_URL", "must begin with sqlite:/// or postgresql+psycopg://")
        return url

    def queue_url(self, data_dir: Path) -> str:
        url = self.text("QUEUE_URL", f"sqlite:///{data_dir / 'queue.db'}")
        if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ConfigurationError("QUEUE_URL", "must begin with sqlite:/// or postgresql://")
        return url

    def notices(self, folder: Path) -> ChannelSettings:
        names = tuple(name.strip() for name in self.text("NOTICE_CHANNELS", "file").split(","))
        if set(names) - set(CHANNELS):
            raise ConfigurationError("NOTICE_CHANNELS", f"must name some of {', '.join(CHANNELS)}, by commas")
        mail, message = "email" in names, "message" in names
        return ChannelSettings(
            names=names,
            folder=folder,
            smtp_url=self._needed("SMTP_URL", r"smtps?://([^/@\s]+@)?[\w.-]+(:[1-5]?\d{1,4})?/?", asked=mail),
            mail_from=self._needed("MAIL_FROM", r"[^@]+@[^@]+", asked=mail),
            message_url=self._needed("MESSAGE_URL", r"https?://.+", asked=message),
            message_token=self._needed("MESSAGE_TOKEN", r"\S+", asked=message),
        )

    def _needed(self, name: str, form: str, *, asked: bool) -> str:
        """The value, where a channel asks for it; what is wrong with it is not shown, for it may be secret."""
        value = self.text(name, "")
        if (asked or value) and not re.fullmatch(form, value):
            raise ConfigurationError(name, "is missing or not in the form that README.md shows")
        return value
