"""Groups of colleagues: make one, join by its code, see the sum and the list, leave any time."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from agentapp.accounts.models import User
from agentapp.core.clock import now, today
from agentapp.core.db import transaction, violated
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.sponsorship import guessing
from agentapp.sponsorship.carrying import own_sponsor
from agentapp.sponsorship.codes import new_group_code
from agentapp.sponsorship.groups import GroupMember, SponsorGroup
from agentapp.sponsorship.people import Carried, carried, standing_of
from agentapp.sponsorship.refusals import AlreadyInGroup, GroupUnknown


@dataclass(frozen=True, slots=True)
class CarriedTogether:
    """Somebody carried by a colleague; `by` is the colleague's name, "" where that is not to be seen."""

    person: Carried
    by: str
    mine: bool


@dataclass(frozen=True, slots=True)
class GroupPage:
    """The actor's group: how many colleagues, whom they carry together, and what `next_month` costs in all."""

    group: SponsorGroup
    stay: GroupMember
    members: int
    people: Sequence[CarriedTogether]
    next_month: Month

    @property
    def cost(self) -> Rupiah:
        return sum(each.person.cost for each in self.people)

    @property
    def protected(self) -> int:
        return sum(each.person.protection.protected for each in self.people)


def read(session: Session, actor: User) -> GroupPage | None:
    """The actor's group, None without one. Raises NotFound for who is no sponsor."""
    stay = _stay(session, actor)
    if stay is None:
        return None
    staying = session.scalars(
        select(GroupMember)
        .where(GroupMember.group_id == stay.group_id, GroupMember.left_at.is_(None))
        .options(joinedload(GroupMember.sponsor))
    ).all()
    shown = {member.sponsor_id: member.sponsor.user.name for member in staying if member.shows_name}
    month = Month.of(today()) + 1
    standing = session.scalars(standing_of(member.sponsor_id for member in staying)).all()
    people = [
        CarriedTogether(
            person, shown.get(person.sponsorship.sponsor_id, ""), person.sponsorship.sponsor_id == actor.id
        )
        for person in carried(session, standing, month)
    ]
    return GroupPage(stay.group, stay, len(staying), people, month)


def make(actor: User, name: str, *, shows_name: bool) -> SponsorGroup:
    """A new group, with the actor in it. Raises NotFound, AlreadyInGroup."""
    with transaction() as session:
        own_sponsor(session, actor)
        group = SponsorGroup(name=name, code=new_group_code(), made_at=now())
        session.add(group)
        session.flush()
        _enter(session, actor, group, shows_name=shows_name)
    return group


def join(actor: User, code: str, *, shows_name: bool) -> SponsorGroup:
    """Into the group of this code; where one is already, nothing changes.

    Raises NotFound, GroupUnknown, AlreadyInGroup, and TooMuch after too many wrong codes.
    """
    with guessing.counted(guessing.GROUPS, actor, GroupUnknown), transaction() as session:
        stay = _stay(session, actor)
        group = session.scalar(select(SponsorGroup).where(SponsorGroup.code == code.strip().upper()))
        if group is None:
            raise GroupUnknown
        if stay is None or stay.group_id != group.id:
            _enter(session, actor, group, shows_name=shows_name)
    return group


def show_name(actor: User, *, shows_name: bool) -> None:
    """Whether colleagues see whom the actor carries. Raises NotFound."""
    with transaction() as session:
        stay = _stay(session, actor)
        if stay is not None:
            stay.shows_name = shows_name


def leave(actor: User) -> None:
    """Out of the group, whatever the colleagues do. Told twice, once. Raises NotFound."""
    with transaction() as session:
        stay = _stay(session, actor)
        if stay is not None:
            stay.left_at = now()


def _stay(session: Session, actor: User) -> GroupMember | None:
    own_sponsor(session, actor)
    return session.scalar(
        select(GroupMember).where(GroupMember.sponsor_id == actor.id, GroupMember.left_at.is_(None))
    )


def _enter(session: Session, actor: User, group: SponsorGroup, *, shows_name: bool) -> None:
    session.add(GroupMember(group_id=group.id, sponsor_id=actor.id, shows_name=shows_name, joined_at=now()))
    try:
        session.flush()
    except IntegrityError as error:
        if violated(error, "uq_sponsor_group_members_sponsor_staying", "sponsor_group_members.sponsor_id"):
            raise AlreadyInGroup from None
        raise
