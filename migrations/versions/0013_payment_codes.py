"""Payment codes: what a payer pays with where a debit took nothing; payments by code that nobody typed in."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOVES = "payment_code_moves"
STATES = ("wanted", "issued", "paid", "expired", "withdrawn", "failed", "taken_back")
LIVE, STANDS = sa.text("state IN ('wanted', 'issued')"), sa.text("stands")
OWED = sa.text("owed > 0 AND returned_at IS NULL")
BY_ITSELF = "channel = 'code' OR (channel IN ('autodebit', 'credit')) = (recorded_by_id IS NULL)"
BEFORE = "(channel IN ('autodebit', 'credit')) = (recorded_by_id IS NULL)"
KEPT = (
    "id, number, worker_id, channel, reference, amount, received_at, recorded_at, recorded_by_id, reversed_at"
)


def upgrade() -> None:
    _change_payments(BY_ITSELF)
    _create_codes()
    _create_items()
    _create_moves()
    _guard()


def downgrade() -> None:
    for table in (MOVES, "payment_code_items", "payment_codes"):
        op.drop_table(table)
    op.execute(
        "UPDATE payments SET recorded_by_id = (SELECT w.agent_id FROM workers w WHERE w.id = payments.worker_id) "
        "WHERE channel = 'code' AND recorded_by_id IS NULL"
    )
    _change_payments(BEFORE)


def _state(name: str) -> sa.Column:
    kind = sa.Enum(*STATES, name=name, native_enum=False, create_constraint=False, length=32)
    return sa.Column(name, kind, nullable=False)


def _known(table: str, name: str) -> sa.CheckConstraint:
    known = ", ".join(f"'{state}'" for state in STATES)
    return sa.CheckConstraint(f"{name} IN ({known})", name=op.f(f"ck_{table}_{name}"))


def _create_codes() -> None:
    op.create_table("payment_codes", *_code_columns(), *_code_constraints())
    op.create_index("ix_payment_codes_attempt_id", "payment_codes", ["attempt_id"])
    op.create_index("ix_payment_codes_next_step_at", "payment_codes", ["next_step_at"])
    op.create_index(
        "ix_payment_codes_owed", "payment_codes", ["paid_at"], sqlite_where=OWED, postgresql_where=OWED
    )
    op.create_index(
        "uq_payment_codes_live",
        "payment_codes",
        ["mandate_id", "month"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def _code_columns() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=22), nullable=False),
        sa.Column("number", sa.String(length=28), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("mandate_id", sa.Uuid(), nullable=False),
        sa.Column("gateway", sa.String(length=20), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("owed", sa.BigInteger(), nullable=False),
        _state("state"),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_step_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("bank_reference", sa.String(length=64), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_by_id", sa.Uuid(), nullable=True),
        sa.Column("returned_note", sa.String(length=200), nullable=False),
    ]


def _code_constraints() -> list[sa.Constraint]:
    checks = {
        "amount_positive": "amount > 0",
        "turn_fits": "turn BETWEEN 1 AND 99",
        "owed_of_amount": "owed BETWEEN 0 AND amount",
        "issued_has_moment": "state <> 'issued' OR issued_at IS NOT NULL",
        "paid_has_moment": "(state = 'paid' OR state = 'taken_back') = (paid_at IS NOT NULL)",
        "returned_has_note": "(returned_at IS NULL) = (returned_note = '')",
        "returned_was_owed": "returned_at IS NULL OR owed > 0",
    }
    return [
        _known("payment_codes", "state"),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_payment_codes_{name}")) for name, rule in checks.items()),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_payment_codes_attempt_id")),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandates.id"], name=op.f("fk_payment_codes_mandate_id")),
        sa.ForeignKeyConstraint(
            ["returned_by_id"], ["users.id"], name=op.f("fk_payment_codes_returned_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_codes")),
        sa.UniqueConstraint(
            "mandate_id", "month", "turn", name=op.f("uq_payment_codes_mandate_id_month_turn")
        ),
        sa.UniqueConstraint("gateway", "number", name=op.f("uq_payment_codes_gateway_number")),
        sa.UniqueConstraint("reference", name=op.f("uq_payment_codes_reference")),
    ]


def _create_items() -> None:
    table = "payment_code_items"
    op.create_table(
        table,
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column("obligation_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["code_id"], ["payment_codes.id"], name=op.f(f"fk_{table}_code_id")),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligations.id"], name=op.f(f"fk_{table}_obligation_id")
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f(f"fk_{table}_payment_id")),
        sa.PrimaryKeyConstraint("code_id", "obligation_id", name=op.f(f"pk_{table}")),
    )
    op.create_index("ix_payment_code_items_obligation", table, ["obligation_id"])
    op.create_index(
        "uq_payment_code_items_standing",
        table,
        ["obligation_id"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )


def _create_moves() -> None:
    op.create_table(
        MOVES,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        _state("source"),
        _state("target"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        _known(MOVES, "source"),
        _known(MOVES, "target"),
        sa.ForeignKeyConstraint(["code_id"], ["payment_codes.id"], name=op.f(f"fk_{MOVES}_code_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{MOVES}")),
    )
    op.create_index("ix_payment_code_moves_code_at", MOVES, ["code_id", "at"])


def _guard() -> None:
    if op.get_bind().dialect.name != "sqlite":
        for name, when, each in (
            ("change", "UPDATE OR DELETE", "ROW"),
            ("truncate", "TRUNCATE", "STATEMENT"),
        ):
            op.execute(
                f"CREATE TRIGGER {MOVES}_refuses_{name} BEFORE {when} ON {MOVES} "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
            )
        return
    refused = f"BEGIN SELECT RAISE(ABORT, '{MOVES} is append-only'); END"
    op.execute(f"CREATE TRIGGER {MOVES}_refuses_update BEFORE UPDATE ON {MOVES} {refused}")
    op.execute(f"CREATE TRIGGER {MOVES}_refuses_delete BEFORE DELETE ON {MOVES} {refused}")
    op.execute(
        f"CREATE TRIGGER {MOVES}_refuses_replace BEFORE INSERT ON {MOVES} "
        f"WHEN EXISTS (SELECT 1 FROM {MOVES} WHERE id = NEW.id) {refused}"
    )


def _change_payments(recorded: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _make_payments_anew(recorded)
        return
    name = op.f("ck_payments_recorded_unless_by_itself")
    op.drop_constraint(name, "payments")
    op.create_check_constraint(name, "payments", recorded)


def _make_payments_anew(recorded: str) -> None:
    """SQLite cannot change a CHECK: a new table takes the rows, then the name."""
    channels = ("code", "cash", "autodebit", "credit")
    op.create_table(
        "payments_anew",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=9), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(*channels, name="channel", native_enum=False, create_constraint=False, length=32),
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "channel IN ('code', 'cash', 'autodebit', 'credit')", name=op.f("ck_payments_channel")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payments_amount_positive")),
        sa.CheckConstraint(recorded, name=op.f("ck_payments_recorded_unless_by_itself")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_payments_recorded_by_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_payments_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("channel", "reference", name=op.f("uq_payments_channel_reference")),
        sa.UniqueConstraint("number", name=op.f("uq_payments_number")),
    )
    op.execute(f"INSERT INTO payments_anew ({KEPT}) SELECT {KEPT} FROM payments")
    op.drop_index("ix_payments_worker_id", "payments")
    op.drop_table("payments")
    op.execute("PRAGMA legacy_alter_table = ON")  # or the references of other tables would follow the name
    op.rename_table("payments_anew", "payments")
    op.execute("PRAGMA legacy_alter_table = OFF")
    op.create_index("ix_payments_worker_id", "payments", ["worker_id"])
