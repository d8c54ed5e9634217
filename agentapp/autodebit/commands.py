"""`flask autodebit …` and `flask bank-simulator`."""

from dataclasses import asdict
from datetime import datetime
from typing import BinaryIO

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from agentapp.autodebit.announcing import announce
from agentapp.autodebit.code_steps import tend_codes
from agentapp.autodebit.gateways import gateway
from agentapp.autodebit.jobs import told
from agentapp.autodebit.polling import poll
from agentapp.autodebit.preparing import prepare
from agentapp.autodebit.reconciliation import reconcile
from agentapp.autodebit.sending import send_due, waiting
from agentapp.autodebit.simulator.bank import Delays
from agentapp.autodebit.simulator.server import simulate
from agentapp.autodebit.timing import Occasion
from agentapp.config import Environment
from agentapp.core.console import as_json, progress, rules_as_errors, say

autodebit = AppGroup("autodebit", help="Contributions taken from payers' accounts.")
on_day = click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="The day to act as on, YYYY-MM-DD.",
)
by_force = click.option("--force", is_flag=True, help="Also for a day in the past or far future.")


@autodebit.command("run")
@on_day
@by_force
@as_json
def run(day: datetime, force: bool, as_json: bool) -> None:
    """Prepare and announce debits whose day is near; send those that are due. Run again, it sends none twice.

    What a debit could not take gets a payment code.
    """
    with rules_as_errors():
        occasion = _occasion(day, force=force)
        prepare(occasion)
        announce(occasion)
        with progress(len(waiting(occasion)), occasion.day.isoformat()) as done:
            results = send_due(occasion, done)
        tend_codes(occasion)
    say({**told(results)}, as_json=as_json)


@autodebit.command("poll")
@on_day
@by_force
@as_json
def ask(day: datetime, force: bool, as_json: bool) -> None:
    """Apply what banks told us, then ask about every debit whose fate is unknown, and about payment codes."""
    with rules_as_errors():
        occasion = _occasion(day, force=force)
        results = poll(occasion, whole_day=True)
        tend_codes(occasion, whole_day=True)
    say({**told(results)}, as_json=as_json)


@autodebit.command("reconcile")
@click.argument("file", type=click.File("rb"))
@as_json
def take_over(file: BinaryIO, as_json: bool) -> None:
    """Take over a settlement file of the bank, whole or not at all; twice is once."""
    with rules_as_errors():
        say(asdict(reconcile(gateway(), file.read(), Occasion.at_present())), as_json=as_json)


def _occasion(day: datetime, *, force: bool) -> Occasion:
    occasion = Occasion.on(day.date())
    if not force:
        occasion.check_reach()
    return occasion


@click.command("bank-simulator")
@with_appcontext
@click.option("--port", type=click.IntRange(0, 65535), help="Default: SIMULATOR_PORT.")
@click.option(
    "--slow", type=float, default=Delays.slow, show_default=True, help="Seconds until a Lambat pays."
)
@click.option(
    "--silence", type=float, default=Delays.silence, show_default=True, help="Seconds a Hilang is silent."
)
@click.option(
    "--callback", type=float, default=Delays.callback, show_default=True, help="Seconds between notices."
)
def bank_simulator(port: int | None, slow: float, silence: float, callback: float) -> None:
    """Serve a bank for the demo and for tests, with personas by account number. It takes no real money."""
    settings = current_app.config["SETTINGS"]
    if settings.app_env == Environment.PRODUCTION:
        raise click.ClickException("bank-simulator: it takes no real money; not with APP_ENV=production")
    bank = simulate(
        settings, settings.simulator_port if port is None else port, Delays(slow, silence, callback)
    )
    click.echo(f"Bank simulator: {bank.url}")
    bank.serve()
