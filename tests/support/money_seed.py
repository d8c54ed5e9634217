"""Many mandates at once, as valid as if each had been given: one a worker, each owing one month."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, text, update

from agentapp.autodebit.models import Mandate
from agentapp.autodebit.simulator.personas import Persona, token_of
from agentapp.contributions.models import Obligation
from agentapp.core.db import sessions
from agentapp.core.period import Month
from agentapp.workers.models import Worker
from tests.bench.assessing import KEY, seed_workers
from tests.factories import MandateFactory, ObligationFactory

SERIAL = {
    "sqlite": "substr('000000000000' || row_number() OVER (), -12)",
    "postgresql": "lpad((row_number() OVER ())::text, 12, '0')",
}


def seed_mandates(count: int, month: Month) -> None:
    """`count` mandates of as many workers, each with `month` due; copied from those that factories make."""
    dialect = sessions().get_bind().dialect.name
    seed_workers(count - 1)
    pattern = sessions().scalars(select(Worker)).first()
    MandateFactory(worker=pattern, serial="999999999999", first_month=month)
    ObligationFactory(worker=pattern, month=month)
    key = {"id": KEY[dialect], "worker_id": "workers.id"}
    _copy(Mandate, {**key, "serial": SERIAL[dialect]})
    _copy(Obligation, key)
    sessions().execute(text("ANALYZE"))
    sessions().commit()
    sessions.remove()


def _copy(model: Any, changed: dict[str, str]) -> None:
    table = cast(Table, model.__table__)
    names = [column.name for column in table.columns]
    told = ", ".join(changed.get(name, f"{table.name}.{name}") for name in names)
    have = f"SELECT worker_id FROM {table.name}"
    sessions().execute(
        text(
            f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {told} FROM workers, {table.name} "
            f"WHERE workers.id NOT IN ({have})"
        )
    )
    sessions().commit()


def share_accounts(personas: Sequence[Persona] = tuple(Persona)) -> None:
    """Each mandate an account of its own; the personas take turns."""
    table = cast(Table, Mandate.__table__)
    keys = sessions().scalars(select(Mandate.id).order_by(Mandate.serial)).all()
    accounts = [personas[n % len(personas)].account(n) for n in range(len(keys))]
    sessions().execute(
        update(table).where(table.c.id == bindparam("key")).values(account_token=bindparam("token")),
        [{"key": key, "token": token_of(account)} for key, account in zip(keys, accounts, strict=True)],
    )
    sessions().commit()
    sessions.remove()
