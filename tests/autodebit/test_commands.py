"""`flask autodebit …`: what it prints, and what it refuses."""

import json
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import func, select

from agentapp.autodebit.attempts import Attempt
from agentapp.autodebit.bank_words import SettlementFile
from agentapp.autodebit.simulator.personas import Persona
from agentapp.core.db import sessions
from agentapp.core.period import Month
from tests.factories import MandateFactory, ObligationFactory

KEYS = ("sent", "succeeded", "declined", "unknown", "skipped")
FIRST = datetime(2026, 12, 1, 2, tzinfo=UTC)


@pytest.fixture
def invoke(app, bank):
    def invoke(*arguments):
        sessions.commit()
        return app.test_cli_runner().invoke(args=["autodebit", *arguments])

    return invoke


@pytest.fixture
def clock():
    with time_machine.travel(FIRST, tick=True):
        yield


def owing(*personas):
    for persona in personas:
        mandate = MandateFactory(persona=persona)
        ObligationFactory(worker=mandate.worker, month=Month(2026, 12))


def told(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_run_tells_what_was_asked_of_the_bank_and_what_came_of_it(clock, invoke):
    owing(Persona.LANCAR, Persona.KOSONG, Persona.HILANG)

    assert told(invoke("run", "--date", "2026-12-01", "--json")) == dict.fromkeys(KEYS, 0)
    assert told(invoke("run", "--date", "2026-12-07", "--json")) == dict(
        zip(KEYS, (3, 1, 1, 1, 0), strict=True)
    )
    assert told(invoke("run", "--date", "2026-12-07", "--json")) == dict.fromkeys(KEYS, 0)
    assert told(invoke("poll", "--date", "2026-12-07", "--json")) == dict(
        zip(KEYS, (1, 1, 0, 0, 0), strict=True)
    )


def test_what_waits_is_skipped_not_sent(clock, invoke):
    owing(Persona.LANCAR)
    invoke("run", "--date", "2026-12-01")

    assert told(invoke("run", "--date", "2026-12-13", "--json"))["skipped"] == 1


def test_without_json_each_figure_has_a_line(clock, invoke):
    assert invoke("run", "--date", "2026-12-01").stdout.splitlines() == [f"{key}: 0" for key in KEYS]


@pytest.mark.parametrize("day", ["2026-11-30", "2027-01-02", "1999-01-01"])
@pytest.mark.parametrize("command", ["run", "poll"])
def test_a_day_in_the_past_or_far_future_is_refused_with_a_sentence_unless_forced(
    clock, invoke, command, day
):
    refused = invoke(command, "--date", day, "--json")

    assert refused.exit_code == 1
    assert "hanya dari 2026-12-01 sampai 2027-01-01" in refused.stderr
    assert not refused.stdout
    assert not sessions.scalar(select(func.count()).select_from(Attempt))
    assert set(told(invoke(command, "--date", day, "--force", "--json"))) == set(KEYS)


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "20261201", ""])
def test_what_is_no_day_is_refused(invoke, day):
    assert invoke("run", "--date", day).exit_code == 2


def test_a_settlement_file_is_taken_over_and_the_same_again_changes_nothing(clock, invoke, bank, tmp_path):
    owing(Persona.LANCAR, Persona.LANCAR)
    invoke("run", "--date", "2026-12-01")
    invoke("run", "--date", "2026-12-07")
    file = tmp_path / "settlement.csv"
    file.write_bytes(bank.settlement("2026-12-01"))

    for _ in range(2):
        taken = told(invoke("reconcile", str(file), "--json"))
        assert taken == {"matched": 2, "suspense": 0, "total": 33_600}


@pytest.mark.parametrize("content", [b"", b"junk\n", b'[{"reference": "1"', b"<html></html>"])
def test_a_file_that_is_not_whole_is_refused_with_a_reason(invoke, tmp_path, content):
    file = tmp_path / "settlement.csv"
    file.write_bytes(content)

    refused = invoke("reconcile", str(file), "--json")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: Berkas penyelesaian ini tidak utuh")
    assert not sessions.scalar(select(func.count()).select_from(SettlementFile))


def test_a_file_that_is_not_there_is_refused(invoke):
    assert invoke("reconcile", "/nowhere/settlement.csv").exit_code == 2
