"""What all `flask …` commands share: answers, refusals, progress."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from flask_babel import gettext

from agentapp.core.errors import DomainError

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


def say(answer: dict[str, object], *, as_json: bool) -> None:
    """Print what a command found: one JSON object, or a line each."""
    lines = [json.dumps(answer)] if as_json else [f"{name}: {value}" for name, value in answer.items()]
    click.echo("\n".join(lines))


@contextmanager
def rules_as_errors() -> Iterator[None]:
    """A rule that says no ends the command with its sentence and exit code 1."""
    try:
        yield
    except DomainError as error:
        raise click.ClickException(gettext(error.message, **error.params)) from error


@contextmanager
def progress(length: int, label: str) -> Iterator[Callable[[int], object]]:
    """A bar on stderr, in a terminal alone; what it gives takes how many more are done."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=length, label=label, file=sys.stderr, hidden=hidden) as bar:
        yield bar.update
