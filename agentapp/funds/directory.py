"""Funds as payers of an application: the fund side of `enrolment.payers`."""

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from agentapp.core.period import Month
from agentapp.enrolment.payers import PayerOption
from agentapp.funds.models import Fund, FundState


class FundDirectory:
    """Finds funds by code and place. A fund pays for its own region and every region below it."""

    def find(self, session: Session, code: str, village_code: str, month: Month) -> PayerOption | None:
        """The fund with `code` (case does not matter), if it takes people in in `month` and covers the village."""
        fund = session.scalar(select(Fund).where(Fund.code == code.strip().upper()))
        if fund is None or not fund.takes_in(month) or not fund.covers(village_code):
            return None
        return _option(fund)

    def offered(self, session: Session, regency_code: str, month: Month) -> Iterable[PayerOption]:
        """Funds that take people in in `month` for the regency, its province, or a part of the regency; by code."""
        province_code = regency_code.split(".", maxsplit=1)[0]
        funds = session.scalars(
            select(Fund)
            .where(Fund.state == FundState.ACTIVE, Fund.first_month <= month, Fund.last_month >= month)
            .where(
                or_(
                    Fund.region_code.in_((province_code, regency_code)),
                    Fund.region_code.startswith(f"{regency_code}.", autoescape=True),
                )
            )
            .order_by(Fund.code)
        )
        return [_option(fund) for fund in funds]


def _option(fund: Fund) -> PayerOption:
    return PayerOption(code=fund.code, label=fund.name, funding=fund.kind)
