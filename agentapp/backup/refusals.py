"""Why a backup cannot be made or restored; nothing has been touched then."""

from agentapp.core.errors import N_, Conflict, DomainError


class NotABackup(DomainError):
    default = N_("Berkas ini bukan cadangan Gendong.")


class Damaged(DomainError):
    """A part is missing, cut, or not what its manifest says."""

    default = N_("Cadangan ini rusak atau terpotong. Tidak ada yang diubah. Pakai cadangan lain.")


class OtherKeys(DomainError):
    default = N_(
        "Cadangan ini dibuat dengan kunci lain, atau berubah sesudahnya. Pasang dulu kunci masa itu di FIELD_KEYS "
        "(dalam mode demo: secrets.json). Tidak ada yang diubah."
    )


class OtherDatabase(DomainError):
    default = N_(
        "Cadangan ini dari %(theirs)s, tetapi DATABASE_URL menunjuk %(ours)s. Tidak ada yang diubah."
    )


class NewerVersion(DomainError):
    default = N_("Cadangan ini dari versi yang lebih baru (migrasi %(theirs)s). Perbarui Gendong dahulu.")


class NotEmpty(Conflict):
    default = N_(
        "Sudah ada data di sini. Buat cadangannya dahulu, lalu ulangi dengan --force: data yang ada akan diganti."
    )


class NotMigrated(DomainError):
    default = N_("Basis data ini belum disiapkan, jadi belum ada yang dapat dicadangkan.")


class NoTools(DomainError):
    default = N_(
        "Perlu pg_dump, pg_restore dan psql versi %(major)s. Pasang paket postgresql-client-%(major)s, lalu ulangi."
    )


class NoServer(DomainError):
    default = N_("Server PostgreSQL tidak dapat dihubungi. Periksa DATABASE_URL dan servernya, lalu ulangi.")


class ToolFailed(DomainError):
    """A program of PostgreSQL ended with an error; what it had begun was rolled back."""

    default = N_("%(tool)s gagal: %(why)s. Tidak ada yang diubah.")
