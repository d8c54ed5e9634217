"""Sponsors, whom they carry, invitations, groups; who paid for a worker before"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = ("payer_changes", "sponsorship_moves")
KINDS = ("self", "sponsor", "apbn", "apbd", "apbdes", "csr", "baznas", "pokir", "gotong_royong", "other")


def upgrade() -> None:
    op.create_table(
        "sponsor_groups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsor_groups")),
        sa.UniqueConstraint("code", name=op.f("uq_sponsor_groups_code")),
    )
    op.create_table(
        "sponsor_sign_ups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("membership_number", sa.LargeBinary(), nullable=True),
        sa.Column("nik", sa.LargeBinary(), nullable=True),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (user_id IS NULL)",
            name=op.f("ck_sponsor_sign_ups_confirmed_has_person"),
        ),
        sa.CheckConstraint(
            "(membership_number IS NULL) <> (nik IS NULL)", name=op.f("ck_sponsor_sign_ups_one_proof")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sponsor_sign_ups_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsor_sign_ups")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sponsor_sign_ups_token_hash")),
    )
    with op.batch_alter_table("sponsor_sign_ups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sponsor_sign_ups_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "payer_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.Integer(), nullable=True),
        sa.Column(
            "source_funding",
            sa.Enum(*KINDS, name="source_funding", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("source_code", sa.String(length=40), nullable=True),
        sa.Column(
            "target_funding",
            sa.Enum(*KINDS, name="target_funding", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("target_code", sa.String(length=40), nullable=True),
        sa.Column(
            "target_programmes",
            sa.Enum(
                "jkk_jkm",
                "jkk_jkm_jht",
                name="target_programmes",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "last_month IS NULL OR first_month <= last_month", name=op.f("ck_payer_changes_months_in_order")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_payer_changes_by_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_payer_changes_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payer_changes")),
    )
    with op.batch_alter_table("payer_changes", schema=None) as batch_op:
        batch_op.create_index("ix_payer_changes_worker_at", ["worker_id", "at"], unique=False)

    op.create_table(
        "sponsor_group_members",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("sponsor_id", sa.Uuid(), nullable=False),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["sponsor_groups.id"], name=op.f("fk_sponsor_group_members_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["sponsor_id"], ["sponsors.user_id"], name=op.f("fk_sponsor_group_members_sponsor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsor_group_members")),
    )
    with op.batch_alter_table("sponsor_group_members", schema=None) as batch_op:
        batch_op.create_index("ix_sponsor_group_members_group", ["group_id"], unique=False)
        batch_op.create_index(
            "uq_sponsor_group_members_sponsor_staying",
            ["sponsor_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "sponsorships",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sponsor_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "code", "invitation", name="origin", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "active",
                "paused",
                "ended",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.Integer(), nullable=True),
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
            nullable=False,
        ),
        sa.Column(
            "own_programmes",
            sa.Enum(
                "jkk_jkm",
                "jkk_jkm_jht",
                name="own_programmes",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("yearly_cost", sa.BigInteger(), nullable=True),
        sa.Column("consent_version", sa.String(length=20), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("free_from", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_at IS NOT NULL)", name=op.f("ck_sponsorships_ended_has_moment")
        ),
        sa.CheckConstraint(
            "origin = 'code' OR (consent_version IS NOT NULL AND consented_at IS NOT NULL AND yearly_cost IS NOT NULL)",
            name=op.f("ck_sponsorships_invited_has_consent"),
        ),
        sa.CheckConstraint(
            "last_month IS NULL OR first_month <= last_month", name=op.f("ck_sponsorships_months_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["sponsor_id"], ["sponsors.user_id"], name=op.f("fk_sponsorships_sponsor_id")
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_sponsorships_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsorships")),
    )
    with op.batch_alter_table("sponsorships", schema=None) as batch_op:
        batch_op.create_index("ix_sponsorships_sponsor_state", ["sponsor_id", "state"], unique=False)
        batch_op.create_index("ix_sponsorships_worker", ["worker_id"], unique=False)
        batch_op.create_index(
            "uq_sponsorships_worker_standing",
            ["worker_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('active', 'paused')"),
            postgresql_where=sa.text("state IN ('active', 'paused')"),
        )

    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sponsorship_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(used_at IS NULL) = (sponsorship_id IS NULL)", name=op.f("ck_invitations_used_has_sponsorship")
        ),
        sa.CheckConstraint(
            "used_at IS NULL OR revoked_at IS NULL", name=op.f("ck_invitations_used_or_revoked")
        ),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.id"], name=op.f("fk_invitations_consent_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_invitations_made_by_id")),
        sa.ForeignKeyConstraint(
            ["sponsorship_id"], ["sponsorships.id"], name=op.f("fk_invitations_sponsorship_id")
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.id"], name=op.f("fk_invitations_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitations_code_hash")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_worker_id"), ["worker_id"], unique=False)
        batch_op.create_index(
            "uq_invitations_worker_open",
            ["worker_id"],
            unique=True,
            sqlite_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
            postgresql_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
        )

    op.create_table(
        "sponsorship_moves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sponsorship_id", sa.Uuid(), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "active",
                "paused",
                "ended",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "target",
            sa.Enum(
                "active",
                "paused",
                "ended",
                name="target",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_sponsorship_moves_by_id")),
        sa.ForeignKeyConstraint(
            ["sponsorship_id"], ["sponsorships.id"], name=op.f("fk_sponsorship_moves_sponsorship_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsorship_moves")),
    )
    with op.batch_alter_table("sponsorship_moves", schema=None) as batch_op:
        batch_op.create_index("ix_sponsorship_moves_sponsorship_at", ["sponsorship_id", "at"], unique=False)

    with op.batch_alter_table("sponsors", schema=None) as batch_op:
        batch_op.add_column(sa.Column("membership_number", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("nik", sa.LargeBinary(), nullable=True))

    _note_payer_at_acceptance()
    _carry_on()
    _guard()


def downgrade() -> None:
    _unguard()
    op.drop_column("workers", "accepted_funding")
    with op.batch_alter_table("sponsors", schema=None) as batch_op:
        batch_op.drop_column("nik")
        batch_op.drop_column("membership_number")

    with op.batch_alter_table("sponsorship_moves", schema=None) as batch_op:
        batch_op.drop_index("ix_sponsorship_moves_sponsorship_at")

    op.drop_table("sponsorship_moves")
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_invitations_worker_open",
            sqlite_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
            postgresql_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_invitations_worker_id"))

    op.drop_table("invitations")
    with op.batch_alter_table("sponsorships", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_sponsorships_worker_standing",
            sqlite_where=sa.text("state IN ('active', 'paused')"),
            postgresql_where=sa.text("state IN ('active', 'paused')"),
        )
        batch_op.drop_index("ix_sponsorships_worker")
        batch_op.drop_index("ix_sponsorships_sponsor_state")

    op.drop_table("sponsorships")
    with op.batch_alter_table("sponsor_group_members", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_sponsor_group_members_sponsor_staying",
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )
        batch_op.drop_index("ix_sponsor_group_members_group")

    op.drop_table("sponsor_group_members")
    with op.batch_alter_table("payer_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_payer_changes_worker_at")

    op.drop_table("payer_changes")
    with op.batch_alter_table("sponsor_sign_ups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sponsor_sign_ups_expires_at"))

    op.drop_table("sponsor_sign_ups")
    op.drop_table("sponsor_groups")


def _note_payer_at_acceptance() -> None:
    """SQLite adds a column with its own CHECK as it is; a new table in its place would lose what others guard."""
    if op.get_bind().dialect.name == "sqlite":
        kinds = ", ".join(f"'{kind}'" for kind in KINDS)
        op.execute(
            "ALTER TABLE workers ADD COLUMN accepted_funding VARCHAR(32) "
            f"CONSTRAINT ck_workers_accepted_funding CHECK (accepted_funding IN ({kinds}))"
        )
        return
    kind = sa.Enum(*KINDS, name="accepted_funding", native_enum=False, create_constraint=False, length=32)
    op.add_column("workers", sa.Column("accepted_funding", kind, nullable=True))
    op.create_check_constraint(
        op.f("ck_workers_accepted_funding"), "workers", sa.column("accepted_funding").in_(KINDS)
    )


def _carry_on() -> None:
    """Whom sponsors carry already, from their first month on and until they stop."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    new_id = "lower(hex(randomblob(16)))" if sqlite else "gen_random_uuid()"
    op.execute(
        "INSERT INTO sponsorships (id, sponsor_id, worker_id, origin, state, first_month, programmes, own_programmes, "
        f"began_at, version) SELECT {new_id}, s.user_id, w.id, 'code', 'active', "
        "(SELECT min(m.since) FROM memberships m WHERE m.worker_id = w.id AND m.voided_at IS NULL), "
        "w.programmes, w.programmes, w.accepted_at, 1 FROM workers w JOIN sponsors s ON s.code = w.payer_code "
        "WHERE w.payer = 'sponsor' AND w.withdrawn_at IS NULL"
    )
    op.execute(
        "INSERT INTO sponsorship_moves (id, sponsorship_id, verb, target, at) "
        f"SELECT {new_id}, id, 'begin', 'active', began_at FROM sponsorships"
    )


def _guard() -> None:
    for table in TABLES:
        if op.get_bind().dialect.name != "sqlite":
            op.execute(
                f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
            op.execute(
                f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
            continue
        refused = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        op.execute(f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} {refused}")
        op.execute(f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table} {refused}")
        op.execute(
            f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) {refused}"
        )


def _unguard() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TABLES:
        for verb in ("update", "delete", "replace") if sqlite else ("change", "truncate"):
            op.execute(f"DROP TRIGGER {table}_refuses_{verb}" + ("" if sqlite else f" ON {table}"))
