"""An account's history in words, for the macro `timeline`."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from agentapp.accounts.models import AccountEvent, AccountEventKind
from agentapp.accounts.permissions import Role
from agentapp.core.errors import N_

_WHAT = {
    AccountEventKind.CREATED: N_("Akun dibuat"),
    AccountEventKind.SETUP_LINK_MADE: N_("Tautan kata sandi dibuat"),
    AccountEventKind.PASSWORD_SET: N_("Kata sandi dibuat"),
    AccountEventKind.PASSWORD_CHANGED: N_("Kata sandi diganti"),
    AccountEventKind.SIGNED_IN: N_("Berhasil masuk"),
    AccountEventKind.SIGN_IN_REFUSED: N_("Gagal masuk"),
    AccountEventKind.SIGNED_OUT_EVERYWHERE: N_("Dikeluarkan dari semua perangkat"),
    AccountEventKind.MOVED: N_("Pindah kantor"),
    AccountEventKind.DEACTIVATED: N_("Akun dinonaktifkan"),
    AccountEventKind.REACTIVATED: N_("Akun diaktifkan lagi"),
    AccountEventKind.CHANGED: N_("Data diubah"),
}
_FIELDS = {
    "name": N_("nama"),
    "email": N_("email"),
    "phone": N_("nomor telepon"),
    "home_district": N_("kecamatan awal"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a timeline; `by` is empty where a command did it."""

    at: datetime
    text: str
    by: str
    note: str


def told(event: AccountEvent) -> Told:
    """What happened, in the reader's language."""
    return Told(event.at, gettext(_WHAT[event.kind]), event.by.name if event.by else "", _note(event))


def _note(event: AccountEvent) -> str:
    if event.kind == AccountEventKind.CREATED:
        return str(gettext(Role(event.note).label))
    if event.kind == AccountEventKind.CHANGED:
        return ", ".join(gettext(_FIELDS[field]) for field in event.note.split())
    return event.note
