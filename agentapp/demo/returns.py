"""Applications that a supervisor returned: why, with a note for each field, and what agents made of it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from agentapp.demo.chance import Chance
from agentapp.demo.dossiers import Dossier
from agentapp.demo.stage import Stage
from agentapp.enrolment.models import ReturnReason


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why an application came back, in a supervisor's words; `notes` are told beside the fields."""

    reason: ReturnReason
    note: str
    notes: dict[str, str] = field(default_factory=dict)


COMPLAINTS = (
    Complaint(
        ReturnReason.PHOTO_UNREADABLE,
        "Foto KTP buram, angkanya tidak terbaca.",
        {"ktp_photo": "Ambil lagi di tempat terang, KTP rata dengan kamera."},
    ),
    Complaint(
        ReturnReason.DATA_DIFFERS,
        "Ada isian yang berbeda dari KTP.",
        {"name": "Di KTP tertulis lebih lengkap.", "birth_date": "Cocokkan lagi dengan KTP."},
    ),
    Complaint(
        ReturnReason.INCOMPLETE,
        "Alamat belum cukup untuk mencari orangnya.",
        {"address": "Tulis juga jorong dan RT.", "work_place": "Sebutkan nama pasarnya."},
    ),
    Complaint(
        ReturnReason.DATA_DIFFERS,
        "Nama ibu kandung sama dengan nama istri.",
        {"mother_name": "Tanyakan lagi nama ibu kandungnya."},
    ),
    Complaint(
        ReturnReason.POSSIBLE_DUPLICATE,
        "Mirip dengan peserta yang sudah ada. Pastikan bukan orang yang sama.",
        {"nik": "Periksa angka demi angka dari KTP asli."},
    ),
    Complaint(
        ReturnReason.PAYER_UNCLEAR,
        "Belum jelas apakah orangnya masuk daftar penerima dari kabupaten.",
        {"payer": "Minta daftar penerima dari wali nagari."},
    ),
    Complaint(
        ReturnReason.INCOMPLETE,
        "Nomor HP ahli waris sama dengan nomor pekerja.",
        {"heirs": "Minta nomor yang lain bila ada."},
    ),
)
REFUSALS = (
    Complaint(ReturnReason.NOT_ELIGIBLE, "Sudah menjadi pekerja penerima upah di perusahaan sawit."),
    Complaint(ReturnReason.POSSIBLE_DUPLICATE, "Sudah terdaftar lewat agen lain; orangnya membenarkan."),
    Complaint(ReturnReason.NOT_ELIGIBLE, "Sudah pindah ke luar daerah dan tidak bekerja di sini lagi."),
    Complaint(ReturnReason.OTHER, "Orangnya menyatakan tidak jadi mendaftar."),
)


def send_back(stage: Stage, chance: Chance, dossier: Dossier, at: datetime, branch: str) -> None:
    """Return the application with one of the complaints."""
    complaint = chance.choice(COMPLAINTS)
    by = stage.supervisor(chance, branch)
    dossier.send_back(by, at, complaint.reason, complaint.note, complaint.notes)


def corrected(stage: Stage, chance: Chance, dossier: Dossier, received_at: datetime, branch: str) -> datetime:
    """It came, was returned, and came again with a better address; when it came again."""
    first = replace(dossier.answers, address=dossier.answers.address.split(",")[0])
    dossier.submit(received_at, first.digest)
    returned_at = stage.timeline.in_the_office(chance, received_at)
    send_back(stage, chance, dossier, returned_at, branch)
    again = min(returned_at + timedelta(hours=chance.uniform(3, 60)), stage.timeline.now)
    dossier.send_again(again.replace(microsecond=0))
    return again
