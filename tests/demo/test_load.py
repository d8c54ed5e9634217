"""Loading the demo: the same each time, on any day, and only once."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from agentapp.accounts.models import User
from agentapp.autodebit.attempts import Attempt, AttemptState
from agentapp.autodebit.timing import banking_day
from agentapp.config import Environment
from agentapp.contributions.protection import ProtectionStatus
from agentapp.contributions.standing import standings
from agentapp.core import clock
from agentapp.core.db import Base, sessions
from agentapp.demo import load
from agentapp.enrolment.models import Enrolment, EnrolmentState, Flag, FlagKind
from agentapp.enrolment.photos import store
from agentapp.review import service
from agentapp.workers.models import Worker

SALTED = {("users", "password_hash")}
MOST_SECONDS = 20


@pytest.fixture
def only_once(database_kind: str) -> None:
    if database_kind != "sqlite":
        pytest.skip("what is loaded does not depend on the database; loading takes long enough once")


def content() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, read back as the app reads them."""
    return {table.name: rows(table) for table in Base.metadata.sorted_tables}


def rows(table) -> list[tuple[Any, ...]]:
    columns = [column for column in table.columns if (table.name, column.name) not in SALTED]
    return [tuple(map(str, row)) for row in sessions.execute(select(*columns).order_by(*table.primary_key))]


def test_the_same_moment_gives_the_same_demo(only_once, app, database):
    loaded = []
    for _ in range(2):
        with time_machine.travel(datetime(2026, 11, 21, 8, 0, tzinfo=UTC), tick=False):
            load(store())
        loaded.append(content())
        sessions.remove()
        database.clean(app.extensions["gendong_engine"])

    for table, first in loaded[0].items():
        assert loaded[1][table] == first, table


@pytest.mark.parametrize("moment", ["2026-12-31T20:00+00:00", "2027-03-01T00:30+00:00"])
def test_on_any_day_every_flag_and_every_standing_occurs(only_once, session, moment):
    with time_machine.travel(datetime.fromisoformat(moment), tick=False):
        assert load(store()) is not None
        workers = session.scalars(select(Worker)).all()
        today = standings(session(), workers)

        assert set(session.scalars(select(Flag.kind))) == set(FlagKind)
        assert {today[worker.id].protection.status for worker in workers} == set(ProtectionStatus)
        assert waiting_for_the_next_banking_day(session) >= 40


def waiting_for_the_next_banking_day(session) -> int:
    day = banking_day(clock.today() + timedelta(days=1))
    due = Attempt.scheduled_on == day, Attempt.state == AttemptState.NOTIFIED
    return session.scalar(select(func.count()).select_from(Attempt).where(*due))


@pytest.fixture
def waiting(session) -> list[Enrolment]:
    load(store())
    branch = select(User.branch_id).where(User.name == "Zulfahmi Koto").scalar_subquery()
    return list(
        session.scalars(
            select(Enrolment).where(
                Enrolment.state == EnrolmentState.SUBMITTED, Enrolment.branch_id == branch, Enrolment.is_clean
            )
        )
    )


def test_every_clean_case_can_be_approved(only_once, session, waiting):
    supervisor = session.scalars(select(User).where(User.name == "Zulfahmi Koto")).one()

    for case in waiting:
        service.approve(supervisor, case.id)

    assert len(waiting) > 30
    assert all(session.get(Enrolment, case.id).worker for case in waiting)


def test_known_passwords_do_not_come_into_production(only_once, app, session, monkeypatch):
    monkeypatch.setitem(
        app.config, "SETTINGS", replace(app.config["SETTINGS"], app_env=Environment.PRODUCTION)
    )

    refused = app.test_cli_runner().invoke(args=["demo"])

    assert refused.exit_code == 1
    assert session.scalar(select(User.id)) is None


def test_the_command_loads_once_and_says_so(only_once, app):
    runner = app.test_cli_runner()
    begun = time.perf_counter()

    first = runner.invoke(args=["demo", "--json"])
    print(f"demo loaded in {time.perf_counter() - begun:.1f} s, to stay under {MOST_SECONDS}")
    second = runner.invoke(args=["demo"])

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert json.loads(first.stdout)["workers"] > 1300
    assert "already there" in second.stdout
