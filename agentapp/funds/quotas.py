"""The quotas of a fund as its officer writes them, with who is counted in each already."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.core.errors import N_, FieldError
from agentapp.funds.models import Fund, FundQuota, lies_in
from agentapp.funds.places import FundPlace, PlaceState
from agentapp.places.registry import place

MOST_PLACES = 10_000_000


def write_quotas(
    session: Session, fund: Fund, regions: Mapping[str, int], agencies: Mapping[str, int]
) -> None:
    """Make these the quotas of a fund that is held. Commits nothing.

    Raises FieldError ("quotas") for a region outside the fund's, or fewer places than are taken.
    """
    known = {(quota.region_code, quota.agency): quota for quota in fund.quotas}
    wanted = {(code, None): places for code, places in regions.items()} | {
        (None, name): places for name, places in agencies.items()
    }
    for gone in known.keys() - wanted.keys():
        session.delete(known[gone])
    for (code, agency), places in wanted.items():
        _check(fund, code, places)
        quota = known.get((code, agency)) or _new(session, fund, code, agency)
        if places < quota.taken:
            raise FieldError(
                "quotas",
                N_("Kuota %(name)s tidak bisa di bawah %(taken)s: sebanyak itu sudah digendong."),
                name=_name(quota),
                taken=quota.taken,
            )
        quota.places = places
        session.add(quota)
    session.flush()
    session.expire(fund, ["quotas"])


def _check(fund: Fund, code: str | None, places: int) -> None:
    if code is not None and (place(code) is None or not lies_in(code, fund.region_code)):
        raise FieldError(
            "quotas", N_("Wilayah %(code)s tidak dikenal, atau di luar wilayah dana."), code=code
        )
    if not 0 <= places <= MOST_PLACES:
        raise FieldError("quotas", N_("Tulis kuota dengan angka."))


def _new(session: Session, fund: Fund, code: str | None, agency: str | None) -> FundQuota:
    """A quota that counts whom the fund carries already."""
    quota = FundQuota(fund_id=fund.id, region_code=code, agency=agency, places=0, taken=0)
    held = session.execute(
        select(FundPlace.village_code, FundPlace.agency).where(
            FundPlace.fund_id == fund.id, FundPlace.state == PlaceState.HELD
        )
    )
    quota.taken = sum(quota.counts(village_code, of) for village_code, of in held)
    return quota


def _name(quota: FundQuota) -> str:
    known = place(quota.region_code)
    return known.title if known else quota.agency or ""
