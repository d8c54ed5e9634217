"""Two `autodebit run` for the same day, in two processes at once, before a bank that is a process itself."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from agentapp.autodebit.attempts import TAKEN, Attempt, AttemptState
from agentapp.autodebit.checking import check
from agentapp.autodebit.gateways import gateway, use_gateway
from agentapp.autodebit.gateways.simulator import simulated
from agentapp.autodebit.gateways.snap import SnapGateway
from agentapp.autodebit.simulator.keys import SimulatorKeys
from agentapp.autodebit.timing import banking_day
from agentapp.contributions.models import Obligation, ObligationState
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.period import Month
from tests.factories.debits import AttemptFactory
from tests.support.bank import BankProcess
from tests.support.commands import Commands
from tests.support.money_seed import share_accounts

MANDATES = 44


@pytest.fixture
def commands(settings, database, tmp_path):
    with Commands(settings.database_url, tmp_path) as commands:
        yield commands


@pytest.fixture
def bank(commands):
    with BankProcess(commands.data_dir, commands.environment, ("--silence", "1", "--slow", "60")) as bank:
        commands.more["SIMULATOR_PORT"] = str(bank.port)
        yield bank


@pytest.fixture
def once_more(application, commands, bank, other_bank):
    """A command in this process, at the same bank; what it says."""
    ours = SnapGateway(simulated(SimulatorKeys.kept(commands.data_dir), bank.url))
    use_gateway(ours)

    def run(*arguments):
        sessions.remove()
        ended = application.test_cli_runner().invoke(args=[*arguments, "--json"])
        assert ended.exit_code == 0, ended.output
        return json.loads(ended.stdout)

    yield run
    ours.close()


@pytest.mark.long
def test_each_debit_is_sent_once(commands, bank, once_more):
    on = banking_day(today() + timedelta(days=1))
    AttemptFactory.create_batch(MANDATES, scheduled_on=on, month=Month.of(on))
    share_accounts()
    day = on.isoformat()

    runs = commands.together("autodebit", "run", "--date", day, times=2)
    again = once_more("autodebit", "run", "--date", day)

    references = [entry["reference"] for entry in bank.book()]
    assert sum(run["sent"] for run in runs) == MANDATES
    assert all(run["sent"] == run["succeeded"] + run["declined"] + run["unknown"] for run in runs)
    assert again["sent"] == 0
    assert len(references) == len(set(references))

    for _ in range(2):
        once_more("autodebit", "poll", "--date", day)

    assert_our_books_are_the_banks(bank)


def assert_our_books_are_the_banks(bank):
    settled = {entry["reference"]: entry["amount"] for entry in bank.book()}
    debits = sessions.scalars(select(Attempt).where(Attempt.sent_at.is_not(None))).all()
    paid = {debit.reference: debit.amount for debit in debits if debit.state in TAKEN}
    months = Counter(
        state
        for debit in debits
        if debit.state in TAKEN
        for state in sessions.scalars(
            select(Obligation.state).where(Obligation.id.in_([item.obligation_id for item in debit.items]))
        )
    )

    found = check(gateway())
    assert paid == settled
    assert set(months) == {ObligationState.PAID}
    assert not [debit for debit in debits if debit.state in (AttemptState.SENT, AttemptState.UNKNOWN)]
    assert (found.differences, found.bank) == ((), "compared")
