"""Phones that are not used any more; and decisions about held sendings, by who sent them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BOTH = "(retired_at IS NULL) = (retired_by_id IS NULL)"


def upgrade() -> None:
    with op.batch_alter_table("intake_phones", schema=None) as batch:
        batch.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("retired_by_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_intake_phones_retired_by_id_users"), "users", ["retired_by_id"], ["id"]
        )
        batch.create_check_constraint(op.f("ck_intake_phones_retired_by_somebody"), BOTH)
    op.create_index("ix_intake_held_sent_by_closed", "intake_held", ["sent_by_id", "closed_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_intake_held_sent_by_closed", "intake_held")
    with op.batch_alter_table("intake_phones", schema=None) as batch:
        batch.drop_constraint(op.f("ck_intake_phones_retired_by_somebody"), type_="check")
        batch.drop_constraint(op.f("fk_intake_phones_retired_by_id_users"), type_="foreignkey")
        batch.drop_column("retired_by_id")
        batch.drop_column("retired_at")
