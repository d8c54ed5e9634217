"""What may have become of somebody whose fund has ended: who was found to pay, or not."""

from agentapp.accounts.models import User
from agentapp.autodebit.models import MandateState
from agentapp.contributions.payer_change import change_payer
from agentapp.funds.models import Fund
from agentapp.funds.places import FundPlace
from agentapp.programmes.kinds import Payer
from agentapp.sponsorship import carrying
from agentapp.workers.models import Worker
from tests.contributions.members import pay
from tests.factories import FundFactory, MandateFactory, SponsorFactory, WorkerFactory
from tests.funds.carried import reference
from tests.funds.conftest import NOV
from tests.sponsorship.carried import take_on


def nothing(it: FundPlace) -> None:
    """Nobody does anything."""


def pays_alone(it: FundPlace) -> None:
    pay(it.worker.agent, it.worker, 2, reference())


def pays_what_the_fund_left(it: FundPlace) -> None:
    pay(it.worker.agent, it.worker, 1, reference())


def withdrawn(it: FundPlace) -> None:
    it.worker.withdrawn_at = it.asked_at


def sponsor(it: FundPlace) -> None:
    take_on(SponsorFactory().user, it.worker)


def sponsor_for_a_month(it: FundPlace) -> None:
    take_on(SponsorFactory().user, it.worker, months=1)


def sponsor_who_stopped(it: FundPlace) -> None:
    sponsor_who_stopped_carrying(it.worker)


def sponsor_who_stopped_carrying(worker: Worker) -> None:
    person = SponsorFactory().user
    carrying.stop(person, take_on(person, worker).id)


def another_fund(it: FundPlace) -> None:
    fund = FundFactory(code="BAZNAS-1")
    change_payer(it.worker.agent, it.worker.id, Payer.FUND, fund.code)


def full_fund(it: FundPlace) -> None:
    fund = FundFactory(code="BAZNAS-1", ceiling=0)
    change_payer(it.worker.agent, it.worker.id, Payer.FUND, fund.code)


def mandate(it: FundPlace) -> None:
    MandateFactory(worker=it.worker)


def mandate_from_next_month(it: FundPlace) -> None:
    MandateFactory(worker=it.worker, first_month=NOV + 3)


def mandate_from_later_on(it: FundPlace) -> None:
    MandateFactory(worker=it.worker, first_month=NOV + 4)


def mandate_of_this_month_alone(it: FundPlace) -> None:
    MandateFactory(worker=it.worker, last_month=NOV + 2)


def paused_mandate(it: FundPlace) -> None:
    MandateFactory(worker=it.worker, state=MandateState.PAUSED)


def carried_person(agent: User, fund: Fund, name: str) -> Worker:
    """Somebody of that name whose months the fund pays up to November."""
    return WorkerFactory(
        agent=agent, name=name, payer=Payer.FUND, payer_code=fund.code, funding=fund.kind, payer_until=NOV
    )
