"""Payments taken by auto-debit, recorded by nobody; the books of what was paid before; histories that only grow"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("attempt_moves", "ledger_entries", "mandate_moves")
BY_ITSELF = "(channel IN ('autodebit', 'credit')) = (recorded_by_id IS NULL)"
ACCOUNTS = "CASE p.channel WHEN 'cash' THEN 'cash' ELSE 'payment_code' END"


def upgrade() -> None:
    _change_payments(upwards=True)
    _keep_books()
    _guard()


def downgrade() -> None:
    _unguard()
    op.execute("DELETE FROM ledger_entries")
    op.execute("DELETE FROM payments WHERE channel IN ('autodebit', 'credit')")
    _change_payments(upwards=False)


def _change_payments(*, upwards: bool) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _make_payments_anew(upwards=upwards)
        return
    channels = ("code", "cash", "autodebit", "credit") if upwards else ("code", "cash")
    if upwards:
        op.add_column("payments", sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True))
    else:
        op.drop_constraint(op.f("ck_payments_recorded_unless_by_itself"), "payments")
        op.drop_column("payments", "reversed_at")
    op.alter_column("payments", "recorded_by_id", nullable=upwards)
    op.drop_constraint(op.f("ck_payments_channel"), "payments")
    op.create_check_constraint(op.f("ck_payments_channel"), "payments", sa.column("channel").in_(channels))
    if upwards:
        op.create_check_constraint(op.f("ck_payments_recorded_unless_by_itself"), "payments", BY_ITSELF)


def _make_payments_anew(*, upwards: bool) -> None:
    """SQLite cannot change a column or a CHECK: a new table takes the rows, then the name."""
    kept = "id, number, worker_id, channel, reference, amount, received_at, recorded_at, recorded_by_id"
    op.create_table("payments_anew", *_columns(upwards=upwards), *_constraints(upwards=upwards))
    op.execute(f"INSERT INTO payments_anew ({kept}) SELECT {kept} FROM payments")
    op.drop_index("ix_payments_worker_id", "payments")
    op.drop_table("payments")
    op.execute("PRAGMA legacy_alter_table = ON")  # or the references of other tables would follow the name
    op.rename_table("payments_anew", "payments")
    op.execute("PRAGMA legacy_alter_table = OFF")
    op.create_index("ix_payments_worker_id", "payments", ["worker_id"])


def _columns(*, upwards: bool) -> list[sa.Column]:
    channels = ("code", "cash", "autodebit", "credit") if upwards else ("code", "cash")
    channel = sa.Enum(*channels, name="channel", native_enum=False, create_constraint=False, length=32)
    reversed_at = [sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True)] if upwards else []
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=9), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("channel", channel, nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=upwards),
        *reversed_at,
    ]


def _constraints(*, upwards: bool) -> list[sa.Constraint]:
    channels = "'code', 'cash', 'autodebit', 'credit'" if upwards else "'code', 'cash'"
    debited = (
        [sa.CheckConstraint(BY_ITSELF, name=op.f("ck_payments_recorded_unless_by_itself"))] if upwards else []
    )
    return [
        sa.CheckConstraint(f"channel IN ({channels})", name=op.f("ck_payments_channel")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payments_amount_positive")),
        *debited,
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_payments_recorded_by_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_payments_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("channel", "reference", name=op.f("uq_payments_channel_reference")),
        sa.UniqueConstraint("number", name=op.f("uq_payments_number")),
    ]


def _keep_books() -> None:
    """The entries that stand for what was received and settled before there was a ledger."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    new_id = "lower(hex(randomblob(16)))" if sqlite else "gen_random_uuid()"
    line = "o.id" if sqlite else "replace(o.id::text, '-', '')"
    columns = "id, at, kind, source, line, debit, credit, amount, payment_id, obligation_id"
    op.execute(
        f"INSERT INTO ledger_entries ({columns}) SELECT {new_id}, p.recorded_at, 'received', p.number, '', "
        f"{ACCOUNTS}, 'payer', p.amount, p.id, NULL FROM payments p"
    )
    op.execute(
        f"INSERT INTO ledger_entries ({columns}) SELECT {new_id}, p.recorded_at, 'contribution', p.number, {line}, "
        "'payer', 'bpjs_payable', o.amount, p.id, o.id FROM obligations o JOIN payments p ON p.id = o.payment_id"
    )


def _guard() -> None:
    for table in TABLES:
        if op.get_bind().dialect.name != "sqlite":
            op.execute(
                f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
            op.execute(
                f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
            continue
        refused = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        op.execute(f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} {refused}")
        op.execute(f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table} {refused}")
        op.execute(
            f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) {refused}"
        )


def _unguard() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TABLES:
        for verb in ("update", "delete", "replace") if sqlite else ("change", "truncate"):
            op.execute(f"DROP TRIGGER {table}_refuses_{verb}" + ("" if sqlite else f" ON {table}"))
