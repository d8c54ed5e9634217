"""What a worker agrees to, as read out to them. UU 27/2022: plain language, per purpose, provable.

A text never changes once used: a change is a new version. The Indonesian text is the one that counts.
"""

from dataclasses import dataclass

from agentapp.core.errors import N_

PURPOSE = "enrolment"


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version: its name, and its sentences in the order they are read."""

    version: str
    sentences: tuple[str, ...]


CURRENT = ConsentText(
    "2026-11",
    (
        N_("Saya setuju didaftarkan sebagai peserta BPJS Ketenagakerjaan."),
        N_(
            "Saya setuju data dan foto KTP saya disimpan dan diperiksa untuk pendaftaran, iuran, dan klaim saya."
        ),
        N_(
            "Data saya hanya dilihat agen yang melayani saya, petugas kantor cabang, dan BPJS Ketenagakerjaan."
        ),
        N_("Donatur atau pemerintah yang membayar iuran saya tidak melihat NIK, nomor HP, atau alamat saya."),
        N_(
            "Saya boleh meminta melihat, memperbaiki, atau menghapus data saya, dan boleh menarik persetujuan ini."
        ),
    ),
)
