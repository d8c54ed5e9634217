"""Bills: what a fund owes for a month, as one sum with its list."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLE = "fund_bill_moves"
STATES = ("open", "paid", "withdrawn")
LIVE = sa.text("live")


def upgrade() -> None:
    _create_bills()
    _create_lines()
    _create_moves()
    _guard()


def downgrade() -> None:
    _unguard()
    for table in (TABLE, "fund_bill_lines", "fund_bills"):
        op.drop_table(table)


def _create_bills() -> None:
    op.create_table(
        "fund_bills",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=9), nullable=False),
        sa.Column("fund_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("state", _choice(), nullable=False),
        sa.Column("payment_code", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("people > 0 AND amount > 0", name=op.f("ck_fund_bills_not_empty")),
        sa.CheckConstraint(
            "(state = 'paid') = (received_on IS NOT NULL) AND (state = 'paid') = (reference <> '')",
            name=op.f("ck_fund_bills_paid_has_transfer"),
        ),
        sa.CheckConstraint(
            "(state = 'open') = (ended_at IS NULL)", name=op.f("ck_fund_bills_ended_has_moment")
        ),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_fund_bills_state")),
        sa.ForeignKeyConstraint(["fund_id"], ["funds.id"], name=op.f("fk_fund_bills_fund_id_funds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_bills")),
        sa.UniqueConstraint("number", name=op.f("uq_fund_bills_number")),
    )
    op.create_index("ix_fund_bills_fund_month", "fund_bills", ["fund_id", "month"])


def _create_lines() -> None:
    op.create_table(
        "fund_bill_lines",
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("obligation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_fund_bill_lines_amount_positive")),
        sa.ForeignKeyConstraint(
            ["bill_id"], ["fund_bills.id"], name=op.f("fk_fund_bill_lines_bill_id_fund_bills")
        ),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligations.id"], name=op.f("fk_fund_bill_lines_obligation_id_obligations")
        ),
        sa.PrimaryKeyConstraint("bill_id", "obligation_id", name=op.f("pk_fund_bill_lines")),
        sa.UniqueConstraint("bill_id", "number", name=op.f("uq_fund_bill_lines_bill_id_number")),
    )
    op.create_index(
        "uq_fund_bill_lines_obligation_live",
        "fund_bill_lines",
        ["obligation_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def _create_moves() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("source", _choice(), nullable=True),
        sa.Column("target", _choice(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.CheckConstraint(f"{name} IN {STATES}", name=op.f(f"ck_{TABLE}_{name}"))
            for name in ("source", "target")
        ),
        sa.ForeignKeyConstraint(["bill_id"], ["fund_bills.id"], name=op.f(f"fk_{TABLE}_bill_id_fund_bills")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f(f"fk_{TABLE}_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index("ix_fund_bill_moves_bill_at", TABLE, ["bill_id", "at"])


def _choice() -> sa.String:
    return sa.String(length=32)


def _guard() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            f"CREATE TRIGGER {TABLE}_refuses_change BEFORE UPDATE OR DELETE ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {TABLE}_refuses_truncate BEFORE TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    refused = f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
    op.execute(f"CREATE TRIGGER {TABLE}_refuses_update BEFORE UPDATE ON {TABLE} {refused}")
    op.execute(f"CREATE TRIGGER {TABLE}_refuses_delete BEFORE DELETE ON {TABLE} {refused}")
    op.execute(
        f"CREATE TRIGGER {TABLE}_refuses_replace BEFORE INSERT ON {TABLE} "
        f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id) {refused}"
    )


def _unguard() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for verb in ("update", "delete", "replace") if sqlite else ("change", "truncate"):
        op.execute(f"DROP TRIGGER {TABLE}_refuses_{verb}" + ("" if sqlite else f" ON {TABLE}"))
