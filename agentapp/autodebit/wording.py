"""The words of notices about debits: what, how much, when, and what happens next."""

from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from agentapp.core.dates import day_words, month_words
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


def debit_refused_words(month: Month, amount: Rupiah, next_try: date | None, language: str) -> Wording:
    """After a refusal. `next_try`: None where there is none this month."""
    facts = {"month": month_words(month, language), "amount": format_rupiah(amount)}
    with force_locale(language):
        subject = _("Iuran %(month)s belum berhasil ditarik", month=facts["month"])
        if next_try is None:
            return Wording(
                subject,
                _(
                    "Iuran %(month)s sebesar %(amount)s tidak berhasil ditarik dan tidak dicoba lagi bulan ini. "
                    "Bayarlah lewat agen Anda agar tetap terlindungi.",
                    **facts,
                ),
            )
        text = _(
            "Iuran %(month)s sebesar %(amount)s belum berhasil ditarik. Kami coba lagi pada %(day)s. "
            "Pastikan saldonya cukup.",
            day=day_words(next_try, language),
            **facts,
        )
        return Wording(subject, text)


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
