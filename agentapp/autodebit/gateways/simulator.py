"""The simulated bank: SNAP BI spoken to the server of `flask bank-simulator`, with keys both have in DATA_DIR."""

from typing import Any

from agentapp.autodebit.gateway import Gateway
from agentapp.autodebit.gateways.own_values import OwnValues
from agentapp.autodebit.gateways.snap import SnapGateway
from agentapp.autodebit.gateways.snap_settings import SnapSettings
from agentapp.autodebit.simulator.keys import (
    CHANNEL_ID,
    CLIENT_ID,
    CODE,
    CODE_PREFIX,
    PARTNER_ID,
    SimulatorKeys,
)
from agentapp.config import ConfigurationError, Environment, Settings


def open_bank(settings: Settings) -> Gateway:
    """Raises ConfigurationError in production: what it takes is no money."""
    if settings.app_env == Environment.PRODUCTION:
        raise ConfigurationError(
            "BANK_GATEWAY", "the simulator takes no real money; choose another in production"
        )
    own = OwnValues(settings.bank)
    return SnapGateway(
        simulated(
            SimulatorKeys.kept(settings.data_dir),
            own.text("BANK_BASE_URL", f"http://127.0.0.1:{settings.simulator_port}"),
            connect_seconds=own.number("BANK_CONNECT_SECONDS", 1.0),
            read_seconds=own.number("BANK_READ_SECONDS", 3.0),
        )
    )


def simulated(keys: SimulatorKeys, url: str, **own: Any) -> SnapSettings:
    """What a gateway needs to talk to the simulator at `url`; `own` overrides any of it."""
    known: dict[str, Any] = {
        "code": CODE,
        "name": "Bank Simulator",
        "base_url": url,
        "client_id": CLIENT_ID,
        "partner_id": PARTNER_ID,
        "channel_id": CHANNEL_ID,
        "private_key": keys.app,
        "client_secret": keys.client_secret,
        "bank_key": keys.bank.public_key(),
        "book_path": "/_book",
        "code_prefix": CODE_PREFIX,
    }
    return SnapSettings(**{**known, **own})
