"""Migrations and models say the same, and each migration can be taken back."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, inspect

from agentapp.metadata import compared, metadata
from tests.support.databases import alembic_config


def names_of_checks(connection: Connection) -> set[str]:
    inspector = inspect(connection)
    return {
        str(check["name"])
        for table in inspector.get_table_names()
        for check in inspector.get_check_constraints(table)
    }


def declared_checks() -> set[str]:
    return {
        str(check.name)
        for table in metadata.tables.values()
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    }


@pytest.fixture
def connection(empty_database):
    with empty_database.begin() as connection:
        yield connection


def test_models_and_migrations_do_not_drift_apart(connection):
    command.upgrade(alembic_config(connection), "head")
    context = MigrationContext.configure(
        connection,
        opts={"compare_type": True, "compare_server_default": True, "include_object": compared},
    )

    assert compare_metadata(context, metadata) == []
    assert names_of_checks(connection) == declared_checks()


def test_migrations_go_up_down_and_up_again(connection):
    config = alembic_config(connection)

    command.upgrade(config, "head")
    first = set(inspect(connection).get_table_names())
    command.downgrade(config, "base")
    between = set(inspect(connection).get_table_names())
    command.upgrade(config, "head")

    assert between == {"alembic_version"}
    assert set(inspect(connection).get_table_names()) == first
