"""`flask batches …`: a sheet of names taken in from a command line."""

from pathlib import Path
from uuid import UUID

import click
from flask.cli import AppGroup
from sqlalchemy import select

from agentapp.core.console import as_json, rules_as_errors, say
from agentapp.core.db import look_afresh, sessions
from agentapp.core.errors import DomainError, NotFound
from agentapp.funds.batches import committing, jobs, service
from agentapp.funds.batches.dry_run import report
from agentapp.funds.batches.models import Batch
from agentapp.funds.batches.states import BatchState
from agentapp.funds.models import Fund

batches = AppGroup("batches", help="Sheets of names for funds.")


@batches.command("import")
@click.argument("fund_code")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check and price only; promise nothing.")
@as_json
def import_file(fund_code: str, file: Path, dry_run: bool, as_json: bool) -> None:
    """Check FILE for the fund and take its rows in, in its officer's name. The same file again changes nothing."""
    with rules_as_errors():
        batch = _checked(fund_code, file)
        if not dry_run and batch.state == BatchState.CHECKED:
            committing.commit(batch.officer, batch.id)
            jobs.advance(batch.id)
        told = _told(batch.id)
    say(told, as_json=as_json)


@batches.command("sweep")
@as_json
def sweep_batches(as_json: bool) -> None:
    """Forget the people of lists that ended long ago; cancel lists that nobody decided about."""
    say(dict(jobs.sweep()), as_json=as_json)


def _checked(fund_code: str, file: Path) -> Batch:
    """The file as a checked batch. Raises NotFound, and what the file is refused for."""
    fund = sessions().scalar(select(Fund).where(Fund.code == fund_code.strip().upper()))
    if fund is None or fund.officer is None:
        raise NotFound
    batch = service.receive(fund.officer, fund.id, file.name, file.read_bytes())
    if batch.state in (BatchState.RECEIVED, BatchState.CHECKING):
        jobs.advance(batch.id)
    found = look_afresh().get_one(Batch, batch.id, populate_existing=True)
    if found.failure:
        raise DomainError(found.failure, **found.failure_params)
    return found


def _told(batch_id: UUID) -> dict[str, object]:
    batch = look_afresh().get_one(Batch, batch_id, populate_existing=True)
    sessions().refresh(batch.fund)
    found = report(batch)
    return {
        "rows": found.rows,
        "accepted": found.accepted,
        "to_repair": found.to_repair,
        "conflicts": found.conflicts,
        "monthly_cost": found.bill.monthly,
        "total_cost": found.bill.total,
        "over_ceiling": found.over_ceiling,
        "batch_id": str(batch.id),
    }
