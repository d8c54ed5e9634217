"""What an administrator does with people."""

import pytest

from agentapp.accounts import people, service
from agentapp.accounts.handover import holdings
from agentapp.accounts.models import AccountEvent, AccountEventKind, User
from agentapp.accounts.permissions import Role
from agentapp.core.clock import now
from agentapp.core.db import sessions
from agentapp.core.errors import FieldError, NotFound
from agentapp.enrolment.models import Draft, Enrolment, EnrolmentState
from agentapp.sponsorship.models import Sponsor
from agentapp.workers.models import WorkerEvent, WorkerEventKind
from tests.factories import (
    AdminFactory,
    AgencyOfficeFactory,
    AgentFactory,
    BranchFactory,
    EnrolmentFactory,
    FundFactory,
    FundOfficerFactory,
    MamujuFactory,
    SponsorUserFactory,
    SupervisorFactory,
    WorkerFactory,
)


def details(role=Role.SPONSOR, **more):
    return service.PersonDetails(**{"role": role, "name": "Siti Nurbaya", "email": "siti@contoh.id", **more})


@pytest.fixture
def branch(session):
    return BranchFactory()


def test_names_and_numbers_are_kept_encrypted_and_in_one_form(session, admin):
    user, _ = service.add_person(admin, details(email="Siti@Contoh.ID", phone="0812 3456 7890"))
    row = (
        session.connection()
        .exec_driver_sql("SELECT email, phone FROM users WHERE name = 'Siti Nurbaya'")
        .one()
    )

    assert (user.email, user.phone) == ("siti@contoh.id", "+6281234567890")
    assert b"siti" not in bytes(row.email)
    assert b"8123456" not in bytes(row.phone)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "siti@"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"role": Role.AGENT}, "office"),
        ({"role": Role.SUPERVISOR}, "office"),
    ],
)
def test_what_is_missing_or_wrong_is_told_by_field(session, admin, wanted, field):
    with pytest.raises(FieldError) as refused:
        service.add_person(admin, details(**wanted))

    assert refused.value.field == field
    assert session.query(User).filter_by(name="Siti Nurbaya").count() == 0


@pytest.mark.parametrize("taken", [{"email": "SITI@contoh.id"}, {"email": "", "phone": "+62 812-3456-7890"}])
def test_an_address_or_number_belongs_to_one_person(session, admin, taken):
    service.add_person(admin, details(phone="081234567890"))

    with pytest.raises(FieldError, match="sudah dipakai"):
        service.add_person(admin, details(**taken))


def test_an_agent_belongs_to_an_agency_office_and_its_branch(session, admin):
    agency = AgencyOfficeFactory()

    user, _ = service.add_person(admin, details(Role.AGENT, agency_office_id=agency.id))

    assert (user.agency_office, user.branch) == (agency, agency.branch)


def test_a_supervisor_belongs_to_the_branch_alone(session, admin):
    agency = AgencyOfficeFactory()

    user, _ = service.add_person(admin, details(Role.SUPERVISOR, agency_office_id=agency.id))

    assert (user.agency_office, user.branch) == (None, agency.branch)


def test_others_belong_to_no_office(session, admin, branch):
    assert service.add_person(admin, details(Role.FUND_OFFICER, branch_id=branch.id))[0].branch is None


def test_a_closed_office_takes_nobody(session, admin, branch):
    branch.closed_at = now()
    session.commit()

    with pytest.raises(FieldError, match="sudah ditutup"):
        service.add_person(admin, details(Role.SUPERVISOR, branch_id=branch.id))


def test_a_new_sponsor_has_a_code_for_agents(session, admin):
    user, _ = service.add_person(admin, details(Role.SPONSOR))

    assert session.get(Sponsor, user.id).code.startswith("GDG-")


