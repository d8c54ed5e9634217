"""Who pays for the people of the demo: they themselves, sponsors, funds."""

from dataclasses import dataclass

from agentapp.demo.livelihoods import HIGHER, LOWEST, Circle
from agentapp.programmes.kinds import FundingKind, Payer


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Who pays, for what, and among whom such people are found."""

    payer: Payer
    code: str | None
    funding: FundingKind
    circle: Circle
    incomes: range
    savings: float = 0.0
    months: tuple[int, ...] = (3,)


SPONSOR_CODES = {"sponsor@demo.id": "GDG-4821", "sponsor2@demo.id": "GDG-7350"}
OWN = Support(
    payer=Payer.SELF,
    code=None,
    funding=FundingKind.SELF,
    circle=Circle.EARNING,
    incomes=range(LOWEST.start, HIGHER.stop, LOWEST.step),
    savings=0.35,
    months=(1, 1, 2, 3, 3, 6),
)
COAST = Support(
    payer=Payer.SELF,
    code=None,
    funding=FundingKind.SELF,
    circle=Circle.COASTAL,
    incomes=range(LOWEST.start, 2_000_000, LOWEST.step),
    savings=0.2,
    months=(1, 2, 3),
)


def sponsored(key: str) -> Support:
    """Carried by the sponsor with this e-mail."""
    return Support(
        payer=Payer.SPONSOR,
        code=SPONSOR_CODES[key],
        funding=FundingKind.SPONSOR,
        circle=Circle.CARRIED,
        incomes=LOWEST,
        months=(1, 3),
    )


def carried(funding: FundingKind, code: str) -> Support:
    """Carried by the fund with this code."""
    return Support(
        payer=Payer.FUND,
        code=code,
        funding=funding,
        circle=Circle.CARRIED,
        incomes=LOWEST,
        months=(1,),
    )
