"""The bank as a process of its own: `flask bank-simulator`, killed and started again."""

import pytest

from agentapp.autodebit import gateways
from agentapp.autodebit.gateway import Outcome
from agentapp.autodebit.simulator.personas import Persona
from tests.autodebit.gateways.debits import debit, settings
from tests.support.bank import BankProcess
from tests.support.listener import wait_until
from tests.support.live import FIELD_KEYS, SECRET_KEY

ENVIRONMENT = {"APP_ENV": "test", "SECRET_KEY": SECRET_KEY, "FIELD_KEYS": FIELD_KEYS, "DATABASE_URL": ""}


@pytest.fixture
def process(tmp_path):
    with BankProcess(tmp_path, ENVIRONMENT, ("--slow", "0.5", "--silence", "0.2")) as process:
        yield process


@pytest.fixture
def gateway(process, tmp_path):
    """The app's own way to it: by settings, with the keys both keep."""
    opened = gateways.open_bank(settings(tmp_path, SIMULATOR_PORT=str(process.port), BANK_READ_SECONDS="20"))
    yield opened
    opened.close()


def test_its_book_outlives_a_kill(process, gateway):
    assert gateway.send(debit("G1")).outcome == Outcome.SUCCEEDED
    assert gateway.send(debit("G2", Persona.HILANG)).outcome == Outcome.UNKNOWN
    assert gateway.send(debit("G3", Persona.LAMBAT)).code == "2025400"
    process.kill()
    assert gateway.send(debit("G4")).outcome == Outcome.UNKNOWN
    process.start()

    assert gateway.send(debit("G1")).outcome == Outcome.SUCCEEDED
    assert gateway.inquire(debit("G2", Persona.HILANG)).outcome == Outcome.SUCCEEDED
    assert gateway.inquire(debit("G4")).outcome == Outcome.NOT_FOUND
    wait_until(lambda: len(process.book()) == 3)
    assert [entry["reference"] for entry in process.book()] == ["G1", "G2", "G3"]
    assert [entry.reference for entry in gateway.book()] == ["G1", "G2", "G3"]
