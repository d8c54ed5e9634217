"""Sheets of names on their way into a fund."""

from hashlib import sha256

import factory

from agentapp.core.clock import now
from agentapp.funds.batches.models import Batch
from agentapp.funds.batches.states import BatchState
from tests.factories.payers import FundFactory
from tests.factories.records import RecordFactory


class BatchFactory(RecordFactory):
    """A checked batch without rows, of a file that nobody kept."""

    class Meta:
        model = Batch

    fund = factory.SubFactory(FundFactory)
    officer = factory.SelfAttribute("fund.officer")
    file_name = "daftar-pekerja.xlsx"
    digest = factory.Sequence(lambda n: sha256(str(n).encode()).hexdigest())
    state = BatchState.CHECKED
    first_month = factory.SelfAttribute("fund.first_month")
    last_month = factory.SelfAttribute("fund.last_month")
    made_at = factory.LazyFunction(now)

    @factory.post_generation
    def begin(batch: Batch, create: bool, extracted: object) -> None:  # noqa: N805 - factory_boy's form
        batch.begin()
