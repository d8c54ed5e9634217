"""What a list kept of people who came to nothing may be forgotten; rows of one kind are found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLE = "batch_rows"
UNLIKE = "state IN ('to_repair', 'enrolled')"
FORGOTTEN = "person IS NULL AND nik_hash IS NULL AND worker_id IS NULL"
WHOLE = "person IS NOT NULL AND nik_hash IS NOT NULL AND village_code IS NOT NULL AND cost IS NOT NULL"


def upgrade() -> None:
    _check(
        "ck_batch_rows_whole_unless_to_repair",
        "ck_batch_rows_whole_or_forgotten",
        f"{UNLIKE} OR ({FORGOTTEN}) OR ({WHOLE})",
    )
    for column in ("conflict", "problem"):
        told = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_batch_rows_batch_{column}",
            TABLE,
            ["batch_id", column, "position"],
            sqlite_where=told,
            postgresql_where=told,
        )


def downgrade() -> None:
    """Rows of which nothing is kept have no place in the older table."""
    for column in ("problem", "conflict"):
        op.drop_index(f"ix_batch_rows_batch_{column}", TABLE)
    gone = f"NOT ({UNLIKE}) AND {FORGOTTEN}"
    op.execute(
        "DELETE FROM batch_samples WHERE EXISTS (SELECT 1 FROM batch_rows WHERE batch_rows.batch_id = "
        f"batch_samples.batch_id AND batch_rows.position = batch_samples.position AND {gone})"
    )
    op.execute(f"DELETE FROM batch_rows WHERE {gone}")
    _check(
        "ck_batch_rows_whole_or_forgotten", "ck_batch_rows_whole_unless_to_repair", f"{UNLIKE} OR ({WHOLE})"
    )


def _check(old: str, new: str, condition: str) -> None:
    with op.batch_alter_table(TABLE, schema=None) as batch:
        batch.drop_constraint(op.f(old), type_="check")
        batch.create_check_constraint(op.f(new), condition)
