"""What the figures call dimensions, their values and kinds of villages, in the reader's language."""

from collections import Counter
from collections.abc import Iterable, Mapping

from flask_babel import format_percent, gettext

from agentapp.contributions.words import PROGRAMMES, funding
from agentapp.core.errors import N_
from agentapp.core.nik import Sex
from agentapp.coverage.ages import GROUPS
from agentapp.coverage.counts import Counts
from agentapp.coverage.models import Dimension
from agentapp.enrolment.forms import ECOSYSTEMS, SEXES
from agentapp.places.registry import Place
from agentapp.programmes.kinds import Ecosystem, FundingKind, Programmes
from agentapp.programmes.occupations import BY_CODE, OCCUPATIONS

DETAILED_BELOW = 0.1
DIMENSIONS = {
    Dimension.ECOSYSTEM: N_("Lingkungan kerja"),
    Dimension.OCCUPATION: N_("Pekerjaan"),
    Dimension.SEX: N_("Jenis kelamin"),
    Dimension.AGE: N_("Umur"),
    Dimension.PAYER: N_("Pembayar"),
    Dimension.FUND: N_("Dana"),
    Dimension.AGENCY: N_("Dinas"),
    Dimension.PROGRAMMES: N_("Program"),
}
_OFFERED: dict[Dimension, Iterable[str]] = {
    Dimension.ECOSYSTEM: [each.value for each in Ecosystem],
    Dimension.SEX: [each.value for each in Sex],
    Dimension.AGE: GROUPS,
    Dimension.PAYER: [each.value for each in FundingKind],
    Dimension.PROGRAMMES: [each.value for each in Programmes],
    Dimension.OCCUPATION: [each.code for each in OCCUPATIONS],
}
"""What one may narrow to from the menu; funds and agencies are chosen in their list."""


def dimension_word(dimension: Dimension) -> str:
    """`Lingkungan kerja`."""
    return str(gettext(DIMENSIONS[dimension]))


def value_word(dimension: Dimension, value: str) -> str:
    """`Pasar`, `25–34 tahun`; funds and agencies by their own names, what is not known (any more) as it stands."""
    try:
        return _word(dimension, value)
    except (KeyError, ValueError):
        return value


def _word(dimension: Dimension, value: str) -> str:
    if dimension == Dimension.PAYER:
        return funding(FundingKind(value))
    if dimension == Dimension.PROGRAMMES:
        return PROGRAMMES[Programmes(value)]
    if dimension == Dimension.OCCUPATION:
        return str(BY_CODE[value].label if value in BY_CODE else gettext("Pekerjaan lain"))
    if dimension == Dimension.ECOSYSTEM:
        return str(gettext(ECOSYSTEMS[Ecosystem(value)]))
    if dimension == Dimension.SEX:
        return str(gettext(SEXES[Sex(value)]))
    return str(gettext(GROUPS[value]))


def percent(share: float) -> str:
    """`12%`; below a tenth with one decimal, so that little is not nothing."""
    form = "#,##0%" if share >= DETAILED_BELOW else "#,##0.#%"
    return str(format_percent(share, form))


def in_order(dimension: Dimension, values: Mapping[str, Counts]) -> list[tuple[str, Counts]]:
    """Ages from young to old, everything else by how many people, the most first."""
    if dimension == Dimension.AGE:
        return [(value, values[value]) for value in GROUPS if value in values]
    return sorted(values.items(), key=lambda item: (-item[1].known, item[0]))


def menu() -> list[tuple[str, list[tuple[str, str]]]]:
    """What one may narrow to: headings, each with ("dimension:value", label)."""
    return [
        (
            dimension_word(dimension),
            [(f"{dimension}:{value}", value_word(dimension, value)) for value in values],
        )
        for dimension, values in _OFFERED.items()
    ]


def villages_word(villages: Iterable[Place]) -> str:
    """What these villages are called: `nagari`, or `desa dan kelurahan`, the most frequent first."""
    words = [word.lower() for word, _ in Counter(each.word for each in villages).most_common()]
    if len(words) <= 1:
        return words[0] if words else str(gettext("desa"))
    return str(gettext("%(most)s dan %(last)s", most=", ".join(words[:-1]), last=words[-1]))
