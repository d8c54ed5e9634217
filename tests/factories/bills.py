"""Bills of funds."""

import factory

from agentapp.contributions.models import ObligationState
from agentapp.core.clock import now, today
from agentapp.core.db import sessions
from agentapp.core.period import Month
from agentapp.enrolment.service import new_number
from agentapp.funds.bills.models import Bill, BillLine, BillState
from tests.factories.payers import FundFactory, FundPlaceFactory
from tests.factories.records import RecordFactory
from tests.factories.workers import ObligationFactory


class BillFactory(RecordFactory):
    """An open bill for this month of one person whom the fund carries."""

    class Meta:
        model = Bill

    number = factory.LazyFunction(new_number)
    fund = factory.SubFactory(FundFactory)
    month = factory.LazyFunction(lambda: Month.of(today()))
    people = 1
    amount = 16_800
    state = BillState.OPEN
    made_at = factory.LazyFunction(now)

    @factory.post_generation
    def list_of_one(bill: Bill, create: bool, extracted: object) -> None:  # noqa: N805 - factory_boy's form
        owed = ObligationFactory(
            worker=FundPlaceFactory(fund=bill.fund).worker,
            month=bill.month,
            state=ObligationState.COLLECTING,
            funding=bill.fund.kind,
            payer_code=bill.fund.code,
        )
        bill.begin(bill.fund.officer)
        sessions().add(BillLine(bill_id=bill.id, obligation_id=owed.id, number=1, amount=owed.amount))
