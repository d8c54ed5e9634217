"""What an administrator does with people."""

import pytest

from agentapp.accounts import people, service
from agentapp.accounts.models import AccountEvent, AccountEventKind, User
from agentapp.accounts.permissions import Role
from agentapp.core.clock import now
from agentapp.core.errors import FieldError
from agentapp.sponsorship.models import Sponsor
from tests.factories import (
    AgencyOfficeFactory,
    AgentFactory,
    BranchFactory,
    MamujuFactory,
    SponsorUserFactory,
    SupervisorFactory,
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


def found(**search):
    return list(people.find(people.Search(**search)).people)
