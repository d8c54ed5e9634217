"""The banks, and the one in use. A bank is a file of this folder with `open_bank(settings)`, and its line here."""

from importlib import import_module

from agentapp.autodebit.gateway import Gateway
from agentapp.config import ConfigurationError, Settings

BANKS = [
    "batchfile",
    "simulator",
]

_current: Gateway | None = None


def open_bank(settings: Settings) -> Gateway:
    """The bank that BANK_GATEWAY names. Raises ConfigurationError for a name that is not in BANKS, and as it does."""
    code = settings.bank_gateway
    if code not in BANKS:
        raise ConfigurationError("BANK_GATEWAY", f"must be one of {', '.join(BANKS)}; it is {code!r}")
    opened: Gateway = import_module(f"{__name__}.{code}").open_bank(settings)
    return opened


def use_gateway(bank: Gateway) -> None:
    """Make `bank` the one that everything talks to, for the whole process."""
    global _current  # noqa: PLW0603 - set once, when the app is put together
    _current = bank


def gateway() -> Gateway:
    """The bank in use. Raises RuntimeError before `use_gateway`."""
    if _current is None:
        raise RuntimeError("use_gateway() has not been called")
    return _current
