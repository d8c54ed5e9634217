"""Accepting an invitation: once, at the price shown, and only where nobody else pays."""

import pytest
from sqlalchemy import func, select

from agentapp.core.db import sessions
from agentapp.core.errors import FieldError, IllegalMove
from agentapp.programmes.kinds import Programmes
from agentapp.sponsorship import carrying
from agentapp.sponsorship.models import Sponsorship, SponsorshipState
from agentapp.sponsorship.refusals import AlreadyCarried, InvitationGone, OfferChanged, PaidByFund
from tests.contributions.members import join, pay
from tests.factories import FundPlaceFactory, SponsorFactory
from tests.sponsorship.carried import months_of, take_on
from tests.sponsorship.conftest import NOV

RINA = "GDG-1234"


def test_accepted_twice_by_the_same_sponsor_it_is_one_sponsorship(rina, invitation, worker):
    code = invitation.code
    first = take_on(rina, worker, code=code)
    again = carrying.accept(rina, code, carrying.Choice(Programmes.JKK_JKM, 3), 1)

    assert again.id == first.id
    assert _count(Sponsorship) == 1


def _count(model):
    return sessions().scalar(select(func.count()).select_from(model))


def test_an_invitation_serves_one_sponsor(rina, invitation, worker):
    code = invitation.code
    take_on(rina, worker, code=code)

    with pytest.raises(InvitationGone):
        carrying.accept(SponsorFactory().user, code, carrying.Choice(Programmes.JKK_JKM, 1), 1)


def test_nobody_agrees_to_another_price_than_the_one_shown(rina, invitation):
    with pytest.raises(OfferChanged):
        carrying.accept(rina, invitation.code, carrying.Choice(Programmes.JKK_JKM, None), 12)


@pytest.mark.parametrize("months", [0, 4, 13])
def test_only_the_numbers_of_months_that_the_terms_name_can_be_chosen(rina, worker, months):
    with pytest.raises(FieldError):
        take_on(rina, worker, months)


def test_who_is_carried_already_cannot_be_offered(rina, worker):
    take_on(rina, worker)

    with pytest.raises(AlreadyCarried):
        take_on(SponsorFactory().user, worker)


def test_whom_a_fund_pays_for_cannot_be_offered(agent, rina):
    worker = join(agent)
    FundPlaceFactory(worker=worker)

    with pytest.raises(PaidByFund):
        take_on(rina, worker)


def test_who_paused_makes_room_for_another(rina, worker, clock):
    first = take_on(rina, worker)
    carrying.pause(rina, first.id)
    clock.shift(60)
    other = SponsorFactory(code="GDG-9999")
    take_on(other.user, worker)

    assert first.state == SponsorshipState.ENDED
    assert {code for _, code in months_of(worker).values()} == {"GDG-9999"}
    with pytest.raises(IllegalMove):
        carrying.resume(rina, first.id)


def test_when_the_months_are_over_another_may_follow(agent, rina, worker, clock):
    first = take_on(rina, worker, months=1)
    pay(agent, worker)
    clock.move_to("2026-12-05T03:00:00Z")
    take_on(SponsorFactory(code="GDG-9999").user, worker)

    assert first.state == SponsorshipState.ENDED
    assert months_of(worker)[NOV] == ("paid", RINA)
    assert months_of(worker)[NOV + 1] == ("due", "GDG-9999")


def test_the_calendar_ends_what_is_over_once(rina, worker, clock):
    sponsorship = take_on(rina, worker, months=1)
    clock.move_to("2026-12-05T03:00:00Z")

    assert (carrying.finish_over(), carrying.finish_over()) == (1, 0)
    sessions().refresh(sponsorship)
    assert (sponsorship.state, sponsorship.free_from) == (SponsorshipState.ENDED, NOV + 1)
