"""Ticks on the list of cards to hand over."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLE = "hand_outs"
OUTCOMES = ("received", "absent", "pending")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"outcome IN {OUTCOMES}", name=op.f(f"ck_{TABLE}_outcome")),
        sa.ForeignKeyConstraint(
            ["place_id"], ["fund_places.id"], name=op.f(f"fk_{TABLE}_place_id_fund_places")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f(f"fk_{TABLE}_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index("ix_hand_outs_place_at", TABLE, ["place_id", "at"])
    _guard()


def downgrade() -> None:
    _unguard()
    op.drop_table(TABLE)


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
