"""Funds: ceilings, quotas and whom they carry.

A fund that was there before is frozen until somebody tells its ceiling: it goes on paying whom it carries, with what was
paid and what is open as its ceiling for the time being.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLE = "fund_moves"
KINDS = ("self", "sponsor", "apbn", "apbd", "apbdes", "csr", "baznas", "pokir", "gotong_royong", "other")
STATES = ("draft", "active", "frozen", "closed")
PROGRAMMES = ("jkk_jkm", "jkk_jkm_jht")
REASONS = (
    "died",
    "moved",
    "wage_earner",
    "civil_servant",
    "duplicate",
    "nik_unmatched",
    "refused",
    "period_over",
    "other_payer",
    "undone",
)
STANDS = sa.text("state IN ('waiting', 'held')")


def upgrade() -> None:
    op.add_column("workers", sa.Column("payer_until", sa.Integer(), nullable=True))
    before = _take_away()
    _create_funds()
    _create_moves()
    _create_quotas()
    _create_cohorts()
    _create_places()
    _put_back(before)
    _carry_on()
    _guard()


def downgrade() -> None:
    _unguard()
    for table in ("fund_places", "fund_cohorts", "fund_quotas", "fund_moves"):
        op.drop_table(table)
    kept = op.get_bind().execute(sa.text("SELECT * FROM funds WHERE officer_id IS NOT NULL")).mappings().all()
    op.drop_table("funds")
    old = op.create_table(
        "funds",
        *_what_it_is(),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        *_keys("funds", ("officer_id", "users.id")),
        sa.CheckConstraint("first_month <= last_month", name=op.f("ck_funds_months_in_order")),
        sa.UniqueConstraint("code", name=op.f("uq_funds_code")),
    )
    _index_funds()
    for row in kept:
        _insert(old, {column.name: row[column.name] for column in old.columns})
    op.drop_column("workers", "payer_until")


def _take_away() -> list[dict[str, object]]:
    rows = [dict(row) for row in op.get_bind().execute(sa.text("SELECT * FROM funds")).mappings()]
    op.drop_table("funds")
    return rows


def _put_back(rows: list[dict[str, object]]) -> None:
    for row in rows:
        row |= {"kind_": row["kind"]}
        op.execute(
            sa.text(
                "INSERT INTO funds (id, code, name, kind, region_code, first_month, last_month, officer_id, owner, "
                "legal_number, programmes, regions, ecosystems, occupations, ceiling, reserved, spent, state, version) "
                "SELECT :id, :code, :name, :kind, :region_code, :first_month, :last_month, :officer_id, '', '', "
                "'jkk_jkm', '[]', '[]', '[]', sum(open + paid), sum(open), sum(paid), 'frozen', 1 FROM ("
                "SELECT CASE WHEN state IN ('due', 'reserved') THEN amount ELSE 0 END AS open, "
                "CASE WHEN state = 'paid' THEN amount ELSE 0 END AS paid FROM obligations "
                "WHERE payer_code = :code AND funding = :kind_ "
                "UNION ALL SELECT 0, 0) AS months"
            ).bindparams(**row)
        )


def _carry_on() -> None:
    """Whom funds carry already, from the first month to the fund's last, with what is open kept for them."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    new_id = "lower(hex(randomblob(16)))" if sqlite else "gen_random_uuid()"
    op.execute(
        "INSERT INTO fund_places (id, fund_id, worker_id, state, first_month, last_month, village_code, programmes, "
        "own_programmes, reserved, source, asked_at, held_at, note) "
        f"SELECT {new_id}, f.id, w.id, 'held', CASE WHEN m.since > f.last_month THEN f.last_month ELSE m.since END, "
        "f.last_month, w.village_code, w.programmes, w.programmes, (SELECT coalesce(sum(o.amount), 0) "
        "FROM obligations o WHERE o.worker_id = w.id AND o.payer_code = f.code AND o.funding = f.kind "
        "AND o.state IN ('due', 'reserved')), '', w.accepted_at, w.accepted_at, '' "
        "FROM workers w JOIN funds f ON f.code = w.payer_code "
        "JOIN (SELECT worker_id, min(since) AS since FROM memberships WHERE voided_at IS NULL GROUP BY worker_id) m "
        "ON m.worker_id = w.id WHERE w.payer = 'fund' AND w.withdrawn_at IS NULL"
    )
    op.execute(
        "UPDATE workers SET payer_until = (SELECT f.last_month FROM funds f WHERE f.code = workers.payer_code) "
        "WHERE payer = 'fund'"
    )
    op.execute(
        "UPDATE funds SET reserved = (SELECT coalesce(sum(p.reserved), 0) FROM fund_places p WHERE p.fund_id = funds.id)"
    )
    op.execute(
        "INSERT INTO fund_moves (id, fund_id, verb, target, note, at) "
        f"SELECT {new_id}, id, 'begin', 'frozen', '', CURRENT_TIMESTAMP FROM funds"
    )


def _what_it_is() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("kind", _choice("kind", KINDS), nullable=False),
        sa.Column("region_code", sa.String(length=13), nullable=False),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.Integer(), nullable=False),
    )


