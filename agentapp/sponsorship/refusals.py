"""What a sponsor or an agent is told when a rule says no."""

from agentapp.core.errors import N_, Conflict, DomainError


class InvitationGone(DomainError):
    """Unknown, used, revoked or run out: told alike."""

    status = 410
    default = N_("Kode undangan ini tidak berlaku. Minta kode baru kepada agennya.")


class AlreadyCarried(Conflict):
    default = N_("Orang ini sedang digendong donatur lain. Minta agennya mengundang Anda nanti.")


class PaidByFund(Conflict):
    default = N_("Iuran orang ini sedang dibayar dana lain. Anda belum perlu membayarnya.")


class OfferChanged(Conflict):
    """What the page showed is no longer what it costs."""

    default = N_("Iurannya baru saja berubah. Periksa lagi jumlahnya, lalu setujui.")


class MonthsOver(Conflict):
    """The months agreed have passed."""

    default = N_("Bulan yang Anda pilih sudah lewat. Minta undangan baru kepada agennya.")


class SignUpGone(DomainError):
    """Unknown, used or run out: told alike."""

    status = 410
    default = N_("Tautan pendaftaran ini tidak berlaku lagi. Daftar sekali lagi, lalu buka email terbaru.")


class GroupUnknown(DomainError):
    status = 404
    default = N_("Kelompok dengan kode ini tidak ada. Tanyakan lagi kodenya kepada rekan Anda.")


class AlreadyInGroup(Conflict):
    default = N_("Anda sudah ada di satu kelompok. Keluar dulu sebelum masuk ke yang lain.")
