"""Loading the demo: the same each time, on any day, and only once."""

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

MOST_SECONDS = 20
SALTED = {("users", "password_hash")}


def content() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, read back as the app reads them."""
    return {table.name: rows(table) for table in Base.metadata.sorted_tables}


def rows(table) -> list[tuple[Any, ...]]:
    columns = [column for column in table.columns if (table.name, column.name) not in SALTED]
    return [tuple(map(str, row)) for row in sessions.execute(select(*columns).order_by(*table.primary_key))]


@pytest.fixture
def loaded_again(kept_demo, app, database):
    """Loads the demo into the database, emptied before, at a moment."""

    def load_at(moment: datetime) -> None:
        sessions.remove()
        database.clean(app.extensions["gendong_engine"])
        with time_machine.travel(moment, tick=False):
            assert load(store()) is not None

    return load_at


def test_the_same_moment_gives_the_same_demo(loaded_again, session):
    """A moment at which the year is another one in Jakarta already."""
    moment = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)
    loaded_again(moment)
    first = content()
    loaded_again(moment)
    again = content()

    for table, rows in first.items():
        assert again[table] == rows, table
    assert lacks(session, moment) == set()


def test_on_this_day_it_shows_everything(own_demo, session):
    assert lacks(session, clock.now()) == set()


def lacks(session, moment: datetime) -> set[str]:
    """Which flags and standings it does not show, and whether too few debits wait for the next banking day."""
    with time_machine.travel(moment, tick=False):
        workers = session.scalars(select(Worker)).all()
        today = standings(session(), workers)

        shown = {*session.scalars(select(Flag.kind)), *(today[each.id].protection.status for each in workers)}
        enough = waiting_for_the_next_banking_day(session) >= 40
        return {*FlagKind, *ProtectionStatus} - shown | (set() if enough else {"waiting debits"})


def waiting_for_the_next_banking_day(session) -> int:
    day = banking_day(clock.today() + timedelta(days=1))
    due = Attempt.scheduled_on == day, Attempt.state == AttemptState.NOTIFIED
    return session.scalar(select(func.count()).select_from(Attempt).where(*due))


@pytest.fixture
def waiting(own_demo, session) -> list[Enrolment]:
    branch = select(User.branch_id).where(User.name == "Zulfahmi Koto").scalar_subquery()
    return list(
        session.scalars(
            select(Enrolment).where(
                Enrolment.state == EnrolmentState.SUBMITTED, Enrolment.branch_id == branch, Enrolment.is_clean
            )
        )
    )


def test_every_clean_case_can_be_approved(session, waiting):
    supervisor = session.scalars(select(User).where(User.name == "Zulfahmi Koto")).one()

    for case in waiting:
        service.approve(supervisor, case.id)

    assert len(waiting) > 30
    assert all(session.get(Enrolment, case.id).worker for case in waiting)


def test_known_passwords_do_not_come_into_production(kept_demo, app, session, monkeypatch):
    monkeypatch.setitem(
        app.config, "SETTINGS", replace(app.config["SETTINGS"], app_env=Environment.PRODUCTION)
    )

    refused = app.test_cli_runner().invoke(args=["demo"])

    assert refused.exit_code == 1
    assert session.scalar(select(User.id)) is None


def test_the_command_says_what_there_is_and_loads_only_once(app, own_demo, record_property):
    record_property("measured", f"demo loaded in {own_demo.seconds} s, to stay under {MOST_SECONDS}")
    again = app.test_cli_runner().invoke(args=["demo"])

    assert own_demo.said["workers"] > 1300
    assert again.exit_code == 0
    assert "already there" in again.stdout
