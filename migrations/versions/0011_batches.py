"""Batches: a sheet of names on its way into a fund."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLE = "batch_moves"
STATES = (
    "received",
    "checking",
    "checked",
    "committing",
    "committed",
    "verifying",
    "approved",
    "enrolling",
    "enrolled",
    "undoing",
    "undone",
    "refused",
    "cancelled",
    "failed",
)


def upgrade() -> None:
    op.create_table(
        "sampling_terms",
        sa.Column("fund_id", sa.Uuid(), nullable=False),
        sa.Column("risk_percent", sa.Integer(), nullable=False),
        sa.Column("random_percent", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("most_wrong_percent", sa.Integer(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("least >= 1", name=op.f("ck_sampling_terms_at_least_one")),
        sa.CheckConstraint(
            "most_wrong_percent BETWEEN 0 AND 100", name=op.f("ck_sampling_terms_wrong_is_percent")
        ),
        sa.CheckConstraint(
            "random_percent BETWEEN 0 AND 100", name=op.f("ck_sampling_terms_random_is_percent")
        ),
        sa.CheckConstraint("risk_percent BETWEEN 0 AND 100", name=op.f("ck_sampling_terms_risk_is_percent")),
        sa.ForeignKeyConstraint(["fund_id"], ["funds.id"], name=op.f("fk_sampling_terms_fund_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["users.id"], name=op.f("fk_sampling_terms_set_by_id")),
        sa.PrimaryKeyConstraint("fund_id", name=op.f("pk_sampling_terms")),
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fund_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("repairs_id", sa.Uuid(), nullable=True),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("agency", sa.String(length=120), nullable=True),
        sa.Column("cohort_id", sa.Uuid(), nullable=True),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("villages", sa.JSON(), nullable=False),
        sa.Column("unknown", sa.JSON(), nullable=False),
        sa.Column("decisions", sa.JSON(), nullable=False),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.Integer(), nullable=False),
        sa.Column("rows_all", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("failure", sa.String(length=300), nullable=True),
        sa.Column("failure_params", sa.JSON(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("checked_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'failed') = (failure IS NOT NULL)", name=op.f("ck_batches_failed_has_reason")
        ),
        sa.CheckConstraint(
            "reserved = 0 OR state IN ('committing', 'committed', 'verifying', 'approved', 'enrolling', 'undoing')",
            name=op.f("ck_batches_only_promised_reserves"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'enrolling', 'enrolled') OR (checked_by_id IS NOT NULL AND agent_id IS NOT NULL)",
            name=op.f("ck_batches_approved_by_somebody"),
        ),
        sa.CheckConstraint("checked_by_id <> officer_id", name=op.f("ck_batches_maker_is_not_checker")),
        sa.CheckConstraint("first_month <= last_month", name=op.f("ck_batches_months_in_order")),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_batches_reserved_not_negative")),
        sa.CheckConstraint(
            "rows_done >= 0 AND rows_done <= rows_all", name=op.f("ck_batches_done_within_all")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name=op.f("fk_batches_agent_id")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["users.id"], name=op.f("fk_batches_checked_by_id")),
        sa.ForeignKeyConstraint(["cohort_id"], ["fund_cohorts.id"], name=op.f("fk_batches_cohort_id")),
        sa.ForeignKeyConstraint(["fund_id"], ["funds.id"], name=op.f("fk_batches_fund_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["users.id"], name=op.f("fk_batches_officer_id")),
        sa.ForeignKeyConstraint(["repairs_id"], ["batches.id"], name=op.f("fk_batches_repairs_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
    )
    with op.batch_alter_table("batches", schema=None) as batch_op:
        batch_op.create_index("ix_batches_fund_made_at", ["fund_id", "made_at"], unique=False)
        batch_op.create_index("ix_batches_state", ["state"], unique=False)
        batch_op.create_index(
            "uq_batches_fund_digest_standing",
            ["fund_id", "digest"],
            unique=True,
            sqlite_where=sa.text("state NOT IN ('undone', 'refused', 'cancelled', 'failed')"),
            postgresql_where=sa.text("state NOT IN ('undone', 'refused', 'cancelled', 'failed')"),
        )

    op.create_table(
        "batch_moves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column(
            "source",
            sa.Enum(*STATES, name="source", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column(
            "target",
            sa.Enum(*STATES, name="target", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_batch_moves_batch_id")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_batch_moves_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_moves")),
    )
    with op.batch_alter_table("batch_moves", schema=None) as batch_op:
        batch_op.create_index("ix_batch_moves_batch_at", ["batch_id", "at"], unique=False)

    op.create_table(
        "batch_rows",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sheet", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "ready",
                "to_repair",
                "conflict",
                "taken",
                "skipped",
                "enrolled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("conflict", sa.String(length=32), nullable=True),
        sa.Column("person", sa.LargeBinary(), nullable=True),
        sa.Column("problem", sa.String(length=32), nullable=True),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("risks", sa.JSON(), nullable=False),
        sa.Column("nik_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column("phone_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column("village_code", sa.String(length=13), nullable=True),
        sa.Column(
            "programmes",
            sa.Enum(
                "jkk_jkm",
                "jkk_jkm_jht",
                name="programmes",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "sector",
            sa.Enum(
                "transport", "other", name="sector", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("monthly_income", sa.BigInteger(), nullable=True),
        sa.Column("first_month", sa.Integer(), nullable=True),
        sa.Column("last_month", sa.Integer(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("worker_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state <> 'conflict' OR conflict IS NOT NULL", name=op.f("ck_batch_rows_conflict_has_kind")
        ),
        sa.CheckConstraint(
            "state <> 'enrolled' OR worker_id IS NOT NULL", name=op.f("ck_batch_rows_enrolled_is_a_worker")
        ),
        sa.CheckConstraint(
            "state IN ('to_repair', 'enrolled') OR (person IS NOT NULL AND nik_hash IS NOT NULL AND village_code IS NOT NULL AND cost IS NOT NULL)",
            name=op.f("ck_batch_rows_whole_unless_to_repair"),
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_batch_rows_batch_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_batch_rows_worker_id")),
        sa.PrimaryKeyConstraint("batch_id", "position", name=op.f("pk_batch_rows")),
    )
    with op.batch_alter_table("batch_rows", schema=None) as batch_op:
        batch_op.create_index("ix_batch_rows_batch_state", ["batch_id", "state", "position"], unique=False)
        batch_op.create_index("ix_batch_rows_nik_hash", ["nik_hash"], unique=False)
        batch_op.create_index("ix_batch_rows_worker", ["worker_id"], unique=False)

    op.create_table(
        "batch_samples",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("right", "wrong", name="verdict", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(verdict IS NULL) = (by_id IS NULL)", name=op.f("ck_batch_samples_judged_by_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id", "position"],
            ["batch_rows.batch_id", "batch_rows.position"],
            name="fk_batch_samples_row",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_batch_samples_by_id")),
        sa.PrimaryKeyConstraint("batch_id", "position", name=op.f("pk_batch_samples")),
    )
    with op.batch_alter_table("batch_samples", schema=None) as batch_op:
        batch_op.create_index("ix_batch_samples_batch_verdict", ["batch_id", "verdict"], unique=False)

    _guard()


def downgrade() -> None:
    _unguard()
    with op.batch_alter_table("batch_samples", schema=None) as batch_op:
        batch_op.drop_index("ix_batch_samples_batch_verdict")

    op.drop_table("batch_samples")
    with op.batch_alter_table("batch_rows", schema=None) as batch_op:
        batch_op.drop_index("ix_batch_rows_worker")
        batch_op.drop_index("ix_batch_rows_nik_hash")
        batch_op.drop_index("ix_batch_rows_batch_state")

    op.drop_table("batch_rows")
    with op.batch_alter_table("batch_moves", schema=None) as batch_op:
        batch_op.drop_index("ix_batch_moves_batch_at")

    op.drop_table("batch_moves")
    with op.batch_alter_table("batches", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_batches_fund_digest_standing",
            sqlite_where=sa.text("state NOT IN ('undone', 'refused', 'cancelled', 'failed')"),
            postgresql_where=sa.text("state NOT IN ('undone', 'refused', 'cancelled', 'failed')"),
        )
        batch_op.drop_index("ix_batches_state")
        batch_op.drop_index("ix_batches_fund_made_at")

    op.drop_table("batches")
    op.drop_table("sampling_terms")


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
