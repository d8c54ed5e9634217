"""What the states of a batch, and its steps, are called; to be translated."""

from agentapp.core.errors import N_
from agentapp.funds.batches.states import BatchState, RowState

STATES = {
    BatchState.RECEIVED: (N_("Menunggu diperiksa"), "wait", "waiting"),
    BatchState.CHECKING: (N_("Sedang diperiksa"), "wait", "waiting"),
    BatchState.CHECKED: (N_("Menunggu keputusan Anda"), "act", "edit"),
    BatchState.COMMITTING: (N_("Sedang diterima"), "wait", "waiting"),
    BatchState.COMMITTED: (N_("Menunggu kantor cabang"), "wait", "office"),
    BatchState.VERIFYING: (N_("Diperiksa kantor cabang"), "wait", "eye"),
    BatchState.APPROVED: (N_("Disetujui"), "good", "ok"),
    BatchState.ENROLLING: (N_("Sedang didaftarkan"), "wait", "waiting"),
    BatchState.ENROLLED: (N_("Sudah menjadi peserta"), "good", "shield"),
    BatchState.UNDOING: (N_("Sedang dibatalkan"), "wait", "waiting"),
    BatchState.UNDONE: (N_("Dibatalkan seluruhnya"), "calm", "stopped"),
    BatchState.REFUSED: (N_("Dikembalikan kantor cabang"), "act", "return"),
    BatchState.CANCELLED: (N_("Dihentikan"), "calm", "stopped"),
    BatchState.FAILED: (N_("Berkas tidak terbaca"), "harm", "no"),
}
"""Words, tone and icon of a badge."""

ROW_STATES = {
    RowState.READY: (N_("Siap diterima"), "good", "tick"),
    RowState.CONFLICT: (N_("Bertentangan"), "act", "flag"),
    RowState.TO_REPAIR: (N_("Perlu diperbaiki"), "act", "edit"),
    RowState.TAKEN: (N_("Diterima"), "wait", "ok"),
    RowState.SKIPPED: (N_("Dilewati"), "calm", "stopped"),
    RowState.ENROLLED: (N_("Menjadi peserta"), "good", "shield"),
}
"""Likewise, of a row."""

STEPS = {
    "receive": N_("Berkas dikirim"),
    "check": N_("Pemeriksaan dimulai"),
    "check_again": N_("Diperiksa ulang"),
    "finish_check": N_("Pemeriksaan selesai"),
    "fail": N_("Berkas tidak terbaca"),
    "cancel": N_("Dihentikan"),
    "expire": N_("Dihentikan karena terlalu lama menunggu"),
    "forget": N_("Berkas dan data orang yang tidak jadi peserta dihapus"),
    "commit": N_("Uang dan tempat disisihkan"),
    "finish_commit": N_("Semua baris diterima"),
    "verify": N_("Kantor cabang mulai memeriksa"),
    "approve": N_("Disetujui kantor cabang"),
    "refuse": N_("Dikembalikan kantor cabang"),
    "enrol": N_("Pendaftaran dimulai"),
    "finish_enrol": N_("Semua menjadi peserta"),
    "undo": N_("Pembatalan dimulai"),
    "finish_undo": N_("Dibatalkan seluruhnya"),
}
