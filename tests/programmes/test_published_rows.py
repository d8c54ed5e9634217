"""What a new installation begins with, and that nothing published can be changed, whoever writes to the database."""

import dataclasses

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from agentapp.core.clock import now
from agentapp.core.history import PUBLISHED
from agentapp.programmes.models import ReliefRule
from agentapp.programmes.rulebook import current_rulebook
from tests.factories import AdminFactory
from tests.programmes.reference import RULEBOOK


def without_sources(values):
    return [dataclasses.replace(each, source="") for each in values]


def test_the_first_rates_reliefs_and_terms_are_those_of_the_published_table(session):
    found = current_rulebook(session())

    assert without_sources(found.rates) == without_sources(RULEBOOK.rates)
    assert without_sources(found.reliefs) == without_sources(RULEBOOK.reliefs)
    assert without_sources(found.conditions) == without_sources(RULEBOOK.conditions)


def test_each_names_its_regulation_and_what_is_not_certain(session):
    found = current_rulebook(session())
    sources = [each.source for each in (*found.rates, *found.reliefs, *found.conditions)]

    assert all("PP " in source and "(?)" in source for source in sources)


CHANGES = [
    "UPDATE tariffs SET jkm_flat = 1",
    "UPDATE terms SET age_limit = 99",
    "UPDATE relief_rules SET percent = 99",
    "UPDATE relief_rules SET last_month = 209912",
    "UPDATE relief_rules SET excluded_funding = '[]'",
    *(f"DELETE FROM {table}" for table in PUBLISHED),
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_or_remove_what_is_published(session, change):
    with pytest.raises(DatabaseError, match="are published"):
        session.execute(text(change))


@pytest.mark.parametrize("table", PUBLISHED)
def test_nothing_published_can_be_replaced_or_emptied_at_once(session, database_kind, table):
    change = {
        "sqlite": f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        "postgresql": f"TRUNCATE {table}",
    }[database_kind]

    with pytest.raises(DatabaseError, match="are published"):
        session.execute(text(change))


def test_a_relief_can_be_ended_and_then_no_more(session):
    rule = session.query(ReliefRule).first()
    rule.end(rule.first_month, by=AdminFactory())
    session.commit()

    rule.ended_at = now()
    with pytest.raises(DatabaseError, match="are published"):
        session.flush()