def test_an_agent_moves_to_another_office_and_the_history_says_so(session, admin):
    agent, there = AgentFactory(), AgencyOfficeFactory(branch=MamujuFactory(), name="Perisai Majene")

    people.change(admin, agent.id, changes(agent, agency_office_id=there.id))

    moved = session.query(AccountEvent).filter_by(user_id=agent.id).one()
    assert agent.branch.name == "Mamuju"
    assert (moved.kind, moved.note, moved.by_id) == (
        AccountEventKind.MOVED,
        "→ Perisai Majene, Mamuju",
        admin.id,
    )


def test_the_history_says_what_was_changed_but_not_to_what(session, admin):
    agent = AgentFactory()

    people.change(admin, agent.id, changes(agent, name="Yusrizal", phone="0812 3456 7890"))

    changed = session.query(AccountEvent).filter_by(user_id=agent.id).one()
    assert (changed.kind, changed.note) == (AccountEventKind.CHANGED, "name phone")


def test_saving_without_a_change_leaves_no_trace(session, admin):
    agent = AgentFactory()

    people.change(admin, agent.id, changes(agent))

    assert session.query(AccountEvent).count() == 0


def test_taking_somebody_elses_address_changes_nothing(session, admin):
    agent, other = AgentFactory(), AgentFactory()
    before = agent.email

    with pytest.raises(FieldError, match="sudah dipakai"):
        people.change(admin, agent.id, changes(agent, email=other.email.upper()))

    session.expire_all()
    assert agent.email == before


@pytest.fixture
def busy(session):
    """An agent with three workers, applications in every state and a draft."""
    agent = AgentFactory()
    for _ in range(2):
        WorkerFactory(agent=agent)
    WorkerFactory(agent=agent, withdrawn_at=now())
    for state in EnrolmentState:
        EnrolmentFactory(agent=agent, state=state)
    draft = Draft(
        agent_id=agent.id, submission_id=agent.id, content={"name": "x"}, created_at=now(), updated_at=now()
    )
    session.add(draft)
    session.commit()
    return agent


def test_an_agents_open_work_passes_to_the_successor(session, admin, busy):
    successor = AgentFactory()

    people.deactivate(admin, busy.id, successor.id)

    session.expire_all()
    assert busy.successor == successor
    assert held(successor) == {"workers": 3, "enrolments": 2, "drafts": 1}
    assert held(busy) == {}


def test_every_worker_passed_on_has_it_in_the_history(session, admin, busy):
    people.deactivate(admin, busy.id, AgentFactory().id)

    changed = session.query(WorkerEvent).filter_by(kind=WorkerEventKind.AGENT_CHANGED)
    assert {event.by_id for event in changed} == {admin.id}
    assert changed.count() == 3


def test_what_was_decided_stays_with_who_did_it(session, admin, busy):
    people.deactivate(admin, busy.id, AgentFactory().id)

    stayed = {enrolment.state for enrolment in enrolments_of(busy)}
    assert stayed == {EnrolmentState.APPROVED, EnrolmentState.REJECTED, EnrolmentState.WITHDRAWN}


def test_the_history_counts_what_was_passed_to_whom(session, admin, busy):
    successor = AgentFactory(name="Desi Ratnasari")

    people.deactivate(admin, busy.id, successor.id)

    closed = session.query(AccountEvent).filter_by(user_id=busy.id).one()
    assert closed.note == "→ Desi Ratnasari: workers 3, enrolments 2, drafts 1"


@pytest.mark.parametrize("who", ["nobody", "inactive", "other_role", "self"])
def test_work_passes_only_to_an_active_person_of_the_same_role(session, admin, busy, who):
    chosen = {
        "nobody": None,
        "inactive": AgentFactory(deactivated_at=now()).id,
        "other_role": SupervisorFactory().id,
        "self": busy.id,
    }[who]

    with pytest.raises(FieldError) as refused:
        people.deactivate(admin, busy.id, chosen)

    session.expire_all()
    assert refused.value.field == "successor"
    assert busy.active


def test_who_holds_nothing_needs_no_successor(session, admin):
    agent = AgentFactory()

    assert not people.deactivate(admin, agent.id, None).active


