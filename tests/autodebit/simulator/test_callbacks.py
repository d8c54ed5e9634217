"""Notifications: three tries, a while apart, until somebody says 200."""

import time

import pytest

from agentapp.autodebit.gateway import Outcome
from tests.autodebit.gateways.debits import debit
from tests.autodebit.simulator.test_personas import bank_and_listener
from tests.support.bank import SHORT, SimulatedBank
from tests.support.postgres import free_port


def test_our_gateway_believes_what_the_bank_tells(tmp_path):
    with bank_and_listener(tmp_path) as (bank, heard):
        bank.gateway.send(debit())
        (told,) = heard.wait_for(1)
        read = bank.gateway.read_notification("/bank/simulator/notify", told.headers, told.body)

    assert (read.reference, read.answer.outcome, read.answer.amount) == (
        "G2611A0000001",
        Outcome.SUCCEEDED,
        16_800,
    )


@pytest.mark.parametrize(
    ("statuses", "calls"), [((200,), 1), ((500, 200), 2), ((404, 302, 200), 3), ((500,), 3), ((204,), 3)]
)
def test_the_bank_tries_three_times_until_it_hears_200(tmp_path, statuses, calls):
    with bank_and_listener(tmp_path, *statuses) as (bank, heard):
        bank.gateway.send(debit())
        heard.wait_for(calls)
        time.sleep(SHORT.callback * 3)

        assert len(heard.told) == calls
        assert len({told.body for told in heard.told}) == 1


def test_nobody_listening_is_nothing_to_the_bank(tmp_path):
    nobody = f"http://127.0.0.1:{free_port()}/bank/simulator/notify"
    with SimulatedBank(tmp_path, notify=nobody) as bank:
        answers = [bank.gateway.send(debit(f"G{number}")).outcome for number in range(20)]

    assert set(answers) == {Outcome.SUCCEEDED}
