"""Who pays which month, when somebody is taken on, paused, resumed, handed back, stopped."""

import pytest
from sqlalchemy import select

from agentapp.contributions.funding import payer_of, promised
from agentapp.contributions.handover import correct
from agentapp.contributions.models import Obligation, ObligationState
from agentapp.contributions.payer_history import PayerChange
from agentapp.contributions.standing import standing
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import FieldError, IllegalMove, NotFound
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Payer, Programmes
from agentapp.sponsorship import carrying
from agentapp.sponsorship.models import STANDING, Sponsorship, SponsorshipMove, SponsorshipState
from agentapp.sponsorship.refusals import MonthsOver
from tests.contributions.members import join, pay
from tests.factories import SponsorFactory, SponsorshipFactory
from tests.sponsorship.carried import months_of, set_state, take_on
from tests.sponsorship.conftest import NOV

RINA = "GDG-1234"


def test_who_is_taken_on_until_further_notice_is_paid_for_from_the_next_unpaid_month(agent, rina, worker):
    pay(agent, worker)
    sponsorship = take_on(rina, worker)

    assert months_of(worker) == {NOV: ("paid", None), NOV + 1: ("due", RINA), NOV + 2: ("due", RINA)}
    assert (worker.payer, worker.payer_code, worker.funding) == (Payer.SPONSOR, RINA, FundingKind.SPONSOR)
    assert (sponsorship.first_month, sponsorship.last_month) == (NOV + 1, None)


def test_for_some_months_those_alone_are_the_sponsors(rina, worker):
    sponsorship = take_on(rina, worker, months=2)

    assert months_of(worker) == {NOV: ("due", RINA), NOV + 1: ("due", RINA), NOV + 2: ("due", None)}
    assert worker.payer == Payer.SELF
    assert sponsorship.last_month == NOV + 1


def test_all_months_agreed_are_raised_at_once(rina, worker):
    take_on(rina, worker, months=12)

    assert list(months_of(worker)) == list(NOV.run(12))
    assert {code for _, code in months_of(worker).values()} == {RINA}


def test_a_month_that_is_being_collected_stays_with_who_pays_it(rina, worker):
    set_state(worker, NOV, ObligationState.COLLECTING)
    sponsorship = take_on(rina, worker)

    assert sponsorship.first_month == NOV + 1
    assert months_of(worker)[NOV] == ("collecting", None)


def test_the_amount_is_that_of_the_programmes_chosen(rina, worker):
    take_on(rina, worker, programmes=Programmes.JKK_JKM_JHT)
    amounts = sessions().scalars(
        select(Obligation.amount).where(Obligation.payer_code == RINA, Obligation.state == "due")
    )

    assert set(amounts) == {28_400}
    assert worker.programmes == Programmes.JKK_JKM_JHT


def test_whoever_was_waiting_is_not_protected_backwards_by_a_sponsor(rina, worker):
    take_on(rina, worker)

    assert not standing(sessions(), worker).protection.protected


def test_whom_a_sponsors_word_protected_stays_protected_when_the_sponsor_stops(agent, rina, sponsor):
    worker = join(agent, payer=Payer.SPONSOR, payer_code=RINA, months=1)
    sponsorship = SponsorshipFactory(sponsor=sponsor, worker=worker, first_month=NOV)
    carrying.stop(rina, sponsorship.id)

    assert worker.payer == Payer.SELF
    assert standing(sessions(), worker).protection.protected


@pytest.mark.parametrize("verb", ["pause", "stop"])
@pytest.mark.parametrize("months", [None, 3], ids=["until further notice", "three months"])
def test_who_stops_or_pauses_keeps_what_is_paid_and_pays_no_more(agent, rina, worker, verb, months):
    sponsorship = take_on(rina, worker, months)
    pay(agent, worker)
    getattr(carrying, verb)(rina, sponsorship.id)

    assert months_of(worker) == {NOV: ("paid", RINA), NOV + 1: ("due", None), NOV + 2: ("due", None)}
    assert worker.payer == Payer.SELF
    assert sponsorship.free_from == NOV + 1


@pytest.mark.parametrize("months", [None, 3], ids=["until further notice", "three months"])
def test_who_resumes_pays_again_from_the_next_unpaid_month(agent, rina, worker, months):
    sponsorship = take_on(rina, worker, months)
    carrying.pause(rina, sponsorship.id)
    pay(agent, worker)
    carrying.resume(rina, sponsorship.id)

    assert months_of(worker) == {NOV: ("paid", None), NOV + 1: ("due", RINA), NOV + 2: ("due", RINA)}
    assert sponsorship.free_from is None


def test_what_a_sponsor_pays_for_ends_with_the_sponsor(rina, worker):
    sponsorship = take_on(rina, worker, programmes=Programmes.JKK_JKM_JHT)
    carrying.stop(rina, sponsorship.id)

    assert worker.programmes == Programmes.JKK_JKM
    assert {owed.programmes for owed in _due(worker)} == {Programmes.JKK_JKM}


