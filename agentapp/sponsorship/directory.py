"""Sponsors as payers of an application: the sponsor side of `enrolment.payers`."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.period import Month
from agentapp.enrolment.payers import PayerOption
from agentapp.programmes.kinds import FundingKind
from agentapp.sponsorship.models import Sponsor


class SponsorDirectory:
    """Finds sponsors by the code they tell an agent in person. Codes are never listed."""

    def find(self, session: Session, code: str, village_code: str, month: Month) -> PayerOption | None:
        """The active sponsor with `code` (case does not matter); sponsors pay anywhere and in any month."""
        sponsor = session.scalar(
            select(Sponsor)
            .join(Sponsor.user)
            .where(Sponsor.code == code.strip().upper(), User.deactivated_at.is_(None))
        )
        if sponsor is None:
            return None
        return PayerOption(code=sponsor.code, label=sponsor.user.name, funding=FundingKind.SPONSOR)

    def offered(self, session: Session, regency_code: str, month: Month) -> Iterable[PayerOption]:
        """None: who carries whom is told in person, not picked from a list."""
        return ()
