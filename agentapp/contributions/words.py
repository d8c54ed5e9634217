"""What the pages call payers, channels, numbers and events, in the reader's language."""

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l

from agentapp.contributions.forms import CHANNELS
from agentapp.contributions.funding import Forecast
from agentapp.contributions.models import PaymentChannel
from agentapp.contributions.payer_history import PayerChange
from agentapp.contributions.plan import Plan
from agentapp.core.dates import span_words
from agentapp.core.errors import N_
from agentapp.core.filters import month_name
from agentapp.programmes.kinds import FundingKind, Programmes
from agentapp.workers.models import WorkerEventKind

PAID_BY = {
    **CHANNELS,
    PaymentChannel.AUTODEBIT: _l("Autodebet"),
    PaymentChannel.CREDIT: _l("Kelebihan bayar"),
}
FUNDING = {
    FundingKind.SELF: N_("Bayar sendiri"),
    FundingKind.SPONSOR: N_("Donatur"),
    FundingKind.APBN: N_("APBN"),
    FundingKind.APBD: N_("APBD"),
    FundingKind.APBDES: N_("Dana desa"),
    FundingKind.CSR: N_("CSR"),
    FundingKind.BAZNAS: N_("BAZNAS"),
    FundingKind.POKIR: N_("Pokir DPRD"),
    FundingKind.GOTONG_ROYONG: N_("Gotong royong ASN"),
    FundingKind.OTHER: N_("Pihak lain"),
}
PROGRAMMES = {Programmes.JKK_JKM: "JKK · JKM", Programmes.JKK_JKM_JHT: "JKK · JKM · JHT"}
EVENTS = {
    WorkerEventKind.REGISTERED: N_("Diterima sebagai peserta"),
    WorkerEventKind.WITHDRAWN: N_("Persetujuan dibatalkan"),
    WorkerEventKind.MEMBERSHIP_RENEWED: N_("Kepesertaan dimulai lagi"),
    WorkerEventKind.CARD_ISSUED: N_("Kartu diterbitkan"),
    WorkerEventKind.CARD_REVOKED: N_("Kartu dicabut"),
    WorkerEventKind.AGENT_CHANGED: N_("Agen berganti"),
}


def funding(kind: FundingKind) -> str:
    """Who pays: `Bayar sendiri`, `APBD`."""
    return str(gettext(FUNDING[kind]))


def payer(forecast: Forecast) -> str:
    """Who pays a month: `Bayar sendiri`, `Bayar sendiri · lewat autodebet`, or `Donatur · Rina Marlina`."""
    by = str(gettext("lewat autodebet")) if forecast.debited else forecast.name
    return " · ".join(filter(None, (funding(forecast.funding), by)))


def payer_change(change: PayerChange) -> str:
    """`Pembayar: Bayar sendiri → Donatur, mulai Desember 2026`."""
    return str(
        gettext(
            "Pembayar: %(before)s → %(after)s, mulai %(month)s",
            before=funding(change.source_funding),
            after=funding(change.target_funding),
            month=month_name(change.first_month),
        )
    )


def channel(kind: PaymentChannel) -> str:
    return str(PAID_BY[kind])


def programmes(joined: Programmes) -> str:
    """`JKK · JKM`: the official short names, the same in every language."""
    return PROGRAMMES[joined]


def event(kind: WorkerEventKind) -> str:
    return str(gettext(EVENTS[kind]))


def number(membership_number: int) -> str:
    """`2600 0000 001`: a membership number as it is read out."""
    digits = str(membership_number)
    return " ".join((digits[:4], digits[4:8], digits[8:]))


def month_span(plan: Plan) -> str:
    """`Desember 2026`, `November – Desember 2026`, or `Desember 2026 – Februari 2027`."""
    return span_words(plan.first, plan.last, get_locale())
