"""What the pages call the states of mandates and debits, in the reader's language: a text, a tone, an icon."""

from dataclasses import dataclass
from datetime import date

from flask_babel import get_locale
from flask_babel import gettext as _

from agentapp.autodebit.attempts import Attempt, AttemptState
from agentapp.autodebit.code_notices import told_of
from agentapp.autodebit.code_wording import code_given_words, in_groups
from agentapp.autodebit.codes import PaymentCode
from agentapp.autodebit.gateway import Cause
from agentapp.autodebit.gateways import gateway
from agentapp.autodebit.models import MandateState
from agentapp.core.errors import N_
from agentapp.core.filters import long_date
from agentapp.core.money import format_rupiah


@dataclass(frozen=True, slots=True)
class Shown:
    """A state as a badge: its text, the badge's tone and icon."""

    text: str
    tone: str
    icon: str


_WAITS = (N_("Menunggu bank"), "wait", "waiting")
MANDATE_STATES = {
    MandateState.DRAFT: _WAITS,
    MandateState.CONSENTED: _WAITS,
    MandateState.BINDING: _WAITS,
    MandateState.OTP: (N_("Menunggu kode OTP"), "act", "phone"),
    MandateState.ACTIVE: (N_("Aktif"), "good", "ok"),
    MandateState.PAUSED: (N_("Dijeda"), "wait", "clock"),
    MandateState.SUSPENDED: (N_("Ditahan bank"), "act", "warning"),
    MandateState.REVOKED: (N_("Dicabut"), "calm", "stopped"),
    MandateState.EXPIRED: (N_("Masanya habis"), "calm", "stopped"),
    MandateState.FAILED: (N_("Tidak bisa dipakai"), "harm", "no"),
    MandateState.SUPERSEDED: (N_("Sudah diganti"), "calm", "stopped"),
}
CAUSES = {
    Cause.INSUFFICIENT_FUNDS: N_("Saldo kurang"),
    Cause.LIMIT_EXCEEDED: N_("Melewati batas bank"),
    Cause.BANK_UNAVAILABLE: N_("Bank sedang terganggu"),
    Cause.ACCOUNT_CLOSED: N_("Rekening ditutup"),
    Cause.ACCOUNT_BLOCKED: N_("Rekening diblokir"),
    Cause.AUTHORISATION_REVOKED: N_("Izin dicabut di bank"),
    Cause.REFUSED: N_("Ditolak bank"),
    Cause.NEVER_ARRIVED: N_("Tidak sampai ke bank"),
}
VERBS = {
    "consent": N_("Disetujui pemilik rekening"),
    "bind": N_("Bank diminta mengirim kode OTP"),
    "challenge": N_("Kode OTP dikirim bank"),
    "activate": N_("Autodebet aktif"),
    "pause": N_("Dijeda"),
    "resume": N_("Dilanjutkan"),
    "suspend": N_("Ditahan bank"),
    "revoke": N_("Dicabut"),
    "expire": N_("Masanya habis"),
    "fail": N_("Tidak bisa dipakai lagi"),
    "supersede": N_("Diganti autodebet yang baru"),
}


_ASKED_FOR = "we asked for "
SUSPENSE = {
    "unknown reference": N_("Nomornya tidak dikenal di sini."),
    "never sent": N_("Penarikan dengan nomor ini tidak pernah dikirim."),
}


def suspense(note: str) -> str:
    """Why money of a bank's file matches none of our debits, from what `reconciliation` noted."""
    if note.startswith(_ASKED_FOR):
        asked = format_rupiah(int(note.removeprefix(_ASKED_FOR)))
        return str(_("Kita meminta %(amount)s, jumlah di berkas lain.", amount=asked))
    return str(_(SUSPENSE[note])) if note in SUSPENSE else note


def bank(code: str) -> str:
    """The name of the bank in use; of any other its code."""
    current = gateway()
    return current.name if code == current.code else code


def code_number(number: str) -> str:
    """What people type in to pay, as they read it."""
    return in_groups(number)


def code_message(code: PaymentCode) -> str:
    """What is forwarded to who pays a code, in the reader's language."""
    return code_given_words(told_of(code), str(get_locale())).text


def mandate_state(state: MandateState) -> Shown:
    text, tone, icon = MANDATE_STATES[state]
    return Shown(_(text), tone, icon)


def cause(why: Cause | None) -> str:
    """Why a bank said no; `Ditolak bank` where it did not say."""
    return str(_(CAUSES[why or Cause.REFUSED]))


def verb(name: str) -> str:
    """What happened to a mandate."""
    return str(_(VERBS[name]))


def debit_state(attempt: Attempt, following: date | None = None) -> Shown:
    """What became of one debit; `following` is the day on which a refused one is tried again."""
    if attempt.state in (AttemptState.DECLINED_RETRYABLE, AttemptState.DECLINED_FINAL):
        return _declined(attempt, following)
    day = long_date(attempt.scheduled_on)
    return {
        AttemptState.SCHEDULED: Shown(_("Akan ditarik %(day)s", day=day), "wait", "calendar"),
        AttemptState.NOTIFIED: Shown(_("Akan ditarik %(day)s", day=day), "wait", "calendar"),
        AttemptState.SENT: Shown(_("Sedang ditagih"), "wait", "clock"),
        AttemptState.UNKNOWN: Shown(_("Sedang dicek ke bank"), "wait", "waiting"),
        AttemptState.SUCCEEDED: Shown(_("Berhasil"), "good", "ok"),
        AttemptState.SETTLED: Shown(_("Berhasil"), "good", "ok"),
        AttemptState.REFUNDED: Shown(_("Uang sudah kembali ke rekening"), "calm", "return"),
        AttemptState.CHARGED_BACK: Shown(_("Uang dikembalikan bank"), "act", "return"),
        AttemptState.CANCELLED: Shown(_("Batal, tidak ada uang ditarik"), "calm", "stopped"),
    }[attempt.state]


def _declined(attempt: Attempt, following: date | None) -> Shown:
    why = cause(attempt.cause)
    if following is not None:
        return Shown(_("%(why)s, dicoba lagi %(day)s", why=why, day=long_date(following)), "act", "warning")
    return Shown(_("%(why)s, tidak dicoba lagi bulan ini", why=why), "harm", "no")
