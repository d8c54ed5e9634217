"""Coverage: how many there are to cover, and how many are covered."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

DIMENSIONS = ("all", "agency", "ecosystem", "occupation", "sex", "age", "payer", "fund", "programmes")
COUNTS = ("covered", "arrears", "ended", "waiting")


def code() -> sa.types.TypeEngine:
    return sa.String(length=13).with_variant(sa.String(length=13, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "denominators",
        sa.Column("region_code", code(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("workers", sa.Integer(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("workers >= 0", name=op.f("ck_denominators_workers_not_negative")),
        sa.CheckConstraint(
            "population IS NULL OR population >= 0", name=op.f("ck_denominators_population_not_negative")
        ),
        sa.CheckConstraint("year BETWEEN 1990 AND 2100", name=op.f("ck_denominators_year_of_our_time")),
        sa.ForeignKeyConstraint(
            ["imported_by_id"], ["users.id"], name=op.f("fk_denominators_imported_by_id")
        ),
        sa.PrimaryKeyConstraint("region_code", "year", name=op.f("pk_denominators")),
    )
    op.create_table(
        "coverage_months",
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_coverage_months")),
    )
    op.create_table(
        "coverage_cells",
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column(
            "dimension",
            sa.Enum(*DIMENSIONS, name="dimension", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("village_code", code(), nullable=False),
        sa.Column("value", sa.String(length=120), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "covered >= 0 AND arrears >= 0 AND ended >= 0 AND waiting >= 0",
            name=op.f("ck_coverage_cells_no_negative_count"),
        ),
        sa.CheckConstraint("paid >= 0 AND due >= paid", name=op.f("ck_coverage_cells_paid_within_due")),
        sa.PrimaryKeyConstraint(
            "month", "dimension", "village_code", "value", name=op.f("pk_coverage_cells")
        ),
    )
    _create_public_pages()
    op.create_index("ix_workers_district", "workers", ["district_code"])


def _create_public_pages() -> None:
    op.create_table(
        "public_pages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("region_code", code(), nullable=False),
        sa.Column("fund_id", sa.Uuid(), nullable=True),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "closed_at IS NULL OR closed_at >= opened_at", name=op.f("ck_public_pages_closed_after_opened")
        ),
        sa.ForeignKeyConstraint(["closed_by_id"], ["users.id"], name=op.f("fk_public_pages_closed_by_id")),
        sa.ForeignKeyConstraint(["fund_id"], ["funds.id"], name=op.f("fk_public_pages_fund_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["users.id"], name=op.f("fk_public_pages_opened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_pages")),
        sa.UniqueConstraint("slug", name=op.f("uq_public_pages_slug")),
    )
    op.create_index(
        "uq_public_pages_region_open",
        "public_pages",
        ["region_code"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_workers_district", "workers")
    op.drop_table("public_pages")
    op.drop_table("coverage_cells")
    op.drop_table("coverage_months")
    op.drop_table("denominators")
