"""Two at once: one holds, and every month stands once."""

import pytest
from sqlalchemy import func, select

from agentapp.accounts.models import User
from agentapp.contributions import service
from agentapp.contributions.models import Payment
from agentapp.core.db import sessions
from agentapp.programmes.kinds import Programmes
from agentapp.sponsorship import carrying
from agentapp.sponsorship.models import Sponsorship
from agentapp.sponsorship.offers import Choice, offer
from agentapp.sponsorship.refusals import InvitationGone
from agentapp.workers.models import Worker
from tests.contributions.members import money
from tests.factories import SponsorFactory
from tests.sponsorship.carried import months_of, take_on
from tests.sponsorship.conftest import NOV
from tests.support.crowd import at_once

FOREVER = Choice(Programmes.JKK_JKM, None)


def person(key):
    return sessions().get(User, key)


def test_of_two_sponsors_with_one_invitation_one_carries(rina, worker, invitation):
    keys = [rina.id, *(SponsorFactory().user_id for _ in range(3))]
    cost = offer(sessions(), worker).yearly(Programmes.JKK_JKM)
    code, key = invitation.code, worker.id
    sessions.remove()

    results = at_once([lambda who=who: carrying.accept(person(who), code, FOREVER, cost) for who in keys])

    assert sum(isinstance(result, Sponsorship) for result in results) == 1
    assert sum(isinstance(result, InvitationGone) for result in results) == 3
    worker = sessions().get(Worker, key)
    assert {holder for _, holder in months_of(worker).values()} == {worker.payer_code}


def test_the_same_sponsor_accepting_from_two_phones_carries_once(rina, worker, invitation):
    cost = offer(sessions(), worker).yearly(Programmes.JKK_JKM)
    code, key = invitation.code, rina.id
    sessions.remove()

    results = at_once([lambda: carrying.accept(person(key), code, FOREVER, cost)] * 4)

    assert len({result.id for result in results}) == 1
    assert sessions().scalar(select(func.count()).select_from(Sponsorship)) == 1


@pytest.mark.parametrize("step", ["stop", "pause"])
def test_a_stop_and_a_payment_at_once_leave_each_month_in_one_hand(agent, rina, worker, step):
    sponsorship = take_on(rina, worker)
    stated = money(worker)
    sponsor_key, agent_key, worker_key, key = rina.id, agent.id, worker.id, sponsorship.id
    sessions.remove()

    stopped, paid = at_once(
        [
            lambda: getattr(carrying, step)(person(sponsor_key), key),
            lambda: service.record_payment(person(agent_key), worker_key, stated),
        ]
    )

    assert isinstance(stopped, Sponsorship)
    assert isinstance(paid, Payment)
    months = months_of(sessions().get(Worker, worker_key))
    state, holder = months[NOV]
    assert state == "paid"
    assert holder == ("GDG-1234" if stopped.free_from == NOV + 1 else None)
    assert {months[month] for month in (NOV + 1, NOV + 2)} == {("due", None)}
