"""`flask …` commands: each calls one job or service."""

from dataclasses import asdict
from datetime import datetime

import click
from flask import Flask, current_app
from flask.cli import AppGroup, ScriptInfo, pass_script_info, with_appcontext
from flask_babel import gettext

from agentapp.accounts import service as accounts
from agentapp.accounts.offices import open_branch
from agentapp.accounts.permissions import Role
from agentapp.autodebit.commands import autodebit, bank_simulator
from agentapp.autodebit.ledger_commands import ledger
from agentapp.backup.commands import backup, restore
from agentapp.config import Environment
from agentapp.contributions import monthly
from agentapp.contributions.reminders import remind
from agentapp.core.console import as_json, progress, rules_as_errors, say
from agentapp.core.delivery import deliver
from agentapp.core.encryption import keyring, new_key
from agentapp.core.key_rotation import rotate
from agentapp.core.period import InvalidMonth, Month
from agentapp.core.sweeping import sweep
from agentapp.coverage.commands import coverage
from agentapp.demo import load
from agentapp.enrolment.photos import store
from agentapp.funds import documents as fund_documents
from agentapp.funds.batches import files as batch_files
from agentapp.funds.batches.commands import batches
from agentapp.funds.commands import funds
from agentapp.intake import keys as server_keys
from agentapp.intake import parts as photo_parts
from agentapp.metadata import metadata
from agentapp.tasks.queue import open_queue
from agentapp.tasks.worker import Worker

users = AppGroup("users", help="People who sign in.")
keys = AppGroup("keys", help="The keys that encrypt NIKs and other fields.")
contributions = AppGroup("contributions", help="What the workers owe.")
outbox = AppGroup("outbox", help="Notices on their way to people.")


def register(app: Flask) -> None:
    """Put the commands on the app."""
    for command in (
        users,
        keys,
        contributions,
        outbox,
        autodebit,
        ledger,
        coverage,
        batches,
        funds,
        backup,
        restore,
        load_demo,
        bank_simulator,
        worker,
    ):
        app.cli.add_command(command)


@users.command("add")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--email", default="")
@click.option("--phone", default="")
@click.option("--name", required=True)
@click.option("--branch", default="", help="Code of the branch office, for agents and supervisors.")
@as_json
def add_user(role: str, email: str, phone: str, name: str, branch: str, as_json: bool) -> None:
    """Add a person; prints the one-time link by which they set their password."""
    with rules_as_errors():
        details = accounts.PersonDetails(
            role=Role(role),
            name=name,
            email=email,
            phone=phone,
            branch_id=open_branch(branch).id if branch else None,
        )
        user, token = accounts.add_person(None, details)
    link = f"{current_app.config['SETTINGS'].public_url}/setup/{token}"
    say({"id": str(user.id), "setup_link": link}, as_json=as_json)


@keys.command("new")
def make_key() -> None:
    """Print a fresh key; put it first in FIELD_KEYS, restart, then `keys rotate`."""
    click.echo(new_key())


@keys.command("rotate")
@click.option("--sealing", is_flag=True, help="Also have phones seal to a new key from now on.")
@as_json
def rotate_keys(sealing: bool, as_json: bool) -> None:
    """Write every encrypted value, hash and photo anew with the newest key, while the app runs."""
    made = server_keys.renew(first=False, sealing_now=sealing)
    sent = batch_files.store().rotate() + fund_documents.store().rotate() + photo_parts.store().rotate()
    files = {"photos": store().rotate(), "files": sent}
    say(
        {"rewritten": rotate(metadata, keyring()), **files, **({"sealing": made} if made else {})},
        as_json=as_json,
    )


@contributions.command("assess")
@click.option("--period", required=True, help="The month to raise, YYYY-MM.")
@as_json
def assess(period: str, as_json: bool) -> None:
    """Raise what every member owes for a month. Run again, it raises only what is missing."""
    try:
        month = Month.parse(period)
    except InvalidMonth as error:
        raise click.BadParameter(gettext("Tulis bulan sebagai YYYY-MM."), param_hint="--period") from error
    with rules_as_errors(), progress(monthly.count_workers(), str(month)) as walked:
        raised = monthly.raise_period(month, walked)
    say({**asdict(raised), "period": str(month)}, as_json=as_json)


@contributions.command("remind")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day, YYYY-MM-DD.")
@as_json
def send_reminders(day: datetime, as_json: bool) -> None:
    """Put the day's reminders into the outbox: months due soon, memberships about to end. Each goes once."""
    with rules_as_errors():
        say(asdict(remind(day.date())), as_json=as_json)


@outbox.command("deliver")
@click.option("--limit", default=500, type=click.IntRange(min=1), help="How many at most.")
@as_json
def deliver_notices(limit: int, as_json: bool) -> None:
    """Send the notices that are due; what cannot go now goes later."""
    say(asdict(deliver(limit)), as_json=as_json)


@outbox.command("sweep")
@as_json
def sweep_outbox(as_json: bool) -> None:
    """Free notices whose sender died, and erase the texts of old ones."""
    say(asdict(sweep()), as_json=as_json)


@click.command("demo")
@with_appcontext
@as_json
def load_demo(as_json: bool) -> None:
    """Fill an empty database with invented people; leaves a database with people as it is."""
    if current_app.config["SETTINGS"].app_env == Environment.PRODUCTION:
        raise click.ClickException("demo: its passwords are known to everybody; not with APP_ENV=production")
    loaded = load(store(), str(current_app.static_url_path).rpartition("/")[2])
    say(asdict(loaded) if loaded else {"demo": "already there"}, as_json=as_json)


@click.command("worker")
@with_appcontext
@pass_script_info
def worker(info: ScriptInfo) -> None:
    """Do what is due, by the clock and when asked, until SIGTERM. Any number may run at once."""
    Worker(info.load_app(), open_queue(current_app.config["SETTINGS"])).run()
