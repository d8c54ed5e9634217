"""The words of notices about debits: what, how much, when, and what happens next."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from agentapp.core.filters import long_date, month_name
from agentapp.core.money import Rupiah, format_rupiah
from agentapp.core.period import Month


@dataclass(frozen=True, slots=True)
class Wording:
    """A subject, and at most three short sentences."""

    subject: str
    text: str


def debit_ahead_words(month: Month, amount: Rupiah, day: date) -> Wording:
    return Wording(
        _("Iuran %(month)s ditarik %(day)s", month=month_name(month), day=long_date(day)),
        _(
            "Iuran %(month)s sebesar %(amount)s akan ditarik dari rekening Anda pada %(day)s. "
            "Pastikan saldonya cukup. Anda bisa menjeda atau mencabut izin ini kapan saja.",
            month=month_name(month),
            amount=format_rupiah(amount),
            day=long_date(day),
        ),
    )


def debit_refused_words(month: Month, amount: Rupiah, next_try: date | None) -> Wording:
    subject = _("Iuran %(month)s belum berhasil ditarik", month=month_name(month))
    facts = {"month": month_name(month), "amount": format_rupiah(amount)}
    if next_try is None:
        return Wording(
            subject,
            _(
                "Iuran %(month)s sebesar %(amount)s tidak berhasil ditarik dan tidak akan dicoba lagi bulan ini. "
                "Bayarlah lewat agen Anda agar tetap terlindungi.",
                **facts,
            ),
        )
    return Wording(
        subject,
        _(
            "Iuran %(month)s sebesar %(amount)s belum berhasil ditarik. Kami coba lagi pada %(day)s. "
            "Pastikan saldonya cukup.",
            day=long_date(next_try),
            **facts,
        ),
    )


def given_back_words(month: Month, amount: Rupiah) -> Wording:
    return Wording(
        _("Uang iuran %(month)s dikembalikan bank", month=month_name(month)),
        _(
            "Bank mengembalikan %(amount)s ke rekening Anda, jadi iuran %(month)s belum dibayar. "
            "Bayarlah lewat agen Anda agar tetap terlindungi.",
            month=month_name(month),
            amount=format_rupiah(amount),
        ),
    )
