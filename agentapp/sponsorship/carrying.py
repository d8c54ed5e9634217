"""Carrying somebody: accept an invitation, pause, resume, hand back, stop. Each from the next unpaid month on."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.assessment import lock
from agentapp.contributions.funding import promised
from agentapp.contributions.handover import (
    hand_over,
    hand_over_for,
    next_unpaid,
    raise_for,
    take_back,
    this_month,
)
from agentapp.contributions.source import Source
from agentapp.core.clock import now, today
from agentapp.core.db import transaction, violated
from agentapp.core.errors import N_, FieldError, NotFound
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.programmes.kinds import Payer
from agentapp.sponsorship import guessing, invitations
from agentapp.sponsorship.consent import OF_SPONSOR
from agentapp.sponsorship.funding import source
from agentapp.sponsorship.models import (
    STANDING,
    Origin,
    Sponsor,
    Sponsorship,
    SponsorshipState,
)
from agentapp.sponsorship.offers import Choice, Offer, offer, standing_for
from agentapp.sponsorship.refusals import (
    AlreadyCarried,
    InvitationGone,
    MonthsOver,
    OfferChanged,
    PaidByFund,
)
from agentapp.sponsorship.requests import Invitation
from agentapp.workers.models import Worker

MOST_MONTHS_OF_NOTICE = 3


def accept(actor: User, code: str, choice: Choice, yearly_cost: Rupiah) -> Sponsorship:
    """The actor carries the worker of an invitation from the next unpaid month on, and agreed to the text shown.

    `yearly_cost` is what the page showed. Accepted twice by the same sponsor, it is the same sponsorship. Raises
    NotFound, InvitationGone, TooMuch, AlreadyCarried, PaidByFund, OfferChanged, FieldError ("months").
    """
    with guessing.counted(guessing.INVITATIONS, actor, InvitationGone), transaction() as session:
        sponsor = own_sponsor(session, actor)
        invitation = invitations.find(session, actor, code)
        lock(session, invitation.worker)
        session.refresh(invitation)
        invitations.expect_open(invitation, actor)
        return invitation.sponsorship or _accept(session, sponsor, invitation, choice, yearly_cost)


def pause(actor: User, sponsorship_id: UUID) -> Sponsorship:
    """No month from the next unpaid one on, for the time being. Raises NotFound, IllegalMove, MonthsOver."""
    with transaction() as session:
        sponsorship = _held(session, actor, sponsorship_id)
        free_from = _free_from(session, sponsorship)
        sponsorship.pause(actor, free_from)
        _let_go(session, actor, sponsorship, free_from)
    return sponsorship


def resume(actor: User, sponsorship_id: UUID) -> Sponsorship:
    """Pay again, from the next unpaid month on. Raises NotFound, IllegalMove, MonthsOver, PaidByFund."""
    with transaction() as session:
        sponsorship = _held(session, actor, sponsorship_id)
        first = _free_from(session, sponsorship)
        if promised(session, sponsorship.worker, first).payer == Payer.FUND:
            raise PaidByFund
        sponsorship.resume(actor)
        _carry(session, actor, sponsorship, first)
    return sponsorship


def hand_back(actor: User, sponsorship_id: UUID, last: Month) -> Sponsorship:
    """Carry up to `last` and no further, so that the agent has time to find the next payer.

    Raises NotFound, IllegalMove, FieldError ("last") for a month that is over, later than agreed, or too far.
    """
    with transaction() as session:
        sponsorship = _held(session, actor, sponsorship_id)
        if last not in notice_months(session, sponsorship):
            raise wrong_month()
        sponsorship.hand_back(actor, last)
        _let_go(session, actor, sponsorship, last + 1)
    return sponsorship


def stop(actor: User, sponsorship_id: UUID) -> Sponsorship:
    """No month from the next unpaid one on, for good. Told twice, once. Raises NotFound."""
    with transaction() as session:
        sponsorship = _held(session, actor, sponsorship_id)
        if sponsorship.state == SponsorshipState.ENDED:
            return sponsorship
        carrying = sponsorship.state == SponsorshipState.ACTIVE
        free_from = next_unpaid(session, sponsorship.worker)
        sponsorship.stop(actor, free_from)
        if carrying:
            _let_go(session, actor, sponsorship, free_from)
    return sponsorship


def finish_over(day: date | None = None) -> int:
    """End the sponsorships whose months are over on `day` (today unless told). How many. Safe to run again."""
    month = Month.of(day or today())
    with transaction() as session:
        done = session.scalars(
            select(Sponsorship)
            .where(Sponsorship.state.in_(STANDING), Sponsorship.last_month < month)
            .with_for_update(skip_locked=True)
        ).all()
        for sponsorship in done:
            _finish(sponsorship)
    return len(done)


def wrong_month() -> FieldError:
    return FieldError("last", N_("Pilih bulan dari daftar."))


def notice_months(session: Session, sponsorship: Sponsorship) -> list[Month]:
    """The months up to which an active sponsor may promise to go on: the next unpaid one and two later."""
    first = max(next_unpaid(session, sponsorship.worker), sponsorship.first_month)
    months = first.run(MOST_MONTHS_OF_NOTICE)
    return [month for month in months if sponsorship.last_month is None or month < sponsorship.last_month]


def own_sponsorship(session: Session, actor: User, sponsorship_id: UUID) -> Sponsorship:
    """Raises NotFound for another's, and where the worker's approval was undone."""
    found = session.scalar(
        select(Sponsorship)
        .join(Sponsorship.worker)
        .where(
            Sponsorship.id == sponsorship_id,
            Sponsorship.sponsor_id == actor.id,
            Worker.withdrawn_at.is_(None),
        )
    )
    if found is None:
        raise NotFound
    return found


def own_sponsor(session: Session, actor: User) -> Sponsor:
    """Raises NotFound for who is no sponsor."""
    sponsor = session.get(Sponsor, actor.id)
    if sponsor is None:
        raise NotFound
    return sponsor


def _accept(
    session: Session, sponsor: Sponsor, invitation: Invitation, choice: Choice, yearly_cost: Rupiah
) -> Sponsorship:
    offered = offer(session, invitation.worker)
    if offered.yearly(choice.programmes) != yearly_cost:
        raise OfferChanged
    _clear_way(session, sponsor.user, invitation.worker)
    sponsorship = _add(session, sponsor, offered, choice)
    invitation.used_at, invitation.sponsorship = now(), sponsorship
    _carry(session, sponsor.user, sponsorship, offered.first)
    return sponsorship


def _held(session: Session, actor: User, sponsorship_id: UUID) -> Sponsorship:
    """The actor's own sponsorship, after its worker, held until the transaction ends. Raises NotFound."""
    found = own_sponsorship(session, actor, sponsorship_id)
    lock(session, found.worker)
    session.refresh(found, with_for_update=True)
    return found


