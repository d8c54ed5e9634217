"""A bank by daily files: each debit one line, on the disk, once, whoever writes and whatever breaks."""

import subprocess
import sys
from datetime import timedelta
from functools import partial

import pytest
import time_machine

from agentapp.autodebit.gateway import Answer, Cause, Outcome
from agentapp.autodebit.gateways import settlement
from agentapp.autodebit.gateways.batchfile import BatchFile, WrongPaperNumber
from agentapp.autodebit.gateways.settlement import Line
from agentapp.core.clock import now, today
from tests.autodebit.gateways import debits
from tests.support.crowd import at_once
from tests.support.databases import ROOT

WAITS = Answer(outcome=Outcome.UNKNOWN, code="in_file")
HEADER = b"reference,kind,account,mandate,amount,period,original\n"
LINE = b"G2611A0000001,debit,8801000001,SK-1,16800,2026-11,\n"


def debit(reference="G2611A0000001", **facts):
    return debits.debit(reference, account_token="8801000001:SK-1", **facts)


@pytest.fixture
def bank(tmp_path):
    return BatchFile(tmp_path)


@pytest.fixture
def outgoing(tmp_path):
    return tmp_path / "out" / f"{today().isoformat()}.csv"


@pytest.fixture
def give_back(tmp_path):
    """Puts a file of these lines into `in/`."""

    def give(*lines, name="back.csv", cut=0):
        (tmp_path / "in").mkdir(exist_ok=True)
        content = settlement.write(lines)
        (tmp_path / "in" / name).write_bytes(content[: len(content) - cut])

    return give


def line(kind, reference="G2611A0000001", amount=16_800):
    return Line(reference, amount, today(), kind)


def test_a_debit_is_a_line_of_todays_file(bank, outgoing):
    assert bank.send(debit()) == WAITS
    assert outgoing.read_bytes() == HEADER + LINE
    assert bank.body(debit()) == LINE


def test_nobody_else_may_read_the_file(bank, outgoing):
    bank.send(debit())

    assert outgoing.stat().st_mode & 0o777 == 0o600


def test_sent_again_it_is_no_second_line_also_on_another_day_and_by_another_process(bank, outgoing, tmp_path):
    bank.send(debit())
    with time_machine.travel(now() + timedelta(days=3)):
        bank.send(debit())
        BatchFile(tmp_path).send(debit())

    assert [path.read_bytes() for path in outgoing.parent.glob("*.csv")] == [HEADER + LINE]


def test_a_line_that_a_power_cut_tore_is_written_anew(bank, outgoing, tmp_path):
    bank.send(debit())
    with outgoing.open("ab") as file:
        file.write(b"G2611A0000002,debit,8801")
    again = BatchFile(tmp_path)

    assert again.inquire(debit("G2611A0000002")).outcome == Outcome.NOT_FOUND
    again.send(debit("G2611A0000002"))
    assert outgoing.read_bytes() == HEADER + LINE + LINE.replace(b"0001,d", b"0002,d")


def test_a_file_torn_in_its_first_line_begins_anew(bank, outgoing):
    outgoing.parent.mkdir()
    outgoing.write_bytes(HEADER[:9])
    bank.send(debit())

    assert outgoing.read_bytes() == HEADER + LINE


def test_many_gateways_at_once_write_each_debit_once(outgoing, tmp_path):
    banks = [BatchFile(tmp_path) for _ in range(4)]
    at_once([partial(banks[number % 4].send, debit(f"G{number // 4}")) for number in range(64)])

    assert len(outgoing.read_bytes().splitlines()) == 17


def test_many_processes_at_once_write_each_debit_once(outgoing, tmp_path):
    code = (
        "import sys; from pathlib import Path; from agentapp.autodebit.gateways.outgoing import Outgoing\n"
        "out = Outgoing(Path(sys.argv[1]) / 'out')\n"
        "for n in range(50): out.append(f'G{n}', f'G{n},debit,1,2,3,4,\\n'.encode())"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, tmp_path], cwd=ROOT) for _ in range(3)]

    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert len(outgoing.read_bytes().splitlines()) == 51


@pytest.mark.parametrize(
    ("kinds", "outcome", "cause"),
    [
        (["debit"], Outcome.SUCCEEDED, None),
        (["debit", "reversal"], Outcome.REFUNDED, None),
        (["insufficient_funds"], Outcome.DECLINED_RETRYABLE, Cause.INSUFFICIENT_FUNDS),
        (["limit_exceeded"], Outcome.DECLINED_RETRYABLE, Cause.LIMIT_EXCEEDED),
        (["account_closed"], Outcome.DECLINED_FINAL, Cause.ACCOUNT_CLOSED),
        (["authorisation_revoked"], Outcome.DECLINED_FINAL, Cause.AUTHORISATION_REVOKED),
        (["insufficient_funds", "debit"], Outcome.SUCCEEDED, None),
    ],
)
def test_what_became_of_it_is_in_the_files_that_come_back(bank, give_back, kinds, outcome, cause):
    bank.send(debit())
    assert bank.inquire(debit()) == WAITS
    give_back(*(line(kind) for kind in kinds))
    told = bank.inquire(debit())

    assert (told.outcome, told.cause, told.amount) == (outcome, cause, 16_800)


def test_a_file_that_is_not_whole_says_nothing_until_it_is(bank, give_back):
    bank.send(debit())
    give_back(line("debit"), cut=1)
    assert bank.inquire(debit()) == WAITS

    give_back(line("debit"))
    assert bank.inquire(debit()).outcome == Outcome.SUCCEEDED


def test_several_files_are_read_together(bank, give_back):
    bank.send(debit())
    give_back(line("debit"), line("debit", "G9"), name="a.csv")
    give_back(line("reversal"), name="b.csv")

    assert bank.inquire(debit()).outcome == Outcome.REFUNDED
    assert bank.inquire(debit("G9")).outcome == Outcome.SUCCEEDED


def test_a_refund_is_a_line_that_names_the_debit(bank, outgoing):
    bank.send(debit())
    for _ in range(2):
        assert bank.refund(debit(), "F1") == WAITS

    assert outgoing.read_bytes() == HEADER + LINE + b"F1,refund,8801000001,SK-1,16800,2026-11,G2611A0000001\n"


@pytest.mark.parametrize("paper", ["", "12", "a b", "SK;1", "9" * 41, "１２３", "SK:1", "SK,1"])
def test_what_is_no_number_of_a_paper_mandate_is_refused_in_those_words(bank, paper):
    with pytest.raises(WrongPaperNumber, match="surat kuasa"):
        bank.finish_binding(bank.begin_binding("8801000001", "Siti", "B1"), paper)
