"""What phones send: keys, receipts, photos that follow, what could not be placed, and the phones themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

FLAGS = (
    "same_nik",
    "similar_person",
    "nik_region_unknown",
    "nik_birth_differs",
    "nik_sex_differs",
    "unusual_pace",
    "far_from_village",
    "outside_branch",
    "no_ktp_photo",
    "second_content",
)
REASONS = (
    "not_readable",
    "unknown_key",
    "broken_seal",
    "other_id",
    "ticket",
    "not_yours",
    "other_content",
    "form_too_old",
)
KEPT = {"intake_receipts": "submission_id", "intake_held_moves": "id"}
"""Append-only tables and their keys."""

MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "intake_awaited_photos",
    "intake_photos",
    "intake_upload_parts",
    "intake_uploads",
    "intake_held_moves",
    "intake_held",
    "intake_life",
    "intake_reports",
    "intake_phones",
    "intake_to_correct",
    "intake_receipts",
    "intake_keys",
)


def upgrade() -> None:
    _flags((*FLAGS, "scope_changed"))
    op.create_index("ix_enrolment_moves_at", "enrolment_moves", ["at", "id"])
    _create_keys_and_receipts()
    _create_phones()
    _create_held()
    _create_photos()
    for table, key in KEPT.items():
        _guard(table, key)


def downgrade() -> None:
    for table in KEPT:
        _unguard(table)
    for table in TABLES:
        op.drop_table(table)
    op.drop_index("ix_enrolment_moves_at", "enrolment_moves")
    op.execute("DELETE FROM enrolment_flags WHERE kind = 'scope_changed'")
    _flags(FLAGS)


def _flags(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("enrolment_flags", schema=None) as batch:
        batch.drop_constraint(op.f("ck_enrolment_flags_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_enrolment_flags_kind"), f"kind IN {kinds}")


def _user(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["users.id"], name=op.f(f"fk_{table}_{column}_users"))


def _create_keys_and_receipts() -> None:
    op.create_table(
        "intake_keys",
        sa.Column("kid", sa.String(length=43), nullable=False),
        sa.Column("use", sa.String(length=32), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("private", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("current_from", MOMENT, nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.CheckConstraint("use IN ('seal', 'sign')", name=op.f("ck_intake_keys_use")),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_intake_keys")),
    )
    table = "intake_receipts"
    op.create_table(
        table,
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("sent_by_id", sa.Uuid(), nullable=False),
        sa.Column("sent_digest", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f(f"fk_{table}_enrolment_id_enrolments")
        ),
        _user(table, "sent_by_id"),
        sa.PrimaryKeyConstraint("submission_id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("enrolment_id", name=op.f(f"uq_{table}_enrolment_id")),
    )
    op.create_index(f"ix_{table}_sent_by_at", table, ["sent_by_id", "at"])
    op.create_table(
        "intake_to_correct",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("sent_digest", sa.String(length=64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("submission_id", "sent_digest", name=op.f("pk_intake_to_correct")),
    )
    op.create_index("ix_intake_to_correct_at", "intake_to_correct", ["at"])


def _create_phones() -> None:
    table = "intake_phones"
    op.create_table(
        table,
        sa.Column("phone_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("last_contact_at", MOMENT, nullable=False),
        sa.Column("clock_error_s", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("oldest_at", MOMENT, nullable=True),
        sa.Column("needs_fix", sa.Integer(), nullable=False),
        sa.Column("storage_used", sa.BigInteger(), nullable=True),
        sa.Column("storage_quota", sa.BigInteger(), nullable=True),
        sa.Column("persisted", sa.Boolean(), nullable=False),
        sa.Column("last_error", sa.String(length=40), nullable=True),
        _user(table, "person_id"),
        sa.PrimaryKeyConstraint("phone_id", "person_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_person", table, ["person_id"])
    table = "intake_reports"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("phone_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _user(table, "person_id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_at", table, ["at"])
    op.create_table(
        "intake_life",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("life", sa.Uuid(), nullable=False),
        sa.Column("beat", MOMENT, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_intake_life_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_life")),
    )


def _create_held() -> None:
    table = "intake_held"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("content_type", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("body_digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sent_by_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (closed_at IS NULL)", name=op.f(f"ck_{table}_closed_has_moment")
        ),
        sa.CheckConstraint("state <> 'open' OR body IS NOT NULL", name=op.f(f"ck_{table}_open_has_body")),
        sa.CheckConstraint(f"reason IN {REASONS}", name=op.f(f"ck_{table}_reason")),
        sa.CheckConstraint("state IN ('open', 'placed', 'discarded')", name=op.f(f"ck_{table}_state")),
        _user(table, "sent_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "submission_id", "body_digest", name=op.f(f"uq_{table}_submission_id_body_digest")
        ),
    )
    op.create_index(f"ix_{table}_state_received", table, ["state", "received_at", "id"])
    table = "intake_held_moves"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("held_id", sa.Uuid(), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["held_id"], ["intake_held.id"], name=op.f(f"fk_{table}_held_id_intake_held")
        ),
        _user(table, "by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_held_at", table, ["held_id", "at"])


def _create_photos() -> None:
    table = "intake_uploads"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint("received >= 0 AND received <= total", name=op.f(f"ck_{table}_within_total")),
        _user(table, "by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("by_id", "sha256", name=op.f(f"uq_{table}_by_id_sha256")),
    )
    op.create_index(f"ix_{table}_updated_at", table, ["updated_at"])
    op.create_table(
        "intake_upload_parts",
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("begins", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["intake_uploads.id"],
            name=op.f("fk_intake_upload_parts_upload_id_intake_uploads"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("upload_id", "begins", name=op.f("pk_intake_upload_parts")),
    )
    table = "intake_photos"
    op.create_table(
        table,
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("plain_sha256", sa.String(length=64), nullable=False),
        sa.Column("kept", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _user(table, "by_id"),
        sa.PrimaryKeyConstraint("sha256", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_plain", table, ["plain_sha256"])
    table = "intake_awaited_photos"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("arrived_at", MOMENT, nullable=True),
        sa.CheckConstraint("kind IN ('ktp_photo', 'person_photo')", name=op.f(f"ck_{table}_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "submission_id", "kind", "sha256", name=op.f(f"uq_{table}_submission_id_kind_sha256")
        ),
    )
    op.create_index(f"ix_{table}_sha256", table, ["sha256"])


def _guard(table: str, key: str) -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    refused = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    op.execute(f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} {refused}")
    op.execute(f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table} {refused}")
    op.execute(
        f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) {refused}"
    )


def _unguard(table: str) -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for verb in ("update", "delete", "replace") if sqlite else ("change", "truncate"):
        op.execute(f"DROP TRIGGER {table}_refuses_{verb}" + ("" if sqlite else f" ON {table}"))
