"""Who pays next month: fund, then sponsor, then the worker's own mandate, then the worker by hand."""

import pytest

from agentapp.autodebit.models import MandateState
from agentapp.contributions.funding import payer_of
from agentapp.contributions.models import ObligationState
from agentapp.core.clock import today
from agentapp.core.period import Month
from agentapp.programmes.kinds import Payer
from tests.factories import MandateFactory, ObligationFactory, SponsorshipFactory, WorkerFactory


@pytest.fixture
def next_month():
    return Month.of(today()) + 1


@pytest.mark.parametrize(
    ("state", "debited"),
    [(MandateState.ACTIVE, True), (MandateState.PAUSED, False), (MandateState.SUSPENDED, False)],
)
def test_an_active_mandate_of_ones_own_pays(session, next_month, state, debited):
    worker = MandateFactory(state=state).worker

    forecast = payer_of(session, worker, next_month)

    assert (forecast.payer, forecast.debited) == (Payer.SELF, debited)


def test_outside_its_months_a_mandate_pays_nothing(session, next_month):
    worker = MandateFactory(last_month=next_month).worker

    assert payer_of(session, worker, next_month).debited
    assert not payer_of(session, worker, next_month + 1).debited


def test_without_a_mandate_the_worker_pays_by_hand(session, next_month):
    assert not payer_of(session, WorkerFactory(), next_month).debited


def test_a_sponsor_goes_before_the_own_mandate(session, next_month):
    worker = MandateFactory().worker
    SponsorshipFactory(worker=worker, first_month=next_month)

    forecast = payer_of(session, worker, next_month)

    assert (forecast.payer, forecast.debited) == (Payer.SPONSOR, False)


def test_what_is_settled_nobody_debits_again(session, next_month):
    worker = MandateFactory().worker
    ObligationFactory(worker=worker, month=next_month, state=ObligationState.COLLECTING)

    assert not payer_of(session, worker, next_month).debited


def test_the_workers_page_says_so(next_month, signed_in_client):
    worker = MandateFactory().worker

    page = signed_in_client(worker.agent).get(f"/workers/{worker.id}")

    assert "Bayar sendiri · lewat autodebet" in page.main
