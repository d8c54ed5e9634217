"""A gateway to a bank that answers as told."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest

from agentapp.autodebit.gateways.simulator import simulated
from agentapp.autodebit.gateways.snap import SnapGateway
from tests.support.bank import keys
from tests.support.odd_bank import OddBank, Reply, odd_bank

Told = Callable[..., tuple[SnapGateway, OddBank]]


@pytest.fixture
def told() -> Iterator[Told]:
    """`told(reply, …, tokens=(…), read_seconds=…)`: a gateway, and the bank that gives those replies."""
    with ExitStack() as stack:

        def opened(*replies: Reply, tokens: tuple[Reply, ...] = (), **own: object):
            bank = stack.enter_context(odd_bank(*replies, tokens=tokens))
            quick = {"connect_seconds": 20, "read_seconds": 20, "pause_seconds": 0.01, "tries": 2}
            gateway = SnapGateway(simulated(keys(), bank.url, **{**quick, **own}))
            stack.enter_context(closing(gateway))
            return gateway, bank

        yield opened