def _create_funds() -> None:
    op.create_table(
        "funds",
        *_what_it_is(),
        sa.Column("owner", sa.String(length=160), nullable=False),
        sa.Column("legal_number", sa.String(length=120), nullable=False),
        sa.Column("legal_date", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=64), nullable=True),
        sa.Column("programmes", _choice("programmes", PROGRAMMES), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("ecosystems", sa.JSON(), nullable=False),
        sa.Column("occupations", sa.JSON(), nullable=False),
        sa.Column("most_decile", sa.Integer(), nullable=True),
        sa.Column("least_age", sa.Integer(), nullable=True),
        sa.Column("most_age", sa.Integer(), nullable=True),
        sa.Column("ceiling", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("state", _choice("state", STATES), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("edited_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *_checks(
            "funds",
            months_in_order="first_month <= last_month",
            nothing_negative="reserved >= 0 AND spent >= 0",
            within_ceiling="reserved + spent <= ceiling",
            decile_1_to_10="most_decile BETWEEN 1 AND 10",
            ages_in_order="least_age <= most_age",
            draft_promises_nothing="state <> 'draft' OR reserved + spent = 0",
            closed_owes_nothing="state <> 'closed' OR reserved = 0",
        ),
        *_keys("funds", ("officer_id", "users.id"), ("edited_by_id", "users.id")),
        sa.UniqueConstraint("code", name=op.f("uq_funds_code")),
    )
    _index_funds()


def _index_funds() -> None:
    for column in ("officer_id", "region_code"):
        op.create_index(op.f(f"ix_funds_{column}"), "funds", [column])


def _create_moves() -> None:
    op.create_table(
        "fund_moves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fund_id", sa.Uuid(), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("source", _choice("source", STATES), nullable=True),
        sa.Column("target", _choice("target", STATES), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_keys("fund_moves", ("fund_id", "funds.id"), ("by_id", "users.id")),
    )
    op.create_index("ix_fund_moves_fund_at", "fund_moves", ["fund_id", "at"])


def _create_quotas() -> None:
    op.create_table(
        "fund_quotas",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fund_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(length=13), nullable=True),
        sa.Column("agency", sa.String(length=120), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        *_checks(
            "fund_quotas",
            region_or_agency="(region_code IS NULL) <> (agency IS NULL)",
            within_places="taken >= 0 AND taken <= places",
        ),
        *_keys("fund_quotas", ("fund_id", "funds.id")),
        sa.UniqueConstraint("fund_id", "region_code", name=op.f("uq_fund_quotas_fund_id_region_code")),
        sa.UniqueConstraint("fund_id", "agency", name=op.f("uq_fund_quotas_fund_id_agency")),
    )


def _create_cohorts() -> None:
    op.create_table(
        "fund_cohorts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fund_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("agency", sa.String(length=120), nullable=True),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *_checks("fund_cohorts", months_in_order="first_month <= last_month"),
        *_keys("fund_cohorts", ("fund_id", "funds.id"), ("made_by_id", "users.id")),
        sa.UniqueConstraint("fund_id", "name", name=op.f("uq_fund_cohorts_fund_id_name")),
    )


def _create_places() -> None:
    op.create_table(
        "fund_places",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fund_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=True),
        sa.Column("state", _choice("state", ("waiting", "held", "ended")), nullable=False),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.Integer(), nullable=False),
        sa.Column("village_code", sa.String(length=13), nullable=False),
        sa.Column("agency", sa.String(length=120), nullable=True),
        sa.Column("programmes", _choice("programmes", PROGRAMMES), nullable=False),
        sa.Column("own_programmes", _choice("own_programmes", PROGRAMMES), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("decile", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("free_from", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", _choice("reason", REASONS), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        *_checks(
            "fund_places",
            months_in_order="first_month <= last_month",
            reserved_not_negative="reserved >= 0",
            waiting_reserves_nothing="state <> 'waiting' OR reserved = 0",
            held_has_moment="state <> 'held' OR held_at IS NOT NULL",
            ended_has_reason="(state = 'ended') = (ended_at IS NOT NULL) AND (ended_at IS NULL) = (reason IS NULL)",
            decile_1_to_10="decile BETWEEN 1 AND 10",
        ),
        *_keys(
            "fund_places",
            ("fund_id", "funds.id"),
            ("worker_id", "workers.id"),
            ("cohort_id", "fund_cohorts.id"),
            ("ended_by_id", "users.id"),
        ),
    )
    op.create_index("ix_fund_places_worker", "fund_places", ["worker_id"])
    op.create_index(op.f("ix_fund_places_cohort_id"), "fund_places", ["cohort_id"])
    op.create_index("ix_fund_places_fund_state", "fund_places", ["fund_id", "state", "asked_at"])
    op.create_index(
        "uq_fund_places_worker_standing",
        "fund_places",
        ["worker_id"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )


def _choice(name: str, members: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=32)


def _checks(table: str, **conditions: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in conditions.items()]


def _keys(table: str, *references: tuple[str, str]) -> list[sa.Constraint]:
    foreign = [
        sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
        for column, target in references
    ]
    return [*foreign, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]


def _insert(table: sa.Table, row: dict[str, object]) -> None:
    columns = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    op.execute(sa.text(f"INSERT INTO {table.name} ({columns}) VALUES ({values})").bindparams(**row))


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
