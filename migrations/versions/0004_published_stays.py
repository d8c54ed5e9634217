"""Published rates, reliefs and terms stay: the database refuses to change or remove them; a relief may be ended once"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FIXED = ("tariffs", "terms")
TABLES = ("relief_rules", *FIXED)
KEPT = ("id", "sector", "first_month", "last_month", "percent", "source", "published_at", "published_by_id")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite()
    else:
        _on_postgresql()


def _on_sqlite() -> None:
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in (*KEPT, "excluded_funding"))
    for table in TABLES:
        only = f"WHEN OLD.ended_at IS NOT NULL OR {changed} " if table == "relief_rules" else ""
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} are published'); END"
        op.execute(f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} {only}{refuse}")
        op.execute(f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table} {refuse}")
        # REPLACE deletes without firing the trigger on DELETE.
        there = f"SELECT 1 FROM {table} WHERE id = NEW.id"
        op.execute(
            f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} WHEN EXISTS ({there}) {refuse}"
        )


def _on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_published() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% are published', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in KEPT)
    changed += " OR NEW.excluded_funding::text IS DISTINCT FROM OLD.excluded_funding::text"
    for table in TABLES:
        only = f"WHEN (OLD.ended_at IS NOT NULL OR {changed}) " if table == "relief_rules" else ""
        op.execute(
            f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} "
            f"FOR EACH ROW {only}EXECUTE FUNCTION refuse_published()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_published()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_published()"
        )


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TABLES:
        for verb in ("update", "delete", "replace" if sqlite else "truncate"):
            op.execute(f"DROP TRIGGER {table}_refuses_{verb}" + ("" if sqlite else f" ON {table}"))
    if not sqlite:
        op.execute("DROP FUNCTION refuse_published()")
