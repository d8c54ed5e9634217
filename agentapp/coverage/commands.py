"""`flask coverage …`."""

from dataclasses import asdict
from typing import BinaryIO

import click
from flask.cli import AppGroup
from flask_babel import gettext

from agentapp.core.console import as_json, progress, rules_as_errors, say
from agentapp.core.period import InvalidMonth, Month
from agentapp.coverage import proving, rolling
from agentapp.coverage.service import Origin, take_in
from agentapp.coverage.sheet import read_sheet

coverage = AppGroup("coverage", help="How many informal workers there are, and how many are covered.")
of_period = click.option("--period", required=True, help="The month, YYYY-MM.")


@coverage.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--source", required=True, help="Who says so, for instance BPS Sakernas.")
@click.option("--year", required=True, type=int)
@as_json
def take_in_denominators(file: BinaryIO, source: str, year: int, as_json: bool) -> None:
    """Store how many informal workers each region of a CSV has; with any faulty line nothing is stored."""
    with rules_as_errors():
        done = take_in(None, read_sheet(file.read()), Origin(source, year))
    doubts = [
        f"{each.place.code} {each.place.title}: "
        + gettext(each.message, workers=each.workers, beside=each.beside)
        for each in done.doubts
    ]
    say({"rows": done.rows, "workers": done.workers, "warnings": doubts}, as_json=as_json)


@coverage.command("roll-up")
@of_period
@as_json
def roll_up(period: str, as_json: bool) -> None:
    """Count a month, district by district. Run again, it counts anew."""
    month = _month(period)
    with rules_as_errors(), progress(len(rolling.districts(month)), period) as walked:
        rolled = rolling.roll_up(month, walked)
    say({**asdict(rolled), "period": period}, as_json=as_json)


@coverage.command("prove")
@of_period
@click.option(
    "--villages", default=proving.VILLAGES, type=click.IntRange(min=1), help="How many are compared."
)
@as_json
def prove(period: str, villages: int, as_json: bool) -> None:
    """Compare some villages of a month with workers, months and ledger; exit code 1 where something stays wrong."""
    proof = proving.prove(_month(period), villages)
    say({"ok": proof.ok, "villages": proof.villages, "wrong": list(proof.wrong)}, as_json=as_json)
    if not proof.ok:
        raise SystemExit(1)


def _month(period: str) -> Month:
    try:
        return Month.parse(period)
    except InvalidMonth as error:
        raise click.BadParameter(gettext("Tulis bulan sebagai YYYY-MM."), param_hint="--period") from error
