"""After a whole journey neither the log nor any error text holds an account, a token, a code or a secret."""

import logging
import sys
import traceback
from contextlib import suppress

import httpx
import pytest
import structlog

from agentapp.autodebit.gateway import BadNotification
from agentapp.autodebit.gateways.batchfile import BatchFile
from agentapp.autodebit.simulator.personas import Persona
from agentapp.core.errors import DomainError
from tests.autodebit.gateways.debits import code, debit
from tests.support.bank import SimulatedBank, keys
from tests.support.odd_bank import says, waits

ACCOUNT = Persona.LANCAR.account(987_654)
OTP = "123456"


@pytest.fixture
def entries(monkeypatch):
    """Everything that is logged, by us and by the libraries, down to DEBUG."""
    names = ("agentapp.autodebit.gateways.snap_client", "snap_tokens", "returned")
    for name in names:
        module = sys.modules[name if "." in name else f"agentapp.autodebit.gateways.{name}"]
        monkeypatch.setattr(module, "log", structlog.get_logger(name))
    with structlog.testing.capture_logs() as kept:
        yield kept


def journey(gateway, answer, persona_account):
    """Everything a gateway can do, with wrong turns; the texts of all errors."""
    errors = []

    def tried(call, *arguments):
        try:
            return call(*arguments)
        except (DomainError, BadNotification) as error:
            errors.append("".join(traceback.format_exception(error)))
            return None

    challenge = tried(gateway.begin_binding, persona_account, "Siti Aminah", "B1") or "B1|0001|1|"
    tried(gateway.finish_binding, challenge, "999999")
    tried(gateway.finish_binding, challenge, "x")
    bound = tried(gateway.finish_binding, challenge, answer)
    asked = debit(account_token=bound.token if bound else f"{persona_account}:SK-1")
    for call in (gateway.send, gateway.send, gateway.inquire):
        tried(call, asked)
    if gateway.codes is not None:
        for call in (gateway.codes.issue, gateway.codes.inquire, gateway.codes.withdraw):
            tried(call, code())
    tried(gateway.refund, asked, "F1")
    tried(gateway.unbind, asked.account_token, "U1")
    tried(gateway.read_notification, "/bank/x/notify", {"X-SIGNATURE": "AAAA"}, b"{}")
    tried(gateway.read_settlement, persona_account.encode())
    tried(gateway.book)
    return errors


def test_a_journey_leaves_no_secret_behind(entries, caplog, tmp_path, told):
    caplog.set_level(logging.DEBUG)
    odd = told(says("5005400"))[0], told(waits(0.4))[0]
    with SimulatedBank(tmp_path) as bank:
        token = bank.gateway._client._tokens.current()
        errors = journey(bank.gateway, OTP, ACCOUNT)
        errors += [text for gateway in odd for text in journey(gateway, OTP, ACCOUNT)]
        errors += journey(BatchFile(tmp_path), "SK-1", ACCOUNT)
        with suppress(httpx.HTTPError):
            httpx.get(f"{bank.url}/_book", trust_env=False)
    written = f"{entries}\n{caplog.text}\n{errors}"
    secrets = [
        ACCOUNT,
        token,
        OTP,
        keys().client_secret,
        "Siti Aminah",
        "tok-1",
        "Bearer",
        "PRIVATE",
        code().number,
    ]

    assert len(entries) > 20
    assert len(errors) > 10
    assert "bank call" in written
    assert [secret for secret in secrets if secret in written] == []
