"""People for figures: where they live, what they do, which months were paid; booked as payments are."""

from datetime import UTC, datetime
from typing import Any

from agentapp.contributions import ledger
from agentapp.contributions.models import ObligationState
from agentapp.core.db import sessions
from agentapp.core.period import Month
from agentapp.programmes.kinds import Payer
from agentapp.workers.models import Worker
from tests.factories import ObligationFactory, PaymentFactory, WorkerFactory

NOV = Month(2026, 11)
LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)


def ago(months: int) -> Month:
    return Month.from_ordinal(NOV.ordinal - months)


def settler(*paid: int, since: int = 9, owes: bool = True, **facts: Any) -> Worker:
    """Somebody accepted in January whose membership began `since` months ago; `paid` names months by how long ago."""
    worker = WorkerFactory(**{"accepted_at": LONG_AGO} | facts)
    worker.memberships[0].since = ago(since)
    sessions().commit()
    months = {*paid, 0} if owes else set(paid)
    for each in months:
        owe(worker, ago(each), paid=each in paid)
    return worker


def owe(worker: Worker, month: Month, *, paid: bool) -> None:
    payer = {"funding": worker.funding, "payer_code": worker.payer_code}
    if not paid:
        ObligationFactory(worker=worker, month=month, **payer)
        return
    payment = PaymentFactory(worker=worker)
    owed = ObligationFactory(worker=worker, month=month, state=ObligationState.PAID, payment=payment, **payer)
    ledger.post_payment(sessions(), payment, [owed])
    sessions().commit()


def carried(fund_code: str, *paid: int, **facts: Any) -> Worker:
    """Somebody a fund pays for."""
    return settler(*paid, payer=Payer.FUND, payer_code=fund_code, **facts)
