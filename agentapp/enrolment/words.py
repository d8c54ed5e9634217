"""What the pages call the values of an application, in the reader's language."""

from datetime import datetime
from typing import Any

from flask_babel import format_timedelta, gettext

from agentapp.core.clock import now
from agentapp.core.errors import N_
from agentapp.core.nik import Nik
from agentapp.enrolment.forms import ECOSYSTEMS, PAYERS, PROGRAMMES, SEXES, EnrolmentForm
from agentapp.enrolment.models import ReturnReason
from agentapp.enrolment.relations import RELATION_LABELS
from agentapp.places import registry

REASONS = {
    ReturnReason.PHOTO_UNREADABLE: N_("Foto tidak terbaca"),
    ReturnReason.DATA_DIFFERS: N_("Isian berbeda dengan KTP"),
    ReturnReason.INCOMPLETE: N_("Isian belum lengkap"),
    ReturnReason.POSSIBLE_DUPLICATE: N_("Mungkin sudah terdaftar"),
    ReturnReason.NOT_ELIGIBLE: N_("Tidak memenuhi syarat"),
    ReturnReason.PAYER_UNCLEAR: N_("Pembayar belum jelas"),
    ReturnReason.OTHER: N_("Alasan lain"),
}
MOVES = {
    "submit": N_("Dikirim"),
    "send_again": N_("Diperbaiki dan dikirim lagi"),
    "keep_first": N_("Isi pertama dipakai"),
    "take_second": N_("Isi kedua dipakai"),
    "withdraw": N_("Ditarik kembali oleh agen"),
    "send_back": N_("Dikembalikan"),
    "approve": N_("Disetujui"),
    "reject": N_("Ditolak"),
    "undo": N_("Keputusan dibatalkan"),
}
_LABELS: dict[str, dict[Any, str]] = {
    "sex": SEXES,
    "ecosystem": ECOSYSTEMS,
    "programmes": PROGRAMMES,
    "payer": PAYERS,
    "relation": RELATION_LABELS,
    "reason": REASONS,
    "move": MOVES,
}


def label(kind: str, value: Any) -> str:
    """What the choice `value` of a field is called; the value itself where it is none of the choices."""
    found = _LABELS[kind].get(value)
    return gettext(found) if found else str(value)


def reason_label(reason: ReturnReason | None) -> str:
    return label("reason", reason) if reason else ""


def field_label(name: str) -> str:
    """What the form calls the field `name` (`heirs-0-phone` as `phone` of an heir)."""
    unbound = getattr(EnrolmentForm, name.rpartition("-")[2], None)
    if unbound is None or not unbound.args:
        return name
    return str(unbound.args[0])


def grouped_nik(nik: Nik) -> str:
    """The whole NIK in groups of four, for those who compare it with a card."""
    return " ".join(nik.digits[at : at + 4] for at in range(0, 16, 4))


def place_path(code: str) -> str:
    """`Nagari Kamang, Kamang Baru, Sijunjung, Sumatera Barat`; the code where the place is not in today's table."""
    found = registry.place(code)
    return found.path if found else code


def waited(since: datetime) -> str:
    """`3 jam`, `2 hari`: how long ago, roughly."""
    return str(format_timedelta(now() - since, granularity="minute"))
