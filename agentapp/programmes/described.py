"""Rates, reliefs and terms in words, in the reader's language: what each says, fact by fact."""

from collections.abc import Iterable

from flask_babel import format_decimal, gettext, ngettext

from agentapp.core.filters import month_name
from agentapp.core.money import format_rupiah
from agentapp.programmes.conditions import Conditions
from agentapp.programmes.kinds import FundingKind
from agentapp.programmes.rates import Rates, Relief
from agentapp.programmes.words import FUNDINGS, SECTORS

Facts = dict[str, str]


def percent(basis_points: int) -> str:
    """`0,24 %` for 24."""
    return f"{format_decimal(basis_points / 100)} %"


def rates_facts(rates: Rates) -> Facts:
    bases = [bracket.base for bracket in rates.brackets]
    return {
        gettext("Kecelakaan kerja (JKK)"): gettext(
            "%(share)s dari dasar iuran", share=percent(rates.jkk_basis_points)
        ),
        gettext("Kematian (JKM)"): gettext("%(amount)s sebulan", amount=format_rupiah(rates.jkm_flat)),
        gettext("Hari tua (JHT)"): gettext(
            "%(share)s dari dasar iuran", share=percent(rates.jht_basis_points)
        ),
        gettext("Golongan penghasilan"): str(len(bases)),
        gettext("Dasar iuran terendah"): format_rupiah(bases[0]),
        gettext("Dasar iuran tertinggi"): format_rupiah(bases[-1]),
    }


def relief_facts(relief: Relief) -> Facts:
    return {
        gettext("Untuk pekerja"): gettext(SECTORS[relief.sector]),
        gettext("Potongan JKK dan JKM"): percent(relief.percent * 100),
        gettext("Bulan iur pertama"): month_name(relief.first_month),
        gettext("Bulan iur terakhir"): month_name(relief.last_month),
        gettext("Tidak berlaku bila dibayar dari"): _fundings(relief.excluded),
    }


def conditions_facts(terms: Conditions) -> Facts:
    periods = ", ".join(map(str, terms.periods))
    return {
        gettext("Umur saat mendaftar"): gettext(
            "%(least)d tahun sampai sebelum %(limit)d tahun", least=terms.least_age, limit=terms.age_limit
        ),
        gettext("Boleh membayar sekaligus"): gettext("%(periods)s bulan", periods=periods),
        gettext("Jatuh tempo"): gettext("tanggal %(day)d, atau hari kerja berikutnya", day=terms.due_day),
        gettext("Masa tenggang"): ngettext("%(num)d bulan", "%(num)d bulan", terms.grace_months),
        gettext("Terlindungi sejak diterima bila dibayar dari"): _fundings(terms.accepted_starts_cover),
    }


def _fundings(kinds: Iterable[FundingKind]) -> str:
    named = [gettext(text) for kind, text in FUNDINGS.items() if kind in set(kinds)]
    return ", ".join(named) or gettext("tidak ada")
