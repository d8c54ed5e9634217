"""Who pays a month, and for what: the part of an obligation that changes from hand to hand."""

from dataclasses import dataclass, field
from typing import Self

from agentapp.contributions.models import Obligation
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Payer, Programmes
from agentapp.workers.models import Worker


@dataclass(frozen=True, slots=True)
class Source:
    """A payer as obligations name it: its kind, its code (None for the worker), its money, and what it pays for.

    `until`: the last month it pays, where there is one; later ones are the worker's own.
    """

    payer: Payer
    code: str | None
    funding: FundingKind
    programmes: Programmes
    until: Month | None = field(default=None, compare=False)

    @classmethod
    def of(cls, worker: Worker) -> Self:
        """Who pays the months of the worker that were not raised yet."""
        return cls(worker.payer, worker.payer_code, worker.funding, worker.programmes, worker.payer_until)

    @classmethod
    def own(cls, programmes: Programmes) -> Self:
        """The worker, paying for themselves."""
        return cls(Payer.SELF, None, FundingKind.SELF, programmes)

    def for_month(self, month: Month) -> "Source":
        """Who pays `month`: this payer, or the worker where it lies beyond the last one."""
        return self if self.until is None or month <= self.until else Source.own(self.programmes)

    def pays_for(self, worker: Worker) -> None:
        """Let it be the one that pays the worker's months to come."""
        worker.payer, worker.payer_code = self.payer, self.code
        worker.funding, worker.programmes = self.funding, self.programmes
        worker.payer_until = self.until

    def holds(self, owed: Obligation) -> bool:
        """Whether the month was raised for this payer and these programmes."""
        return (owed.payer_code, owed.funding, owed.programmes) == (self.code, self.funding, self.programmes)
