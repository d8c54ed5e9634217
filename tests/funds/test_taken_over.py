"""A fund of the time before ceilings goes on paying whom it carries, and waits for its ceiling."""

from uuid import uuid4

from alembic import command
from sqlalchemy import text

from tests.support.databases import alembic_config


def test_a_fund_from_before_is_frozen_until_somebody_tells_its_ceiling(empty_database):
    people, fund = uuid4().hex, uuid4().hex
    with empty_database.begin() as connection:
        config = alembic_config(connection)
        command.upgrade(config, "0009")
        connection.execute(
            text(
                "INSERT INTO users (id, role, name, email, email_hash, created_at) "
                f"VALUES ('{people}', 'fund_officer', 'Irwan', :some, :some, '2026-01-01 00:00:00+00:00')"
            ),
            {"some": b"0123456789abcdef"},
        )
        connection.execute(
            text(
                "INSERT INTO funds (id, code, name, kind, region_code, first_month, last_month, officer_id) "
                f"VALUES ('{fund}', 'APBD', 'APBD', 'apbd', '13.03', 202601, 202612, '{people}')"
            )
        )
        command.upgrade(config, "0010")

        kept = connection.execute(
            text("SELECT code, state, ceiling, last_month, programmes FROM funds")
        ).one()
        moves = connection.execute(text("SELECT verb, target FROM fund_moves")).all()
        command.downgrade(config, "0009")
        before = connection.execute(text("SELECT code, last_month FROM funds")).one()

    assert tuple(kept) == ("APBD", "frozen", 0, 202612, "jkk_jkm")
    assert [tuple(move) for move in moves] == [("begin", "frozen")]
    assert tuple(before) == ("APBD", 202612)
