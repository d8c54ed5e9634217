"""Money received: which months it settles, once, and what follows."""

from datetime import date

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from agentapp.accounts.models import User
from agentapp.contributions import service
from agentapp.contributions.assessment import AlreadyPaid, void_months
from agentapp.contributions.models import Obligation, ObligationState, Payment, PaymentChannel
from agentapp.contributions.protection import ProtectionStatus
from agentapp.contributions.service import PlanChanged
from agentapp.contributions.standing import standing
from agentapp.core.clock import today
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import FieldError, NotFound
from agentapp.core.period import Month
from agentapp.programmes.kinds import Payer
from agentapp.workers.models import Card, Membership, Worker, WorkerEvent, WorkerEventKind
from agentapp.workers.registration import withdraw
from tests.contributions.members import join, money, pay
from tests.factories import AgentFactory, MamujuFactory, SponsorUserFactory, SupervisorFactory
from tests.support.crowd import at_once

NOV = Month(2026, 11)


def stand(worker):
    return standing(sessions(), worker).protection


def states(worker):
    rows = sessions().execute(
        select(Obligation.month, Obligation.state)
        .where(Obligation.worker_id == worker.id)
        .order_by(Obligation.month)
    )
    return {row.month: row.state for row in rows}


def count(model):
    return sessions().scalar(select(func.count()).select_from(model))


def test_the_first_payment_starts_protection(agent, worker):
    assert stand(worker).status == ProtectionStatus.WAITING
    pay(agent, worker)

    now = stand(worker)
    assert (now.status, now.protected_from, now.protected_until) == (
        ProtectionStatus.PROTECTED,
        date(2026, 11, 5),
        date(2026, 11, 30),
    )


def test_the_oldest_unpaid_month_comes_first_and_the_others_stay_due(agent, worker):
    pay(agent, worker)

    assert states(worker) == {
        NOV: ObligationState.PAID,
        NOV + 1: ObligationState.DUE,
        NOV + 2: ObligationState.DUE,
    }


def test_further_months_are_raised_as_they_are_paid(agent, worker):
    payment = pay(agent, worker, months=6)

    assert [owed.month for owed in payment.obligations] == list(NOV.run(6))
    assert payment.amount == sum(owed.amount for owed in payment.obligations)
    assert stand(worker).protected_until == date(2027, 4, 30)


def test_a_payment_of_a_sponsored_worker_can_be_recorded_too(agent):
    worker = join(agent, payer=Payer.SPONSOR, payer_code="SRT0001")
    assert stand(worker).protected

    pay(agent, worker, months=2)
    assert stand(worker).protected_until == date(2026, 12, 31)


def test_a_supervisor_of_the_branch_may_record_too(agent, worker):
    assert pay(SupervisorFactory(branch=agent.branch), worker).worker_id == worker.id


@pytest.mark.parametrize(
    "stranger",
    [AgentFactory, SponsorUserFactory, lambda: SupervisorFactory(branch=MamujuFactory())],
    ids=["another agent", "a sponsor", "another branch's supervisor"],
)
def test_whoever_may_not_see_the_worker_records_nothing(worker, stranger):
    stated = money(worker)

    with pytest.raises(NotFound):
        service.record_payment(stranger(), worker.id, stated)
    assert count(Payment) == 0


def test_the_same_money_told_twice_is_one_payment(agent, worker):
    stated = money(worker)
    first = service.record_payment(agent, worker.id, stated)
    second = service.record_payment(agent, worker.id, stated)

    assert second.id == first.id
    assert count(Payment) == 1
    assert list(states(worker).values()).count(ObligationState.PAID) == 1


def test_a_reference_serves_one_payment_of_its_channel(agent, worker):
    pay(agent, worker, reference="A-1")

    with pytest.raises(FieldError) as refused:
        pay(agent, join(agent), reference="A-1")
    assert refused.value.field == "reference"
    assert pay(agent, worker, reference="A-1", channel=PaymentChannel.CODE).reference == "A-1"


def test_another_sum_under_the_same_reference_is_refused(agent, worker):
    pay(agent, worker, reference="A-1")

    with pytest.raises(FieldError) as refused:
        pay(agent, worker, months=2, reference="A-1")
    assert refused.value.field == "reference"


@pytest.mark.parametrize("change", [{"amount": 1}, {"first": NOV + 1}])
def test_what_the_page_showed_must_still_hold(agent, worker, change):
    with pytest.raises(PlanChanged):
        pay(agent, worker, **change)
    assert count(Payment) == 0


@pytest.mark.parametrize("months", [0, 4, 5, 7, 24, -1])
def test_only_the_periods_of_the_terms_can_be_paid_at_once(agent, worker, months):
    with pytest.raises(FieldError) as refused:
        service.offer(sessions(), worker, months, today())
    assert refused.value.field == "months"


def test_nobody_pays_a_year_twice_by_mistake(agent, worker):
    pay(agent, worker, months=12)

    with pytest.raises(FieldError) as refused:
        service.offer(sessions(), worker, 12, today())
    assert refused.value.field == "months"


@pytest.mark.parametrize("day", [date(2026, 11, 6), date(2026, 9, 30), date(1999, 1, 1)])
def test_money_cannot_come_tomorrow_nor_long_before_the_enrolment(worker, day):
    with pytest.raises(FieldError) as refused:
        service.offer(sessions(), worker, 1, day)
    assert refused.value.field == "received_on"


def test_money_collected_before_the_approval_counts_from_the_approval(agent, worker):
    pay(agent, worker, received_on=date(2026, 10, 28))

    assert stand(worker).protected_from == date(2026, 11, 5)


