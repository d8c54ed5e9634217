"""A worker's own mandate as a payer of months: the mandate side of `contributions.funding`."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.autodebit.models import Mandate, MandateState
from agentapp.contributions.models import Obligation, Payment
from agentapp.contributions.source import Source
from agentapp.core.period import Month
from agentapp.programmes.kinds import Payer
from agentapp.workers.models import Worker


class OwnMandateFunding:
    """The worker's own account pays the months that nobody else does, while its mandate is active."""

    payer = Payer.SELF

    def pays(self, session: Session, worker: Worker, month: Month) -> Source | None:
        active = select(Mandate.id).where(
            Mandate.worker_id == worker.id,
            Mandate.state == MandateState.ACTIVE,
            Mandate.first_month <= month,
            or_(Mandate.last_month.is_(None), Mandate.last_month >= month),
        )
        return Source.own(worker.programmes) if session.scalar(select(active.exists())) else None

    def label(self, session: Session, source: Source) -> str | None:
        """The worker needs no name."""

    def take_on(
        self, session: Session, worker: Worker, code: str | None, first: Month, by: User
    ) -> Source | None:
        """A mandate is given by its own consent, never by the enrolment."""

    def let_go(self, session: Session, worker: Worker, first: Month | None, by: User | None) -> None:
        """A mandate stays: it pays whatever is the worker's own."""

    def recount(self, session: Session, worker: Worker) -> None:
        """A mandate keeps nothing back."""

    def settled(self, session: Session, payment: Payment, months: Sequence[Obligation]) -> None:
        """A mandate keeps no books of months."""
