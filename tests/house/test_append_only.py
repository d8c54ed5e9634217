"""Histories only grow, whoever writes to the database and however."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from agentapp.accounts.models import AccountEvent, AccountEventKind
from agentapp.contributions import ledger
from agentapp.core.clock import now
from agentapp.core.history import APPEND_ONLY, PUBLISHED
from agentapp.funds.handing.models import HandOut, Outcome
from agentapp.metadata import PACKAGES, metadata
from agentapp.review.models import ReviewEvent, ReviewEventKind
from agentapp.workers.models import WorkerEvent, WorkerEventKind
from tests.factories import (
    AgentFactory,
    BatchFactory,
    EnrolmentFactory,
    FundFactory,
    FundPlaceFactory,
    MandateFactory,
    SponsorshipFactory,
    WorkerFactory,
)
from tests.factories.bills import BillFactory
from tests.factories.debits import AttemptFactory, PaymentCodeFactory
from tests.factories.intake import HeldFactory, ReceiptFactory
from tests.factories.payers import payer_change

TRIGGERS = {
    "sqlite": "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal",
}


def filled(table: str, session) -> None:
    """Put one row into `table`."""
    person = AgentFactory()
    at = {"at": now(), "by_id": person.id}
    case = {"enrolment_id": EnrolmentFactory().id} if table == "review_events" else {}
    rows = {
        "account_events": lambda: AccountEvent(user_id=person.id, kind=AccountEventKind.CREATED, **at),
        "attempt_moves": lambda: AttemptFactory().move("cancel", now()),
        "batch_moves": BatchFactory,
        "enrolment_moves": EnrolmentFactory,
        "fund_bill_moves": BillFactory,
        "fund_moves": lambda: FundFactory().begin(person),
        "hand_outs": lambda: HandOut(place_id=FundPlaceFactory().id, outcome=Outcome.RECEIVED, **at),
        "intake_held_moves": lambda: HeldFactory().discard(person, "Uji"),
        "intake_receipts": ReceiptFactory,
        "ledger_entries": lambda: ledger.post_received(session, "261200000000000101", 16_800),
        "mandate_moves": lambda: MandateFactory().move("pause", person),
        "payer_changes": lambda: payer_change(WorkerFactory(), **at),
        "payment_code_moves": lambda: PaymentCodeFactory().move("expire", now()),
        "review_events": lambda: ReviewEvent(kind=ReviewEventKind.CLAIMED, **case, **at),
        "sponsorship_moves": SponsorshipFactory,
        "worker_events": lambda: WorkerEvent(
            worker_id=WorkerFactory().id, kind=WorkerEventKind.CARD_ISSUED, **at
        ),
    }
    row = rows[table]()
    if row is not None:
        session.add(row)
    session.commit()


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET at = at", "DELETE FROM {}"])
def test_what_happened_can_neither_be_changed_nor_removed(session, table, statement):
    filled(table, session)

    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(statement.format(table)))


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_on_postgresql_a_history_cannot_be_emptied_at_once(session, database_kind, table):
    if database_kind == "postgresql":
        with pytest.raises(DatabaseError, match="append-only"):
            session.execute(text(f"TRUNCATE {table}"))
    else:
        filled(table, session)
        with pytest.raises(DatabaseError, match="append-only"):
            session.execute(text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"))


def test_the_list_the_triggers_and_the_models_agree(session, database_kind):
    guarded = set(session.execute(text(TRIGGERS[database_kind])).scalars())
    said = {
        model.__tablename__
        for package in PACKAGES
        for model in vars(package).values()
        if "Append-only" in (model.__doc__ or "") and hasattr(model, "__tablename__")
    }

    assert guarded - set(PUBLISHED) == set(APPEND_ONLY) == said
    assert guarded >= set(PUBLISHED)
    assert said <= set(metadata.tables)