def _due(worker):
    return sessions().scalars(
        select(Obligation).where(Obligation.worker_id == worker.id, Obligation.state == ObligationState.DUE)
    )


@pytest.mark.parametrize("months", [None, 3], ids=["until further notice", "three months"])
def test_handed_back_the_sponsor_goes_on_to_the_month_promised(rina, worker, months):
    sponsorship = take_on(rina, worker, months)
    carrying.hand_back(rina, sponsorship.id, NOV + 1)

    assert months_of(worker) == {NOV: ("due", RINA), NOV + 1: ("due", RINA), NOV + 2: ("due", None)}
    assert sponsorship.state == SponsorshipState.ACTIVE
    assert worker.payer == Payer.SELF


@pytest.mark.parametrize("last", [NOV + -1, NOV + 3, NOV + 40])
def test_nobody_hands_back_a_month_that_is_over_or_far_away(rina, worker, last):
    sponsorship = take_on(rina, worker)

    with pytest.raises(FieldError):
        carrying.hand_back(rina, sponsorship.id, last)


ALLOWED = {
    "pause": {SponsorshipState.ACTIVE},
    "resume": {SponsorshipState.PAUSED},
    "hand_back": {SponsorshipState.ACTIVE},
    "stop": {SponsorshipState.ACTIVE, SponsorshipState.PAUSED},
    "finish": {SponsorshipState.ACTIVE, SponsorshipState.PAUSED},
    "give_way": {SponsorshipState.PAUSED},
}


@pytest.mark.parametrize("verb", ALLOWED)
@pytest.mark.parametrize("state", list(SponsorshipState))
def test_which_verb_leads_on_from_which_state(verb, state):
    assert Sponsorship.lifecycle.allows(verb, state) == (state in ALLOWED[verb])


def test_the_table_names_every_verb():
    assert set(ALLOWED) == set(Sponsorship.lifecycle.moves)


@pytest.mark.parametrize("verb", ["pause", "resume"])
def test_what_the_state_does_not_allow_changes_nothing(rina, worker, verb):
    sponsorship = take_on(rina, worker)
    carrying.stop(rina, sponsorship.id)
    before = months_of(worker)

    with pytest.raises(IllegalMove):
        getattr(carrying, verb)(rina, sponsorship.id)
    assert months_of(worker) == before


def test_to_stop_twice_is_to_stop_once(rina, worker):
    sponsorship = take_on(rina, worker)
    carrying.stop(rina, sponsorship.id)
    carrying.stop(rina, sponsorship.id)

    verbs = sessions().scalars(select(SponsorshipMove.verb).order_by(SponsorshipMove.at)).all()
    assert verbs == ["begin", "stop"]


@pytest.mark.parametrize("verb", ["pause", "resume", "stop"])
def test_another_sponsors_cannot_even_be_seen(rina, worker, verb):
    sponsorship = take_on(rina, worker)

    with pytest.raises(NotFound):
        getattr(carrying, verb)(SponsorFactory().user, sponsorship.id)


def test_paused_beyond_the_months_agreed_there_is_nothing_to_resume(rina, worker, clock):
    sponsorship = take_on(rina, worker, months=1)
    carrying.pause(rina, sponsorship.id)
    clock.move_to("2026-12-05T03:00:00Z")

    with pytest.raises(MonthsOver):
        carrying.resume(rina, sponsorship.id)


def test_a_debit_that_took_nothing_after_the_sponsor_stopped_is_not_asked_of_the_sponsor_again(rina, worker):
    sponsorship = take_on(rina, worker)
    set_state(worker, NOV, ObligationState.COLLECTING)
    carrying.stop(rina, sponsorship.id)
    assert months_of(worker)[NOV] == ("collecting", RINA)
    set_state(worker, NOV, ObligationState.DUE)

    with transaction() as session:
        assert correct(session, worker, [NOV]) == 1
    assert months_of(worker)[NOV] == ("due", None)


def test_every_hand_over_stays_in_the_history(rina, worker):
    sponsorship = take_on(rina, worker)
    carrying.stop(rina, sponsorship.id)

    changes = sessions().scalars(select(PayerChange).order_by(PayerChange.at)).all()
    assert [(each.source_code, each.target_code, each.first_month) for each in changes] == [
        (None, RINA, NOV),
        (RINA, None, NOV),
    ]


def test_who_pays_next_month_can_be_told(rina, worker):
    take_on(rina, worker, months=2)

    later = [payer_of(sessions(), worker, NOV + step) for step in (1, 2, 40)]
    assert [(each.payer, each.name) for each in later] == [
        (Payer.SPONSOR, rina.name),
        (Payer.SELF, ""),
        (Payer.SELF, ""),
    ]
    assert promised(sessions(), worker, Month(2027, 1)).payer == Payer.SELF


def test_one_worker_stands_with_one_sponsor_at_most(rina, worker):
    take_on(rina, worker)

    standing_ones = sessions().scalars(
        select(Sponsorship).where(Sponsorship.worker_id == worker.id, Sponsorship.state.in_(STANDING))
    )
    assert len(standing_ones.all()) == 1
