"""The clock's jobs and the commands."""

import json

import pytest
from sqlalchemy import update

from agentapp.core.db import sessions
from agentapp.coverage import jobs, proving
from agentapp.coverage.jobs import CountsDiffer, count_past, count_present
from agentapp.coverage.models import CoverageCell, CoverageMonth
from tests.coverage.worlds import NOV, ago, settler
from tests.factories import SUNGAI_LANSEK

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def run(app):
    """A command's exit code and its JSON."""

    def run(*words):
        sessions.remove()
        result = app.test_cli_runner().invoke(args=["coverage", *map(str, words), "--json"])
        return result.exit_code, json.loads(result.stdout) if result.stdout.startswith("{") else result.output

    return run


def test_the_first_hour_counts_a_year_and_later_ones_the_present_month():
    settler(0, 1)

    assert len(count_present()) == jobs.BACK
    assert count_present() == {"2026-11": 1}


def test_by_night_months_that_may_still_be_paid_are_counted_again(monkeypatch):
    settler(0)
    count_present()
    settler(1, 2, owes=False)

    proved = count_past()

    assert proved["2026-10"] == 1
    assert sessions().get(CoverageMonth, ago(2)).proved_at is not None


def test_what_stays_wrong_stops_the_job(monkeypatch):
    settler(0)
    count_present()
    sessions().execute(update(CoverageCell).values(covered=9))
    sessions().commit()
    monkeypatch.setattr(proving, "TRIES", 1)

    with pytest.raises(CountsDiffer, match=SUNGAI_LANSEK):
        count_past()


def test_a_month_is_counted_by_command(run):
    settler(0)

    told = {"period": "2026-11", "villages": 1, "workers": 1, "covered": 1, "due": 16_800, "paid": 16_800}
    assert run("roll-up", "--period", NOV) == (0, told)
    assert run("prove", "--period", NOV) == (0, {"ok": True, "villages": 1, "wrong": []})


def test_a_month_that_cannot_be_counted_is_refused(run):
    assert run("roll-up", "--period", "2026-12")[0] == 1
    assert run("roll-up", "--period", "soon")[0] == 2


def test_a_proof_that_fails_ends_with_1(run, monkeypatch):
    settler(0)
    count_present()
    sessions().execute(update(CoverageCell).values(paid=0))
    sessions().commit()
    monkeypatch.setattr(proving, "TRIES", 1)

    assert run("prove", "--period", NOV) == (1, {"ok": False, "villages": 1, "wrong": [SUNGAI_LANSEK]})


def test_denominators_come_by_command(run, tmp_path):
    file = tmp_path / "sasaran.csv"
    file.write_text("kode_wilayah,pekerja_informal,penduduk\n13.03,500,400")
    asked = ("import", file, "--source", "BPS Sakernas", "--year", 2025)

    code, told = run(*asked)

    assert (code, told["rows"], told["workers"]) == (0, 1, 500)
    assert told["warnings"][0].startswith("13.03 Kabupaten Sijunjung: ")
    file.write_text("kode_wilayah,pekerja_informal\n13.99,1")
    assert run(*asked)[0] == 1
