"""`flask backup FILE` and `flask restore FILE`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from agentapp.backup import service
from agentapp.core.console import as_json, rules_as_errors, say


@contextmanager
def disk_as_error() -> Iterator[None]:
    """A folder that is missing, or a disk that is full, ends the command with one line."""
    try:
        yield
    except OSError as error:
        raise click.ClickException(f"{error.strerror}: {error.filename or ''}".rstrip(": ")) from error


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
@as_json
def backup(file: Path, as_json: bool) -> None:
    """Write database and files of people into FILE, while the app runs. The keys are not in it."""
    with rules_as_errors(), disk_as_error():
        say(asdict(service.backup(current_app.config["SETTINGS"], file)), as_json=as_json)


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace what is there.")
@with_appcontext
@as_json
def restore(file: Path, force: bool, as_json: bool) -> None:
    """Make the installation what it was when FILE was written. Stop the app and its workers first."""
    with rules_as_errors(), disk_as_error():
        say(asdict(service.restore(current_app.config["SETTINGS"], file, force=force)), as_json=as_json)
