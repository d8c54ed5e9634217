"""People who came to a fund in the right way, and what the fund's books say of them."""

from uuid import uuid4

from sqlalchemy import select

from agentapp.accounts.models import User
from agentapp.contributions.assessment import raise_months
from agentapp.contributions.funding import take_on
from agentapp.contributions.models import STANDS, Obligation
from agentapp.core.db import sessions, transaction
from agentapp.core.period import Month
from agentapp.funds.checking import differences, loose_promises
from agentapp.funds.models import Fund, FundQuota
from agentapp.funds.places import FundPlace
from agentapp.programmes.kinds import Payer
from agentapp.workers.models import Worker
from agentapp.workers.registration import first_month, register
from tests.contributions.members import admission_of, consent_of
from tests.factories import EnrolmentFactory


def come(agent: User, fund: Fund, **person: object) -> FundPlace:
    """Somebody approved under the fund's code now, for one month: carried or waiting."""
    person = {"occupation": "Petani", "sector": "other", "months": 1, **person}
    enrolment = EnrolmentFactory(agent=agent, payer=Payer.FUND, payer_code=fund.code, **person)
    with transaction() as session:
        worker = register(
            session, agent, enrolment, enrolment.heirs, consent_of(enrolment), admission_of(enrolment)
        )
        take_on(session, worker, first_month(worker), agent)
        raise_months(session, worker, first_month(worker), enrolment.months)
    return place_of(worker)


def place_of(worker: Worker) -> FundPlace:
    """The latest place of the worker in any fund."""
    found = select(FundPlace).where(FundPlace.worker_id == worker.id).order_by(FundPlace.asked_at.desc())
    return sessions().scalars(found.limit(1)).one()


def quota(fund: Fund, places: int, region_code: str | None = None, agency: str | None = None) -> FundQuota:
    made = FundQuota(fund_id=fund.id, region_code=region_code, agency=agency, places=places, taken=0)
    sessions().add(made)
    sessions().commit()
    sessions().expire(fund, ["quotas"])
    return made


def months_of(worker: Worker) -> dict[Month, tuple[str, str | None]]:
    """State and payer's code of each month that stands."""
    rows = sessions().execute(
        select(Obligation.month, Obligation.state, Obligation.payer_code)
        .where(Obligation.worker_id == worker.id, STANDS)
        .order_by(Obligation.month)
    )
    return {month: (state.value, code) for month, state, code in rows}


def books(fund: Fund) -> tuple[int, int]:
    """What the fund has reserved and spent, in months at the lowest bracket."""
    sessions().refresh(fund)
    assert fund.reserved % 16_800 == fund.spent % 16_800 == 0
    return fund.reserved // 16_800, fund.spent // 16_800


def assert_fits(fund: Fund) -> None:
    """The counters say what the places and months say, and nobody is kept too much or too little for."""
    sessions().expire_all()
    assert not list(differences(sessions()))
    assert not list(loose_promises(sessions(), fund))
    sessions().commit()


def reference() -> str:
    return f"SP2D-{uuid4().hex[:12]}"
