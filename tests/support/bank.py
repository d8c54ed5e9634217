"""The simulated bank for tests: in a thread of this process, or as a process of its own that can be killed.

with SimulatedBank(tmp_path) as bank:
    bank.gateway.send(debit)
    assert bank.book() == […]
"""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

import pytest

from agentapp.autodebit.gateways.simulator import simulated
from agentapp.autodebit.gateways.snap import SnapGateway
from agentapp.autodebit.simulator.bank import Delays
from agentapp.autodebit.simulator.keys import SimulatorKeys
from agentapp.autodebit.simulator.server import BOOK, HOST, Simulator
from tests.support.databases import ROOT
from tests.support.postgres import free_port

SHORT = Delays(slow=0.2, silence=0.2, callback=0.05)
"""A Hilang drops the connection soon; a read limit that no busy machine reaches stays out of its way."""
READ_SECONDS = 20.0
READY_SECONDS = 60.0


@cache
def keys() -> SimulatorKeys:
    """One set for the whole run: making them takes a while."""
    return SimulatorKeys.fresh()


class _Asked:
    """What can be asked of a simulated bank by anybody."""

    port: int

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def book(self) -> list[dict[str, Any]]:
        """Every debit it executed: reference, account, amount, period, at, status."""
        return json.loads(self.ask("GET", "/_book"))

    def settlement(self, day: str) -> bytes:
        """The settlement file of a day, YYYY-MM-DD."""
        return self.ask("GET", f"/_settlement?{urlencode({'date': day})}")

    def charge_back(self, reference: str = "") -> int:
        """How many debits gave the money back: that one, or all of Tarik's."""
        said = self.ask("POST", f"/_charge-back?{urlencode({'reference': reference})}")
        return json.loads(said)["reversed"]

    def pay_code(self, number: str, *, force: bool = False) -> str | None:
        """Somebody pays a payment code; the reference under which it is in the book.

        By `force` also one that is paid: a second time, then no more (None).
        """
        fine = (HTTPStatus.OK, HTTPStatus.CONFLICT) if force else (HTTPStatus.OK,)
        said = self.ask("POST", f"/_codes?{urlencode({'number': number, 'force': int(force)})}", fine)
        return json.loads(said)["paid"]

    def ask(self, method: str, path: str, fine: tuple[int, ...] = (HTTPStatus.OK,)) -> bytes:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=10)
        try:
            connection.request(method, path)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        assert answer.status in fine, (answer.status, content)
        return content


class SimulatedBank(_Asked):
    """A bank in a thread, its book in `folder`. `notify`: where it calls back to; "" is nowhere."""

    def __init__(self, folder: Path, *, notify: str = "", delays: Delays = SHORT, **own: Any) -> None:
        self._folder, self._notify, self._delays, self._own = folder, notify, delays, own

    def __enter__(self) -> Self:
        self.simulator = Simulator(
            keys(), self._folder / BOOK, notify=self._notify, delays=self._delays, port=0
        )
        self.simulator.start()
        self.port = int(self.simulator.url.rpartition(":")[2])
        self.gateway = self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.gateway.close()
        self.simulator.stop()

    def open(self, **own: Any) -> SnapGateway:
        """Another gateway to it; who opens it closes it."""
        return SnapGateway(simulated(keys(), self.url, **{"read_seconds": READ_SECONDS, **self._own, **own}))


@dataclass
class BankProcess(_Asked):
    """`flask bank-simulator` as a process: `start`, `kill`, and `start` again on the same port and book.

    App processes reach it with `DATA_DIR=data_dir`, `SIMULATOR_PORT=port`; `environment` is what it runs with.
    """

    data_dir: Path
    environment: dict[str, str]
    options: tuple[str, ...] = ()
    port: int = 0
    _process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.port = self.port or free_port()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        flask = [Path(sys.executable).parent / "flask", "--app", "wsgi", "bank-simulator"]
        with (self.data_dir / "bank.log").open("ab") as log:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *flask, "--port", str(self.port), *self.options],
                cwd=ROOT,
                env={
                    **os.environ,
                    **self.environment,
                    "DATA_DIR": str(self.data_dir),
                    "PYTHONPATH": str(ROOT),
                },
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait(self._process)

    def kill(self) -> None:
        """SIGKILL: nothing is put in order."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        give_up = time.monotonic() + READY_SECONDS
        while time.monotonic() < give_up and process.poll() is None:
            try:
                self.ask("GET", "/_book")
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"the bank did not start: {(self.data_dir / 'bank.log').read_text()}")


@pytest.fixture
def simulated_bank(tmp_path: Path) -> Iterator[SimulatedBank]:
    """A fresh bank that calls nobody back."""
    with SimulatedBank(tmp_path) as bank:
        yield bank