def _free_from(session: Session, sponsorship: Sponsorship) -> Month:
    """The next unpaid month. Raises MonthsOver where it lies beyond the months agreed."""
    month = max(next_unpaid(session, sponsorship.worker), sponsorship.first_month)
    if sponsorship.over(month):
        raise MonthsOver
    return month


def _clear_way(session: Session, actor: User, worker: Worker) -> None:
    """Who paused makes room; who is through has ended."""
    before = standing_for(session, worker)
    if before is None:
        return
    session.refresh(before, with_for_update=True)
    if before.state == SponsorshipState.ENDED:
        return
    if before.over(this_month(worker)):
        _finish(before)
    else:
        before.give_way(actor)
    session.flush()


def _finish(sponsorship: Sponsorship) -> None:
    assert sponsorship.last_month is not None
    sponsorship.finish(sponsorship.last_month + 1)


def _add(session: Session, sponsor: Sponsor, offered: Offer, choice: Choice) -> Sponsorship:
    if choice.months is not None and choice.months not in offered.periods:
        raise FieldError("months", N_("Pilih dari daftar."))
    moment = now()
    sponsorship = Sponsorship(
        sponsor=sponsor,
        worker=offered.worker,
        origin=Origin.INVITATION,
        state=SponsorshipState.ACTIVE,
        first_month=offered.first,
        last_month=offered.first + (choice.months - 1) if choice.months else None,
        programmes=choice.programmes,
        own_programmes=offered.worker.programmes,
        yearly_cost=offered.yearly(choice.programmes),
        consent_version=OF_SPONSOR.version,
        consented_at=moment,
        began_at=moment,
    )
    sponsorship.begin(sponsor.user)
    session.add(sponsorship)
    _flush_first(session)
    return sponsorship


def _flush_first(session: Session) -> None:
    """The database is the judge of who was first. Raises AlreadyCarried."""
    try:
        session.flush()
    except IntegrityError as error:
        if violated(error, "uq_sponsorships_worker_standing", "sponsorships.worker_id"):
            raise AlreadyCarried from None
        raise


def _carry(session: Session, actor: User, sponsorship: Sponsorship, first: Month) -> None:
    """The months from `first` on, as many as were agreed, are the sponsor's."""
    worker, paying = sponsorship.worker, source(sponsorship.sponsor.code, sponsorship.programmes)
    if sponsorship.last_month is None:
        sponsorship.own_programmes = worker.programmes
        hand_over(session, actor, worker, paying, first)
        raise_for(session, worker, first)
    else:
        hand_over_for(session, actor, worker, paying, (first, sponsorship.last_month))


def _let_go(session: Session, actor: User, sponsorship: Sponsorship, first: Month) -> None:
    """The months from `first` on are the sponsor's no more."""
    worker, paying = sponsorship.worker, source(sponsorship.sponsor.code, sponsorship.programmes)
    if worker.payer_code == paying.code and worker.payer == paying.payer:
        hand_over(session, actor, worker, Source.own(sponsorship.own_programmes), first)
    else:
        take_back(session, actor, worker, paying, first)
