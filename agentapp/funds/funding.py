"""Funds as payers of months: the fund side of `contributions.funding`."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.source import Source
from agentapp.core.period import Month
from agentapp.funds.models import Fund
from agentapp.programmes.kinds import Payer
from agentapp.workers.models import Worker


class FundFunding:
    """A fund pays for the workers who are its own, while it is open."""

    payer = Payer.FUND

    def pays(self, session: Session, worker: Worker, month: Month) -> Source | None:
        if worker.payer != Payer.FUND:
            return None
        fund = session.scalar(select(Fund).where(Fund.code == worker.payer_code))
        return Source.of(worker) if fund is not None and fund.pays_in(month) else None

    def label(self, session: Session, source: Source) -> str | None:
        return session.scalar(select(Fund.name).where(Fund.code == source.code))

    def take_on(self, session: Session, worker: Worker, first: Month, by: User) -> None:
        """A fund keeps no list of its own: whom it carries stands with the worker."""
