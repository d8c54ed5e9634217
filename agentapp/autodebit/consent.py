"""The very words by which a payer lets an account be debited: kept by version, and by hash with each mandate."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MandateText:
    """What is read out or shown, by language. A new wording is a new version; old ones stay."""

    version: str
    paragraphs: dict[str, tuple[str, ...]]

    def words(self, language: str) -> tuple[str, ...]:
        """The paragraphs in `language`; Indonesian where there is no other."""
        return self.paragraphs.get(language, self.paragraphs["id"])

    def hash(self, language: str) -> str:
        """SHA-256 of the text in `language`, paragraphs joined by line feeds."""
        return hashlib.sha256("\n".join(self.words(language)).encode()).hexdigest()


CURRENT = MandateText(
    version="2026-11",
    paragraphs={
        "id": (
            "Saya mengizinkan iuran BPJS Ketenagakerjaan ditarik dari rekening saya sekali sebulan.",
            "Yang ditarik hanya iuran bulan itu, dan tidak pernah lebih dari batas yang saya tentukan.",
            "Saya diberi tahu paling lambat tiga hari sebelum uang ditarik: jumlahnya dan tanggalnya.",
            "Kalau saldo kurang, penarikan dicoba lagi paling banyak dua kali di bulan itu, tanpa denda.",
            "Izin ini bisa saya jeda atau cabut kapan saja. Sejak dicabut, tidak ada penarikan baru.",
        ),
        "en": (
            "I allow BPJS Ketenagakerjaan contributions to be debited from my account once a month.",
            "Only the contribution of that month is taken, and never more than the limit I set.",
            "I am told at least three days before money is taken: how much, and on which day.",
            "If the balance is too low, it is tried at most twice more in that month, without a fee.",
            "I can pause or withdraw this at any time. Once withdrawn, no new debit is made.",
        ),
    },
)
