"""The very words by which a payer lets an account be debited: kept by version, and by hash with each mandate.

A text never changes once used: a change is a new version. The Indonesian text is the one that counts.
"""

import hashlib
from dataclasses import dataclass

from agentapp.core.errors import N_


@dataclass(frozen=True, slots=True)
class MandateText:
    """One version: its name, and its sentences in the order they are read."""

    version: str
    sentences: tuple[str, ...]

    @property
    def hash(self) -> str:
        """SHA-256 of the Indonesian sentences, joined by line feeds."""
        return hashlib.sha256("\n".join(self.sentences).encode()).hexdigest()


CURRENT = MandateText(
    "2026-11",
    (
        N_("Saya mengizinkan iuran BPJS Ketenagakerjaan ditarik dari rekening saya sekali sebulan."),
        N_("Yang ditarik hanya iuran bulan itu, dan tidak pernah lebih dari batas yang saya tentukan."),
        N_("Saya diberi tahu paling lambat tiga hari sebelum uang ditarik: jumlahnya dan tanggalnya."),
        N_("Kalau saldo kurang, penarikan dicoba lagi paling banyak dua kali di bulan itu, tanpa denda."),
        N_("Izin ini bisa saya jeda atau cabut kapan saja. Sejak dicabut, tidak ada penarikan baru."),
    ),
)