def test_who_pays_first_in_a_later_month_is_not_charged_for_the_months_without_cover(agent, worker, clock):
    clock.move_to("2027-01-10T03:00:00Z")
    pay(agent, worker)

    assert states(worker) == {
        NOV: ObligationState.LAPSED,
        NOV + 1: ObligationState.LAPSED,
        NOV + 2: ObligationState.PAID,
    }
    assert stand(worker).protected_from == date(2027, 1, 10)


def test_in_arrears_the_missed_months_are_paid_first(agent, worker, clock):
    pay(agent, worker)
    clock.move_to("2027-02-20T03:00:00Z")
    assert stand(worker).status == ProtectionStatus.ARREARS
    payment = pay(agent, worker, months=3, reference="KWT-2")

    assert [owed.month for owed in payment.obligations] == list((NOV + 1).run(3))
    assert stand(worker).protected_until == date(2027, 2, 28)


def test_money_received_in_the_grace_counts_as_of_that_day_even_if_recorded_later(agent, worker, clock):
    pay(agent, worker)
    clock.move_to("2027-03-02T03:00:00Z")
    assert stand(worker).status == ProtectionStatus.ENDED
    payment = pay(agent, worker, months=3, reference="KWT-2", received_on=date(2027, 2, 28))

    assert payment.obligations[0].month == NOV + 1
    assert count(Membership) == 1


def test_after_the_end_a_payment_begins_a_new_membership_and_charges_no_arrears(agent, worker, clock):
    pay(agent, worker)
    clock.move_to("2027-03-02T03:00:00Z")
    payment = pay(agent, worker, months=2, reference="KWT-2")

    assert [owed.month for owed in payment.obligations] == list(Month(2027, 3).run(2))
    assert [membership.since for membership in worker.memberships] == [NOV, Month(2027, 3)]
    assert states(worker)[NOV + 1] == ObligationState.LAPSED
    now = stand(worker)
    assert (now.protected_from, now.protected_until) == (date(2027, 3, 2), date(2027, 4, 30))


def test_a_new_membership_has_a_new_card_and_stands_in_the_history(agent, worker, clock):
    old = worker.membership.number
    pay(agent, worker)
    clock.move_to("2027-03-02T03:00:00Z")
    pay(agent, worker, reference="KWT-2")

    valid = sessions().scalars(select(Card).where(Card.revoked_at.is_(None))).all()
    assert [card.membership_number for card in valid] == [worker.membership.number] != [old]
    kinds = sessions().scalars(select(WorkerEvent.kind)).all()
    assert kinds.count(WorkerEventKind.MEMBERSHIP_RENEWED) == 1


def test_a_payment_and_its_facts_belong_together_in_the_database(agent, worker):
    pay(agent, worker)

    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(Obligation).where(Obligation.month == NOV).values(payment_id=None))


def test_nobody_pays_for_a_worker_whose_approval_was_undone(agent, worker):
    stated = money(worker)
    with transaction() as session:
        withdraw(session, agent, worker)

    with pytest.raises(NotFound):
        service.record_payment(agent, worker.id, stated)


def test_of_ten_payments_for_the_same_months_at_once_one_holds(agent, worker):
    results = _at_once(agent, worker, [money(worker, reference=f"A-{n}") for n in range(10)])

    assert sum(isinstance(result, Payment) for result in results) == 1
    assert sum(isinstance(result, PlanChanged) for result in results) == 9
    assert count(Payment) == 1


def test_of_a_payment_and_an_undone_approval_at_once_one_holds(agent, worker):
    stated, actor, key = money(worker), agent.id, worker.id
    sessions.remove()

    def undo():
        with transaction() as session:
            void_months(session, session.get(Worker, key))
            withdraw(session, session.get(User, actor), session.get(Worker, key))

    paid, undone = at_once([lambda: _record(actor, key, stated), undo])

    assert (isinstance(paid, Payment), isinstance(undone, AlreadyPaid)) in ((True, True), (False, False))
    assert isinstance(paid, Payment | NotFound)
    assert count(Payment) == (1 if isinstance(paid, Payment) else 0)


def test_one_payment_told_ten_times_at_once_is_recorded_once(agent, worker):
    results = _at_once(agent, worker, [money(worker)] * 10)

    assert len({result.id for result in results if isinstance(result, Payment)}) == 1
    assert all(isinstance(result, Payment) for result in results)
    assert count(Payment) == 1


def test_one_reference_for_two_workers_at_once_serves_one_of_them(agent):
    workers = [join(agent), join(agent)]
    stated = [(each.id, money(each, reference="A-1")) for each in workers]
    actor = agent.id
    sessions.remove()

    results = at_once([lambda it=it: _record(actor, *it) for it in stated])

    assert sum(isinstance(result, Payment) for result in results) == 1
    assert [result.field for result in results if isinstance(result, FieldError)] == ["reference"]


def _record(actor_id, worker_id, stated):
    return service.record_payment(sessions().get(User, actor_id), worker_id, stated)


def _at_once(agent, worker, stated):
    actor, key = agent.id, worker.id
    sessions.remove()
    return at_once([lambda it=it: _record(actor, key, it) for it in stated])


def test_a_day_in_the_workers_zone_decides_the_month(agent, clock):
    clock.move_to("2026-11-30T15:30:00Z")
    east = join(agent, village_code="94.71.01.1001", months=1)
    west = join(agent, months=1)

    assert list(states(east)) == [Month(2026, 12)]
    assert list(states(west)) == [NOV]