def test_a_fund_officers_funds_pass_on(session, admin):
    fund, successor = FundFactory(), FundOfficerFactory()

    people.deactivate(admin, fund.officer.id, successor.id)

    session.expire_all()
    assert fund.officer == successor


def test_what_came_after_deactivation_can_be_passed_on_later(session, admin):
    agent, successor = AgentFactory(), AgentFactory()
    people.deactivate(admin, agent.id, None)
    WorkerFactory(agent=agent)

    people.deactivate(admin, agent.id, successor.id)

    assert held(successor) == {"workers": 1}


def test_successors_are_of_the_same_branch_where_there_are_any(session):
    agent, near = AgentFactory(), AgentFactory()
    far = AgentFactory(branch=MamujuFactory())

    assert people.successors(agent) == [near]
    assert people.successors(far) == sorted([agent, near], key=lambda user: user.name)


def test_nobody_deactivates_themselves(session, admin):
    with pytest.raises(people.NotYourself):
        people.deactivate(admin, admin.id, None)


def test_two_administrators_cannot_deactivate_each_other(session, admin):
    other = AdminFactory()
    people.deactivate(admin, other.id, None)

    with pytest.raises(people.NoLongerAdministrator):
        people.deactivate(other, admin.id, None)


def test_a_person_let_in_again_has_no_successor_and_a_history(session, admin, events):
    agent = AgentFactory()
    people.deactivate(admin, agent.id, None)

    people.reactivate(admin, agent.id)

    assert agent.active
    assert events(agent) == [AccountEventKind.DEACTIVATED, AccountEventKind.REACTIVATED]


def test_nobody_is_let_into_a_closed_office(session, admin):
    agent = AgentFactory(branch=MamujuFactory())
    people.deactivate(admin, agent.id, None)
    agent.branch.closed_at = now()
    session.commit()

    with pytest.raises(people.OfficeClosed):
        people.reactivate(admin, agent.id)


def test_somebody_deactivated_gets_no_link(session, admin):
    agent = AgentFactory(deactivated_at=now())

    with pytest.raises(people.IsDeactivated):
        people.renew_setup_link(admin, agent.id)


def test_an_unknown_person_is_not_found(session, admin):
    with pytest.raises(NotFound):
        people.reactivate(admin, BranchFactory().id)


def test_people_are_found_by_name_role_branch_and_state(session, admin):
    agent = AgentFactory(name="Yusrizal Piliang")
    far = AgentFactory(name="Yusrizal Tanjung", branch=MamujuFactory())
    gone = SupervisorFactory(name="Yusrizal Koto", deactivated_at=now())

    assert found(name="yusrizal") == [agent, far]
    assert found(name="yusrizal", branch_id=far.branch_id) == [far]
    assert found(active=False) == [gone]
    assert found(role=Role.ADMIN) == [admin]
    assert found(name="%") == []


def test_pages_follow_each_other_without_gap_or_repetition(session):
    for number in range(people.PAGE * 2 + 5):
        SponsorUserFactory(name=f"Nama {number % 7}")
    seen, after = [], None
    for _ in range(4):
        page = people.find(people.Search(after=after))
        seen += page.people
        after = page.after
        if after is None:
            break

    assert len(seen) == len({user.id for user in seen}) == people.PAGE * 2 + 5


def test_a_person_is_found_by_number_in_any_spelling(session, admin):
    user, _ = service.add_person(admin, details(phone="081234567890"))

    assert people.by_identifier("+62 812-3456-7890") == user
    assert people.by_identifier("SITI@contoh.id") == user
    assert people.by_identifier("bukan nomor") is None


def changes(user, **wanted):
    kept = {field: getattr(user, field) for field in ("name", "email", "phone", "branch_id", "home_district")}
    kept |= {"agency_office_id": user.agency_office_id, "phone": user.phone or ""}
    return people.Changes(**kept | wanted)


def held(user):
    return {holding.code: holding.count for holding in holdings(sessions(), user)}


def enrolments_of(user):
    return sessions().query(Enrolment).filter_by(agent_id=user.id)


def found(**search):
    return list(people.find(people.Search(**search)).people)
