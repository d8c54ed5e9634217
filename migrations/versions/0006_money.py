"""Mandates, attempts, what banks told us, the ledger"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_obligations_payer_code_month",
        "obligations",
        ["payer_code", "month"],
        sqlite_where=sa.text("payer_code IS NOT NULL"),
        postgresql_where=sa.text("payer_code IS NOT NULL"),
    )
    op.create_table(
        "bank_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gateway", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_messages")),
        sa.UniqueConstraint("digest", name=op.f("uq_bank_messages_digest")),
    )
    with op.batch_alter_table("bank_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_messages_reference"), ["reference"], unique=False)
        batch_op.create_index("ix_bank_messages_unapplied", ["applied_at", "received_at"], unique=False)

    op.create_table(
        "settlement_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gateway", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_files")),
        sa.UniqueConstraint("digest", name=op.f("uq_settlement_files_digest")),
    )
    op.create_table(
        "settlement_rows",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("gateway", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=False),
        sa.Column("reversed", sa.Boolean(), nullable=False),
        sa.Column("suspense", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_id", sa.Uuid(), nullable=True),
        sa.Column("resolution", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(resolved_at IS NULL) = (resolved_by_id IS NULL)",
            name=op.f("ck_settlement_rows_resolved_by_somebody"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_settlement_rows_amount_positive")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["settlement_files.id"], name=op.f("fk_settlement_rows_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by_id"], ["users.id"], name=op.f("fk_settlement_rows_resolved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_rows")),
        sa.UniqueConstraint(
            "gateway", "reference", "reversed", name=op.f("uq_settlement_rows_gateway_reference_reversed")
        ),
    )
    with op.batch_alter_table("settlement_rows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_settlement_rows_file_id"), ["file_id"], unique=False)
        batch_op.create_index(
            "ix_settlement_rows_open",
            ["settled_on"],
            unique=False,
            sqlite_where=sa.text("suspense AND resolved_at IS NULL"),
            postgresql_where=sa.text("suspense AND resolved_at IS NULL"),
        )

    op.create_table(
        "mandates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.String(length=12), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=True),
        sa.Column("payer_code", sa.String(length=40), nullable=True),
        sa.Column("worker_id", sa.Uuid(), nullable=True),
        sa.Column("gateway", sa.String(length=20), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "consented",
                "binding",
                "otp",
                "active",
                "paused",
                "suspended",
                "revoked",
                "expired",
                "failed",
                "superseded",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("challenge", sa.LargeBinary(), nullable=True),
        sa.Column("account_token", sa.LargeBinary(), nullable=True),
        sa.Column("account_tail", sa.String(length=4), nullable=False),
        sa.Column("cap", sa.BigInteger(), nullable=False),
        sa.Column("debit_day", sa.Integer(), nullable=False),
        sa.Column("zone_name", sa.String(length=32), nullable=False),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.Integer(), nullable=True),
        sa.Column("consent_version", sa.String(length=20), nullable=False),
        sa.Column("consent_language", sa.String(length=5), nullable=False),
        sa.Column("consent_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "consent_given",
            sa.Enum(
                "own_account",
                "agents_phone",
                name="consent_given",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('revoked', 'expired', 'failed', 'superseded')) = (ended_at IS NOT NULL)",
            name=op.f("ck_mandates_ended_has_end"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('active', 'paused', 'suspended') OR (account_token IS NOT NULL AND activated_at IS NOT NULL)",
            name=op.f("ck_mandates_usable_has_account"),
        ),
        sa.CheckConstraint("(payer_id IS NULL) <> (worker_id IS NULL)", name=op.f("ck_mandates_one_payer")),
        sa.CheckConstraint(
            "(payer_id IS NULL) = (payer_code IS NULL)", name=op.f("ck_mandates_sponsor_has_code")
        ),
        sa.CheckConstraint("cap > 0", name=op.f("ck_mandates_cap_positive")),
        sa.CheckConstraint("debit_day BETWEEN 1 AND 12", name=op.f("ck_mandates_debit_day_early")),
        sa.CheckConstraint(
            "last_month IS NULL OR first_month <= last_month", name=op.f("ck_mandates_months_in_order")
        ),
        sa.ForeignKeyConstraint(["payer_id"], ["users.id"], name=op.f("fk_mandates_payer_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_mandates_recorded_by_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_mandates_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandates")),
        sa.UniqueConstraint("serial", name=op.f("uq_mandates_serial")),
    )
    with op.batch_alter_table("mandates", schema=None) as batch_op:
        batch_op.create_index("ix_mandates_payer_code", ["payer_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandates_payer_id"), ["payer_id"], unique=False)
        batch_op.create_index("ix_mandates_state", ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandates_worker_id"), ["worker_id"], unique=False)
        batch_op.create_index(
            "uq_mandates_payer_standing",
            ["payer_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('active', 'paused', 'suspended')"),
            postgresql_where=sa.text("state IN ('active', 'paused', 'suspended')"),
        )
        batch_op.create_index(
            "uq_mandates_worker_standing",
            ["worker_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('active', 'paused', 'suspended')"),
            postgresql_where=sa.text("state IN ('active', 'paused', 'suspended')"),
        )

    op.create_table(
        "attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=22), nullable=False),
        sa.Column("mandate_id", sa.Uuid(), nullable=False),
        sa.Column("gateway", sa.String(length=20), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "scheduled",
                "notified",
                "sent",
                "succeeded",
                "declined_retryable",
                "declined_final",
                "unknown",
                "settled",
                "refunded",
                "charged_back",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("scheduled_on", sa.Date(), nullable=False),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("body_hash", sa.String(length=64), nullable=True),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "insufficient_funds",
                "limit_exceeded",
                "bank_unavailable",
                "account_closed",
                "account_blocked",
                "authorisation_revoked",
                "refused",
                "never_arrived",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("bank_reference", sa.String(length=64), nullable=True),
        sa.Column("polls", sa.Integer(), nullable=False),
        sa.Column("next_poll_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'notified' OR notified_at IS NOT NULL", name=op.f("ck_attempts_notified_has_notice")
        ),
        sa.CheckConstraint(
            "state IN ('scheduled', 'notified', 'cancelled') OR (sent_at IS NOT NULL AND body_hash IS NOT NULL)",
            name=op.f("ck_attempts_sent_has_body"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_attempts_amount_positive")),
        sa.CheckConstraint("number BETWEEN 1 AND 99", name=op.f("ck_attempts_number_fits")),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandates.id"], name=op.f("fk_attempts_mandate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint(
            "mandate_id", "month", "number", name=op.f("uq_attempts_mandate_id_month_number")
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_attempts_reference")),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempts_mandate_id"), ["mandate_id"], unique=False)
        batch_op.create_index("ix_attempts_state_next_poll_at", ["state", "next_poll_at"], unique=False)
        batch_op.create_index("ix_attempts_state_scheduled_on", ["state", "scheduled_on"], unique=False)
        batch_op.create_index(
            "uq_attempts_live",
            ["mandate_id", "month"],
            unique=True,
            sqlite_where=sa.text("state IN ('scheduled', 'notified', 'sent', 'unknown')"),
            postgresql_where=sa.text("state IN ('scheduled', 'notified', 'sent', 'unknown')"),
        )

    op.create_table(
        "mandate_lines",
        sa.Column("mandate_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandates.id"], name=op.f("fk_mandate_lines_mandate_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_mandate_lines_worker_id")),
        sa.PrimaryKeyConstraint("mandate_id", "worker_id", name=op.f("pk_mandate_lines")),
    )
    with op.batch_alter_table("mandate_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mandate_lines_worker_id"), ["worker_id"], unique=False)

    op.create_table(
        "mandate_moves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mandate_id", sa.Uuid(), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "draft",
                "consented",
                "binding",
                "otp",
                "active",
                "paused",
                "suspended",
                "revoked",
                "expired",
                "failed",
                "superseded",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "target",
            sa.Enum(
                "draft",
                "consented",
                "binding",
                "otp",
                "active",
                "paused",
                "suspended",
                "revoked",
                "expired",
                "failed",
                "superseded",
                name="target",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_mandate_moves_by_id")),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandates.id"], name=op.f("fk_mandate_moves_mandate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_moves")),
    )
    with op.batch_alter_table("mandate_moves", schema=None) as batch_op:
        batch_op.create_index("ix_mandate_moves_mandate_at", ["mandate_id", "at"], unique=False)

    op.create_table(
        "attempt_items",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("obligation_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_attempt_items_attempt_id")),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligations.id"], name=op.f("fk_attempt_items_obligation_id")
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_attempt_items_payment_id")),
        sa.PrimaryKeyConstraint("attempt_id", "obligation_id", name=op.f("pk_attempt_items")),
    )
    with op.batch_alter_table("attempt_items", schema=None) as batch_op:
        batch_op.create_index("ix_attempt_items_obligation", ["obligation_id"], unique=False)
        batch_op.create_index(
            "uq_attempt_items_standing",
            ["obligation_id"],
            unique=True,
            sqlite_where=sa.text("stands"),
            postgresql_where=sa.text("stands"),
        )

    op.create_table(
        "attempt_moves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "scheduled",
                "notified",
                "sent",
                "succeeded",
                "declined_retryable",
                "declined_final",
                "unknown",
                "settled",
                "refunded",
                "charged_back",
                "cancelled",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "target",
            sa.Enum(
                "scheduled",
                "notified",
                "sent",
                "succeeded",
                "declined_retryable",
                "declined_final",
                "unknown",
                "settled",
                "refunded",
                "charged_back",
                "cancelled",
                name="target",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_attempt_moves_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_moves")),
    )
    with op.batch_alter_table("attempt_moves", schema=None) as batch_op:
        batch_op.create_index("ix_attempt_moves_attempt_at", ["attempt_id", "at"], unique=False)

    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "received",
                "contribution",
                "contribution_reversed",
                "taken_back",
                "suspended",
                "suspense_returned",
                "placed",
                "refund_owed",
                "refunded",
                "overpaid",
                "credit_withdrawn",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("line", sa.String(length=40), nullable=False),
        sa.Column(
            "debit",
            sa.Enum(
                "payer",
                "bank_clearing",
                "cash",
                "payment_code",
                "bpjs_payable",
                "suspense",
                "refunds",
                "credits",
                name="debit",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "credit",
            sa.Enum(
                "payer",
                "bank_clearing",
                "cash",
                "payment_code",
                "bpjs_payable",
                "suspense",
                "refunds",
                "credits",
                name="credit",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.Column("obligation_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_ledger_entries_amount_positive")),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_ledger_entries_two_accounts")),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligations.id"], name=op.f("fk_ledger_entries_obligation_id")
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_ledger_entries_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint("kind", "source", "line", name=op.f("uq_ledger_entries_kind_source_line")),
    )
    with op.batch_alter_table("ledger_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_entries_at"), ["at"], unique=False)
        batch_op.create_index("ix_ledger_entries_obligation", ["obligation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_entries_payment_id"), ["payment_id"], unique=False)

    op.create_table(
        "refunds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=22), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "owed",
                "asked",
                "refunded",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("owed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("refunded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'refunded') = (refunded_at IS NOT NULL)", name=op.f("ck_refunds_refunded_has_moment")
        ),
        sa.CheckConstraint(
            "state <> 'asked' OR asked_by_id IS NOT NULL", name=op.f("ck_refunds_asked_by_somebody")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refunds_amount_positive")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["users.id"], name=op.f("fk_refunds_asked_by_id")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_refunds_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_refunds_attempt_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_refunds_reference")),
    )
    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.create_index("ix_refunds_state", ["state", "owed_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.drop_index("ix_refunds_state")

    op.drop_table("refunds")
    with op.batch_alter_table("ledger_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_entries_payment_id"))
        batch_op.drop_index("ix_ledger_entries_obligation")
        batch_op.drop_index(batch_op.f("ix_ledger_entries_at"))

    op.drop_table("ledger_entries")
    with op.batch_alter_table("attempt_moves", schema=None) as batch_op:
        batch_op.drop_index("ix_attempt_moves_attempt_at")

    op.drop_table("attempt_moves")
    with op.batch_alter_table("attempt_items", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_attempt_items_standing", sqlite_where=sa.text("stands"), postgresql_where=sa.text("stands")
        )
        batch_op.drop_index("ix_attempt_items_obligation")

    op.drop_table("attempt_items")
    with op.batch_alter_table("mandate_moves", schema=None) as batch_op:
        batch_op.drop_index("ix_mandate_moves_mandate_at")

    op.drop_table("mandate_moves")
    with op.batch_alter_table("mandate_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mandate_lines_worker_id"))

    op.drop_table("mandate_lines")
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_attempts_live",
            sqlite_where=sa.text("state IN ('scheduled', 'notified', 'sent', 'unknown')"),
            postgresql_where=sa.text("state IN ('scheduled', 'notified', 'sent', 'unknown')"),
        )
        batch_op.drop_index("ix_attempts_state_scheduled_on")
        batch_op.drop_index("ix_attempts_state_next_poll_at")
        batch_op.drop_index(batch_op.f("ix_attempts_mandate_id"))

    op.drop_table("attempts")
    with op.batch_alter_table("mandates", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_mandates_worker_standing",
            sqlite_where=sa.text("state IN ('active', 'paused', 'suspended')"),
            postgresql_where=sa.text("state IN ('active', 'paused', 'suspended')"),
        )
        batch_op.drop_index(
            "uq_mandates_payer_standing",
            sqlite_where=sa.text("state IN ('active', 'paused', 'suspended')"),
            postgresql_where=sa.text("state IN ('active', 'paused', 'suspended')"),
        )
        batch_op.drop_index(batch_op.f("ix_mandates_worker_id"))
        batch_op.drop_index("ix_mandates_state")
        batch_op.drop_index(batch_op.f("ix_mandates_payer_id"))
        batch_op.drop_index("ix_mandates_payer_code")

    op.drop_table("mandates")
    with op.batch_alter_table("settlement_rows", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_settlement_rows_open",
            sqlite_where=sa.text("suspense AND resolved_at IS NULL"),
            postgresql_where=sa.text("suspense AND resolved_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_settlement_rows_file_id"))

    op.drop_table("settlement_rows")
    op.drop_table("settlement_files")
    with op.batch_alter_table("bank_messages", schema=None) as batch_op:
        batch_op.drop_index("ix_bank_messages_unapplied")
        batch_op.drop_index(batch_op.f("ix_bank_messages_reference"))

    op.drop_table("bank_messages")
    op.drop_index("ix_obligations_payer_code_month", "obligations")
