"""The words of notices about debits: what, how much, when, and what happens next."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from agentapp.core.dates import day_words, month_words
from agentapp.core.errors import N_
from agentapp.core.money import Rupiah, format_rupiah
from agentapp.core.period import Month


@dataclass(frozen=True, slots=True)
class Wording:
    """A subject, and at most three short sentences."""

    subject: str
    text: str


def debit_ahead_words(month: Month, amount: Rupiah, day: date, language: str) -> Wording:
    """Before a debit."""
    facts = {"month": month_words(month, language), "day": day_words(day, language)}
    with force_locale(language):
        text = _(
            "Iuran %(month)s sebesar %(amount)s akan ditarik dari rekening Anda pada %(day)s. "
            "Pastikan saldonya cukup. Anda bisa menjeda atau mencabut izin ini kapan saja.",
            amount=format_rupiah(amount),
            **facts,
        )
        return Wording(_("Iuran %(month)s ditarik %(day)s", **facts), text)


def debit_taken_words(month: Month, amount: Rupiah, people: int, language: str) -> Wording:
    """After a debit for others, to who paid it."""
    facts = {"month": month_words(month, language), "amount": format_rupiah(amount)}
    with force_locale(language):
        text = ngettext(
            "Iuran %(month)s sebesar %(amount)s untuk %(num)s orang sudah diterima. "
            "Terima kasih. Tanda terimanya ada di halaman Gendong Anda.",
            "Iuran %(month)s sebesar %(amount)s untuk %(num)s orang sudah diterima. "
            "Terima kasih. Tanda terimanya ada di halaman Gendong Anda.",
            people,
            **facts,
        )
        return Wording(_("Iuran %(month)s sudah diterima", month=facts["month"]), text)


CodeFollows = Literal["code"]
CODE_FOLLOWS: Final[CodeFollows] = "code"
"""After the last refusal: the payer is sent a payment code."""

_TRIED_AGAIN = N_(
    "Iuran %(month)s sebesar %(amount)s belum berhasil ditarik. Kami coba lagi pada %(day)s. "
    "Pastikan saldonya cukup."
)
_A_CODE_FOLLOWS = N_(
    "Iuran %(month)s sebesar %(amount)s tidak berhasil ditarik dan tidak dicoba lagi bulan ini. "
    "Kode bayarnya segera kami kirim."
)
_NO_MORE_TRIES = N_(
    "Iuran %(month)s sebesar %(amount)s tidak berhasil ditarik dan tidak dicoba lagi bulan ini. "
    "Bayarlah lewat agen Anda agar tetap terlindungi."
)


def debit_refused_words(
    month: Month, amount: Rupiah, follows: date | CodeFollows | None, language: str
) -> Wording:
    """After a refusal. `follows`: the day of the next try, or that a code follows; None where the agent is to help."""
    facts = {"month": month_words(month, language), "amount": format_rupiah(amount)}
    with force_locale(language):
        subject = _("Iuran %(month)s belum berhasil ditarik", month=facts["month"])
        if isinstance(follows, date):
            day = day_words(follows, language)
            return Wording(subject, _(_TRIED_AGAIN, day=day, **facts))
        return Wording(subject, _(_A_CODE_FOLLOWS if follows == CODE_FOLLOWS else _NO_MORE_TRIES, **facts))


def given_back_words(month: Month, amount: Rupiah, language: str) -> Wording:
    """After a charge-back."""
    facts = {"month": month_words(month, language), "amount": format_rupiah(amount)}
    with force_locale(language):
        text = _(
            "Bank mengembalikan %(amount)s ke rekening Anda, jadi iuran %(month)s belum dibayar. "
            "Bayarlah lewat agen Anda agar tetap terlindungi.",
            **facts,
        )
        return Wording(_("Uang iuran %(month)s dikembalikan bank", month=facts["month"]), text)
