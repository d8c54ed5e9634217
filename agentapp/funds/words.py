"""What pages call the states and reasons of funds, to be translated."""

from agentapp.core.errors import N_
from agentapp.funds.models import FundState
from agentapp.funds.places import EndReason, PlaceState

STATES = {
    FundState.DRAFT: N_("Draf"),
    FundState.ACTIVE: N_("Aktif"),
    FundState.FROZEN: N_("Dibekukan"),
    FundState.CLOSED: N_("Ditutup"),
}
STEPS = {
    "begin": N_("Dana dibuat"),
    "edit": N_("Isinya diubah"),
    "amend": N_("Isinya diubah selama dibekukan"),
    "activate": N_("Diaktifkan"),
    "freeze": N_("Dibekukan"),
    "close": N_("Ditutup"),
    "attach": N_("Dokumen dasar hukum diunggah"),
    "exchange": N_("Dokumen dasar hukum diganti"),
    "detach": N_("Dokumen dasar hukum dihapus"),
}
PLACES = {
    PlaceState.HELD: N_("Digendong"),
    PlaceState.WAITING: N_("Menunggu"),
    PlaceState.ENDED: N_("Berakhir"),
}
REASONS = {
    EndReason.DIED: N_("Meninggal dunia"),
    EndReason.MOVED: N_("Pindah dari wilayah dana"),
    EndReason.WAGE_EARNER: N_("Menjadi penerima upah (PU)"),
    EndReason.CIVIL_SERVANT: N_("Menjadi ASN, TNI, atau Polri"),
    EndReason.DUPLICATE: N_("Tercatat dua kali"),
    EndReason.NIK_UNMATCHED: N_("NIK tidak cocok"),
    EndReason.REFUSED: N_("Menolak"),
    EndReason.PERIOD_OVER: N_("Masanya selesai"),
    EndReason.OTHER_PAYER: N_("Dibayar pihak lain"),
    EndReason.UNDONE: N_("Persetujuannya dibatalkan"),
}


def of(value: FundState | PlaceState | EndReason | str) -> str:
    """The words for a state, a reason, or a step by its verb."""
    match value:
        case FundState():
            return STATES[value]
        case PlaceState():
            return PLACES[value]
        case EndReason():
            return REASONS[value]
    return STEPS[value]
