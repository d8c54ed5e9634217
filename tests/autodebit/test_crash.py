"""Processes of auto-debit are killed at any moment, over and over: nothing is taken twice, and no month is lost."""

import json
import subprocess
import sys

import pytest
from sqlalchemy import select

from agentapp.autodebit.attempts import Attempt, AttemptItem
from agentapp.autodebit.checking import check
from agentapp.autodebit.gateway import Cause
from agentapp.autodebit.gateways.simulator import simulated
from agentapp.autodebit.gateways.snap import SnapGateway
from agentapp.autodebit.models import Mandate
from agentapp.autodebit.simulator.keys import SimulatorKeys
from agentapp.autodebit.simulator.personas import Persona, account_of
from agentapp.contributions.models import Obligation, ObligationState
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.period import Month
from tests.support.bank import BankProcess
from tests.support.databases import ROOT
from tests.support.live import LiveSite
from tests.support.money import Books, broken
from tests.support.money_seed import seed_mandates, share_accounts

MANDATES, KILLS, SEED = 500, 101, 20261101
REFUSING = (Persona.KOSONG, Persona.TUTUP, Persona.CABUT)


@pytest.mark.long
def test_whenever_processes_are_killed_the_banks_book_is_ours(
    application, database, tmp_path, record_property
):
    month = Month.of(today()) + 2
    seed_mandates(MANDATES, month)
    share_accounts(tuple(Persona))
    environment = {**LiveSite(database.url, tmp_path).environment, "PORT": "8000"}
    with BankProcess(tmp_path, environment, ("--silence", "1", "--slow", "0.2")) as bank:
        told = {**environment, "SIMULATOR_PORT": str(bank.port), "BANK_READ_SECONDS": "0.5"}
        figures = crash(told, month)
        book = bank.book()
        gateway = SnapGateway(simulated(SimulatorKeys.kept(tmp_path), bank.url))
        checked = check(gateway)
        gateway.close()

    books = Books.read(book, final=True)
    paid = sum(owed.state == ObligationState.PAID for owed in books.months.values())
    kind = sessions().get_bind().dialect.name
    record_property(
        "measured",
        f"auto-debit, {kind}: {figures['kills']} processes killed over {MANDATES} mandates, {len(book)} debits at "
        f"the bank, {figures['in_doubt']} in doubt at the kills, {paid} months paid, "
        f"{still_due()} due because the bank never heard of them, none taken twice, none lost",
    )
    assert broken(books) == []
    assert (checked.differences, checked.bank) == ((), "compared")
    assert (figures["failed"], figures["left"]) == (0, 0)
    assert figures["kills"] >= KILLS
    assert paid == len(book)
    assert paid + still_due() == sum(_pays(n) for n in range(MANDATES))


def still_due() -> int:
    """Months of payers who would pay, whose debit never reached the bank by its own word until no day was left."""
    never = (
        select(AttemptItem.obligation_id, Mandate.account_token)
        .join(AttemptItem.attempt)
        .join(Attempt.mandate)
        .join(AttemptItem.obligation)
        .where(Attempt.cause == Cause.NEVER_ARRIVED, Obligation.state == ObligationState.DUE)
    )
    rows = sessions().execute(never)
    return len({key for key, token in rows if Persona.of(account_of(token) or "") not in REFUSING})


def _pays(number: int) -> bool:
    return tuple(Persona)[number % len(Persona)] not in REFUSING


def crash(environment: dict[str, str], month: Month) -> dict[str, int]:
    program = [sys.executable, "-m", "tests.support.money_crash", str(month), str(KILLS), str(SEED)]
    ended = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr, ended.stderr[ended.stderr.index("Traceback") :][:4_000]
    figures: dict[str, int] = json.loads(ended.stdout)
    return figures
