"""The outbox: notices written with the work they tell of, sent afterwards"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_outbox_entries_claimed", ["claimed_at"], "claimed_at IS NOT NULL"),
    ("ix_outbox_entries_open", ["send_after"], "state IN ('waiting', 'failed_for_now')"),
    ("ix_outbox_entries_readable", ["put_at"], "text IS NOT NULL"),
)


def upgrade() -> None:
    op.create_table(
        "outbox_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column(
            "prefers",
            sa.Enum("phone", "email", name="prefers", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("subject", sa.LargeBinary(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sending",
                "sent",
                "failed_for_now",
                "failed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("error", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "(state = 'sending') = (claimed_at IS NOT NULL)",
            name=op.f("ck_outbox_entries_sending_was_claimed"),
        ),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_outbox_entries_sent_has_moment")
        ),
        sa.CheckConstraint(
            "text IS NOT NULL OR state IN ('sent', 'failed')",
            name=op.f("ck_outbox_entries_erased_after_the_end"),
        ),
        sa.CheckConstraint(
            "(text IS NULL) = (email IS NULL AND phone IS NULL)",
            name=op.f("ck_outbox_entries_text_has_recipient"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_entries")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_entries_key")),
    )
    for name, columns, where in INDEXES:
        op.create_index(
            name, "outbox_entries", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )


def downgrade() -> None:
    for name, _, _ in INDEXES:
        op.drop_index(name, "outbox_entries")
    op.drop_table("outbox_entries")
