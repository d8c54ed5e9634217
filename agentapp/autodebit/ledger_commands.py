"""`flask ledger …`."""

import sys

import click
from flask.cli import AppGroup

from agentapp.autodebit.checking import check
from agentapp.autodebit.gateways import gateway
from agentapp.core.console import as_json, say

ledger = AppGroup("ledger", help="The books.")


@ledger.command("check")
@as_json
def check_books(as_json: bool) -> None:
    """Compare the books with the months, the debits and the bank's own book; exit 1 where anything differs."""
    found = check(gateway())
    answer: dict[str, object] = {
        "ok": found.ok,
        "differences": list(found.differences),
        "in_transit": found.in_transit,
        "balances": found.balances,
        "bank": found.bank,
    }
    if as_json:
        say(answer, as_json=True)
    else:
        _tell(answer)
    sys.exit(0 if found.ok else 1)


def _tell(answer: dict[str, object]) -> None:
    for name, value in answer.items():
        lines = value if isinstance(value, list) else [value]
        for line in lines or ["none"]:
            click.echo(f"{name}: {line}")
