import pytest

from agentapp.accounts import offices
from agentapp.accounts.models import AccountEvent, AccountEventKind, BranchOffice, BranchRegency
from agentapp.core.clock import now
from agentapp.core.errors import FieldError, NotFound
from agentapp.enrolment.models import EnrolmentState
from tests.factories import (
    AgencyOfficeFactory,
    AgentFactory,
    BranchFactory,
    EnrolmentFactory,
    MamujuFactory,
    WorkerFactory,
)


@pytest.fixture
def solok(session):
    return BranchFactory()


def test_a_code_is_kept_in_capitals_and_belongs_to_one_branch(session):
    assert offices.create_branch("pdg", "Padang").code == "PDG"

    with pytest.raises(FieldError) as refused:
        offices.create_branch("PDG", "Pandeglang")
    assert refused.value.field == "code"


def test_a_regency_is_served_by_one_branch(session, solok):
    mamuju = MamujuFactory()

    with pytest.raises(FieldError) as refused:
        offices.serve_regency(mamuju.id, "13.03")

    assert refused.value.params == {"branch": "Solok"}


def test_a_regency_that_was_left_is_free(session, solok):
    mamuju = MamujuFactory()
    offices.leave_regency(solok.id, "13.03")

    offices.serve_regency(mamuju.id, "13.03")

    session.expire_all()
    assert mamuju.serves("13.03")
    assert not solok.serves("13.03")


def test_serving_what_one_serves_already_changes_nothing(session, solok):
    offices.serve_regency(solok.id, "13.03")

    assert session.query(BranchRegency).filter_by(regency_code="13.03").count() == 1


def test_a_branch_leaves_only_its_own(session, solok):
    offices.leave_regency(MamujuFactory().id, "13.03")

    session.expire_all()
    assert solok.serves("13.03")


@pytest.mark.parametrize("code", ["13", "13.03.06", "99.99", "", "13.03; DROP TABLE users"])
def test_only_a_regency_or_city_is_served(session, solok, code):
    with pytest.raises(FieldError) as refused:
        offices.serve_regency(solok.id, code)

    assert refused.value.field == "regency_code"


def test_an_empty_branch_closes_and_frees_its_regencies(session, solok):
    offices.close_branch(solok.id)

    session.expire_all()
    assert solok.closed_at
    assert session.query(BranchRegency).count() == 0
    with pytest.raises(NotFound):
        offices.branch(solok.id)


@pytest.mark.parametrize(
    "occupied",
    [
        lambda: AgentFactory(agency_office=None),
        AgencyOfficeFactory,
        lambda: WorkerFactory(agent=AgentFactory(agency_office=None, deactivated_at=now())),
        lambda: EnrolmentFactory(agent=AgentFactory(agency_office=None, deactivated_at=now())),
    ],
    ids=["people", "agency", "workers", "applications"],
)
def test_a_branch_with_people_or_work_does_not_close(session, solok, occupied):
    occupied()

    with pytest.raises(offices.StillInUse):
        offices.close_branch(solok.id)


def test_what_is_over_does_not_hold_a_branch_open(session, solok):
    gone = AgentFactory(agency_office=None, deactivated_at=now())
    WorkerFactory(agent=gone, withdrawn_at=now())
    EnrolmentFactory(agent=gone, state=EnrolmentState.WITHDRAWN)
    AgencyOfficeFactory(closed_at=now())

    offices.close_branch(solok.id)

    assert session.get_one(BranchOffice, solok.id).closed_at is not None


def test_agents_move_with_their_agency_office(session, admin):
    agency, mamuju = AgencyOfficeFactory(name="Perisai Sijunjung"), MamujuFactory()
    agents = [AgentFactory(agency_office=agency) for _ in range(2)]

    offices.change_agency(admin, agency.id, "Perisai Majene", mamuju.id)

    session.expire_all()
    moves = session.query(AccountEvent).filter_by(kind=AccountEventKind.MOVED)
    assert {agent.branch for agent in agents} == {mamuju}
    assert {move.note for move in moves} == {"→ Perisai Majene, Mamuju"}
    assert {move.user_id for move in moves} == {agent.id for agent in agents}


def test_a_new_name_alone_moves_nobody(session, admin):
    agency = AgencyOfficeFactory()
    AgentFactory(agency_office=agency)

    offices.change_agency(admin, agency.id, "Nama baru", agency.branch_id)

    assert session.query(AccountEvent).count() == 0


def test_an_agency_office_with_agents_does_not_close(session):
    agent = AgentFactory()

    with pytest.raises(offices.StillInUse):
        offices.close_agency(agent.agency_office_id)


def test_an_agency_office_without_agents_closes(session):
    agent = AgentFactory(deactivated_at=now())

    offices.close_agency(agent.agency_office_id)

    assert offices.agencies() == []


def test_the_list_counts_who_and_what_is_there_now(session, solok):
    AgentFactory()
    AgentFactory(agency_office=None, deactivated_at=now())
    MamujuFactory()

    cards = offices.branches()

    assert [(card.branch.name, card.people, card.agencies) for card in cards] == [
        ("Mamuju", 0, 0),
        ("Solok", 1, 1),
    ]


def test_a_command_names_a_branch_by_its_code(session, solok):
    assert offices.open_branch(" slk ") == solok
    with pytest.raises(offices.UnknownBranch):
        offices.open_branch("XXX")
