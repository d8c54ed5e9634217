"""The words of notices about payment codes: what to pay, with which code, until when."""

from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale
from flask_babel import gettext as _

from agentapp.autodebit.wording import Wording
from agentapp.core.dates import day_words, month_words
from agentapp.core.money import Rupiah, format_rupiah
from agentapp.core.period import Month

GROUP = 4


@dataclass(frozen=True, slots=True)
class CodeTold:
    """What is told of a code: `until` is the last day, `number` what people type in."""

    month: Month
    amount: Rupiah
    number: str
    until: date


def in_groups(number: str) -> str:
    """`7001 7012 3456 789`: as people read a long number and type it."""
    return " ".join(number[start : start + GROUP] for start in range(0, len(number), GROUP))


def code_given_words(code: CodeTold, language: str) -> Wording:
    """When a code was given: the text also goes by WhatsApp from hand to hand."""
    facts = {"month": month_words(code.month, language), "amount": format_rupiah(code.amount)}
    with force_locale(language):
        text = _(
            "Iuran %(month)s sebesar %(amount)s bisa dibayar dengan kode %(number)s. "
            "Pilih virtual account di ATM, aplikasi bank, atau minimarket. "
            "Bayar tepat sejumlah itu, paling lambat %(day)s.",
            number=in_groups(code.number),
            day=day_words(code.until, language),
            **facts,
        )
        return Wording(_("Kode bayar iuran %(month)s", month=facts["month"]), text)


def no_code_words(month: Month, amount: Rupiah, language: str) -> Wording:
    """When the bank gave none."""
    facts = {"month": month_words(month, language), "amount": format_rupiah(amount)}
    with force_locale(language):
        text = _(
            "Iuran %(month)s sebesar %(amount)s belum dibayar. "
            "Bank tidak bisa memberi kode bayar. "
            "Bayarlah lewat agen Anda agar tetap terlindungi.",
            **facts,
        )
        return Wording(_("Iuran %(month)s belum dibayar", month=facts["month"]), text)


def owed_words(month: Month, amount: Rupiah, language: str) -> Wording:
    """When a code was paid although its months, or some, were paid already."""
    facts = {"month": month_words(month, language), "amount": format_rupiah(amount)}
    with force_locale(language):
        text = _(
            "Kode bayar iuran %(month)s dibayar setelah iurannya lunas. "
            "Uang Anda sebesar %(amount)s akan dikembalikan. "
            "Petugas kami akan menghubungi Anda.",
            **facts,
        )
        return Wording(_("Uang Anda akan dikembalikan"), text)
