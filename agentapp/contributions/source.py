"""Who pays a month, and for what: the part of an obligation that changes from hand to hand."""

from dataclasses import dataclass
from typing import Self

from agentapp.contributions.models import Obligation
from agentapp.programmes.kinds import FundingKind, Payer, Programmes
from agentapp.workers.models import Worker


@dataclass(frozen=True, slots=True)
class Source:
    """A payer as obligations name it: its kind, its code (None for the worker), its money, and what it pays for."""

    payer: Payer
    code: str | None
    funding: FundingKind
    programmes: Programmes

    @classmethod
    def of(cls, worker: Worker) -> Self:
        """Who pays the months of the worker that were not raised yet."""
        return cls(worker.payer, worker.payer_code, worker.funding, worker.programmes)

    @classmethod
    def own(cls, programmes: Programmes) -> Self:
        """The worker, paying for themselves."""
        return cls(Payer.SELF, None, FundingKind.SELF, programmes)

    def holds(self, owed: Obligation) -> bool:
        """Whether the month was raised for this payer and these programmes."""
        return (owed.payer_code, owed.funding, owed.programmes) == (self.code, self.funding, self.programmes)
