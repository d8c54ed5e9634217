"""The rulebook in force: read once, and again when something was published, here or elsewhere."""

import dataclasses

import pytest
from sqlalchemy import event

from agentapp.core.clock import now
from agentapp.core.errors import FieldError
from agentapp.core.period import Month
from agentapp.programmes import rulebook, service
from agentapp.programmes.published import tariff_row
from agentapp.programmes.rulebook import current_rulebook
from tests.factories import AdminFactory
from tests.programmes.admin import THIS_MONTH
from tests.programmes.reference import CONDITIONS, RATES, TRANSPORT

NEXT = THIS_MONTH + 1


@pytest.fixture
def statements(application):
    """How many statements went to the database."""
    seen = []
    engine = application.extensions["gendong_engine"]

    def note(connection, cursor, statement, *_):
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_asking_again_asks_no_database(session, statements):
    current_rulebook(session())
    statements.clear()

    assert current_rulebook(session()) is current_rulebook(session())
    assert statements == []


def test_what_another_process_publishes_is_seen_a_moment_later(session, monkeypatch):
    before = current_rulebook(session())
    row = tariff_row(dataclasses.replace(RATES, effective_from=NEXT, jkm_flat=7_000))
    row.published_at = now()
    session.add(row)
    session.commit()

    assert current_rulebook(session()) is before
    monkeypatch.setattr(rulebook, "FRESH_SECONDS", 0.0)
    assert current_rulebook(session()).tariff(NEXT).jkm_flat == 7_000


def test_nothing_is_read_again_while_nothing_changed(session, monkeypatch):
    before = current_rulebook(session())
    monkeypatch.setattr(rulebook, "FRESH_SECONDS", 0.0)

    assert current_rulebook(session()) is before


def test_what_is_published_here_is_seen_at_once(session):
    current_rulebook(session())

    service.publish_rates(AdminFactory(), dataclasses.replace(RATES, effective_from=NEXT, jkm_flat=7_000))

    assert current_rulebook(session()).tariff(NEXT).jkm_flat == 7_000


@pytest.mark.parametrize("month", [THIS_MONTH, THIS_MONTH + -1, Month(2015, 7)])
def test_rates_and_terms_begin_in_a_month_to_come(session, month):
    with pytest.raises(FieldError, match="akan datang") as rates:
        service.publish_rates(AdminFactory(), dataclasses.replace(RATES, effective_from=month))
    with pytest.raises(FieldError) as terms:
        service.publish_conditions(AdminFactory(), dataclasses.replace(CONDITIONS, effective_from=month))

    assert (rates.value.field, terms.value.field) == ("effective_from", "effective_from")


def test_a_month_has_one_table_and_one_set_of_terms(session):
    admin = AdminFactory()
    service.publish_rates(admin, dataclasses.replace(RATES, effective_from=NEXT))
    service.publish_conditions(admin, dataclasses.replace(CONDITIONS, effective_from=NEXT))

    with pytest.raises(FieldError, match="sudah ada"):
        service.publish_rates(admin, dataclasses.replace(RATES, effective_from=NEXT))
    with pytest.raises(FieldError, match="sudah ada"):
        service.publish_conditions(admin, dataclasses.replace(CONDITIONS, effective_from=NEXT))


def test_two_admins_at_once_cannot_both_publish_for_a_month(session, monkeypatch):
    admin = AdminFactory()
    service.publish_rates(admin, dataclasses.replace(RATES, effective_from=NEXT))
    monkeypatch.setattr(service, "check_rates", lambda *_: None)

    with pytest.raises(FieldError, match="sudah ada"):
        service.publish_rates(admin, dataclasses.replace(RATES, effective_from=NEXT))


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (NEXT + -2, NEXT, "first_month"),
        (NEXT, NEXT + -1, "last_month"),
        (Month(2020, 1), Month(2020, 6), "first_month"),
    ],
)
def test_a_relief_covers_months_that_are_not_past_in_their_order(session, first, last, field):
    with pytest.raises(FieldError) as error:
        service.publish_relief(
            AdminFactory(), dataclasses.replace(TRANSPORT, first_month=first, last_month=last)
        )

    assert error.value.field == field
