"""Who pays may change while a debit is on its way: no month is debited from who stopped."""

import time_machine
from sqlalchemy import select

from agentapp.autodebit.announcing import announce
from agentapp.autodebit.attempts import Attempt, AttemptState
from agentapp.autodebit.gateways import use_gateway
from agentapp.autodebit.polling import poll
from agentapp.autodebit.preparing import prepare
from agentapp.autodebit.sending import send_due
from agentapp.contributions.assessment import raise_months
from agentapp.contributions.models import Obligation, ObligationState
from agentapp.core.db import sessions, transaction
from agentapp.core.period import Month
from agentapp.sponsorship import carrying
from agentapp.workers.models import Worker
from tests.autodebit.conftest import morning
from tests.factories import SponsorFactory, SponsorMandateFactory, SponsorshipFactory
from tests.support.money import Books, broken
from tests.support.money_bank import ChanceBank, Deed

DECEMBER = Month(2026, 12)


def test_who_stops_while_a_debit_is_on_its_way_is_not_tried_again(other_bank):
    bank = ChanceBank(choose=lambda _debit: Deed.NEVER_HEARS)
    use_gateway(bank)
    with time_machine.travel(morning(1).moment) as clock:
        sponsor = SponsorFactory()
        SponsorMandateFactory(sponsor=sponsor)
        sponsorship = SponsorshipFactory(sponsor=sponsor)
        with transaction() as session:
            raise_months(session, session.get_one(Worker, sponsorship.worker_id), DECEMBER, 1)
        prepare(morning(1))
        announce(morning(1))
        clock.move_to(morning(7).moment)
        send_due(morning(7))

        carrying.stop(sponsor.user, sponsorship.id)
        clock.move_to(morning(9).moment)
        poll(morning(9), whole_day=True)
        send_due(morning(14))

    sessions.remove()
    assert sessions().scalars(select(Attempt.state)).all() == [AttemptState.DECLINED_RETRYABLE]
    standing = select(Obligation.payer_code).where(Obligation.state != ObligationState.VOID)
    assert set(sessions().scalars(standing)) == {None}
    assert broken(Books.read(bank.rows())) == []
