"""The first rates, reliefs and terms: without them no contribution can be reckoned"""

from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SINCE = datetime(2026, 11, 21, tzinfo=UTC)
TARIFF_ID = UUID("5f0d7c52-1b0a-4c0e-9b8e-000000000001")
TERMS_ID = UUID("5f0d7c52-1b0a-4c0e-9b8e-000000000002")
TRANSPORT_ID = UUID("5f0d7c52-1b0a-4c0e-9b8e-000000000003")
OTHERS_ID = UUID("5f0d7c52-1b0a-4c0e-9b8e-000000000004")

RATES_SOURCE = (
    "PP 44/2015 Lampiran II (JKK 1 %, JKM Rp6.800), PP 46/2015 (JHT 2 %), PP 49/2023. "
    "Golongan pertama dan terakhir menurut lampiran; golongan 2 sampai 32 dari sumber kedua (?)."
)
RELIEF_SOURCE = (
    "PP 50/2025: JKK dan JKM 50 % menurut bulan iuran; tidak untuk iuran dari APBN dan APBD. "
    "Pokok pikiran DPRD dihitung sebagai APBD (?); dana desa tidak disebut, jadi mendapat keringanan (?)."
)
TERMS_SOURCE = (
    "Jatuh tempo tanggal 15 dan tunggakan paling lama 3 bulan: PP 44/2015 dan PP 46/2015. "
    "Usia 18 sampai sebelum 65 tahun (?), membayar 2 bulan sekaligus (?) dan perlindungan sejak data "
    "diterima bila donatur atau dana membayar (?) belum diperiksa pada naskah aslinya."
)

# Where each bracket begins, and its base, in rupiah.
BRACKETS = [
    [None, 1_000_000],
    *([base - 100_000, base] for base in range(1_200_000, 2_600_001, 200_000)),
    *([base - 250_000, base] for base in range(2_950_000, 7_950_001, 500_000)),
    *([base - 500_000, base] for base in range(8_700_000, 20_700_001, 1_000_000)),
]

PUBLIC_BUDGETS = ["apbd", "apbn", "pokir"]
PAID_BY_OTHERS = ["apbd", "apbdes", "apbn", "baznas", "csr", "gotong_royong", "other", "pokir", "sponsor"]

tariffs = sa.table(
    "tariffs",
    sa.column("id", sa.Uuid),
    sa.column("effective_from", sa.Integer),
    sa.column("brackets", sa.JSON),
    sa.column("jkk_basis_points", sa.Integer),
    sa.column("jht_basis_points", sa.Integer),
    sa.column("jkm_flat", sa.BigInteger),
    sa.column("source", sa.String),
    sa.column("published_at", sa.DateTime(timezone=True)),
)
relief_rules = sa.table(
    "relief_rules",
    sa.column("id", sa.Uuid),
    sa.column("sector", sa.String),
    sa.column("first_month", sa.Integer),
    sa.column("last_month", sa.Integer),
    sa.column("percent", sa.Integer),
    sa.column("excluded_funding", sa.JSON),
    sa.column("source", sa.String),
    sa.column("published_at", sa.DateTime(timezone=True)),
)
terms = sa.table(
    "terms",
    sa.column("id", sa.Uuid),
    sa.column("effective_from", sa.Integer),
    sa.column("least_age", sa.Integer),
    sa.column("age_limit", sa.Integer),
    sa.column("periods", sa.JSON),
    sa.column("due_day", sa.Integer),
    sa.column("grace_months", sa.Integer),
    sa.column("accepted_starts_cover", sa.JSON),
    sa.column("source", sa.String),
    sa.column("published_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    at = SINCE.replace(tzinfo=None) if op.get_bind().dialect.name == "sqlite" else SINCE
    op.bulk_insert(
        tariffs,
        [
            {
                "id": TARIFF_ID,
                "effective_from": 201507,
                "brackets": BRACKETS,
                "jkk_basis_points": 100,
                "jht_basis_points": 200,
                "jkm_flat": 6_800,
                "source": RATES_SOURCE,
                "published_at": at,
            }
        ],
    )
    relief = {"percent": 50, "excluded_funding": PUBLIC_BUDGETS, "source": RELIEF_SOURCE, "published_at": at}
    op.bulk_insert(
        relief_rules,
        [
            {
                "id": TRANSPORT_ID,
                "sector": "transport",
                "first_month": 202601,
                "last_month": 202703,
                **relief,
            },
            {"id": OTHERS_ID, "sector": "other", "first_month": 202604, "last_month": 202612, **relief},
        ],
    )
    op.bulk_insert(
        terms,
        [
            {
                "id": TERMS_ID,
                "effective_from": 201507,
                "least_age": 18,
                "age_limit": 65,
                "periods": [1, 2, 3, 6, 12],
                "due_day": 15,
                "grace_months": 3,
                "accepted_starts_cover": PAID_BY_OTHERS,
                "source": TERMS_SOURCE,
                "published_at": at,
            }
        ],
    )


def downgrade() -> None:
    for table, ids in (
        (terms, [TERMS_ID]),
        (relief_rules, [TRANSPORT_ID, OTHERS_ID]),
        (tariffs, [TARIFF_ID]),
    ):
        op.execute(table.delete().where(table.c.id.in_(ids)))
