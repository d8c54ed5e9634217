"""The branch looks at a sample, and decides about the whole. Maker and checker are two people."""

import pytest
from sqlalchemy import select

from agentapp.accounts.permissions import Role
from agentapp.core.db import sessions
from agentapp.core.errors import Conflict, FieldError, IllegalMove, NotFound
from agentapp.funds.batches import committing, undoing, verifying
from agentapp.funds.batches.models import SecondPersonRequired
from agentapp.funds.batches.samples import BatchSample, Verdict
from agentapp.funds.batches.states import LIFECYCLE, BatchState
from agentapp.funds.models import Fund
from tests.factories import AgentFactory, BatchFactory, MamujuFactory, SupervisorFactory
from tests.funds.batches.conftest import verify
from tests.funds.batches.sheets import person, sheet
from tests.funds.batches.test_whole_way import all_is_well

PHONE = "081277776666"


@pytest.fixture
def committed(send, commit):
    """Forty clean rows, and one of each risk."""
    risky = [
        person(101, **{"Tanggal lahir": "1/1/1980"}),
        person(102, **{"L/P": "P"}),
        person(103, **{"Nama ibu": ""}),
        *(person(n, **{"No HP": PHONE}) for n in range(104, 108)),
    ]
    return commit(send(sheet([*(person(n) for n in range(1, 21)), *risky])))


def reasons() -> set[str]:
    return set(sessions.scalars(select(BatchSample.reason)))


def test_the_sample_holds_what_is_odd_and_some_by_chance(committed, supervisor):
    terms = {"risk_percent": 100, "random_percent": 10, "most_wrong_percent": 5}
    verifying.set_terms(supervisor, committed.id, terms)
    verifying.begin(supervisor, committed.id)

    assert reasons() >= {"birth_differs", "sex_differs", "no_mother", "same_phone", "random"}


def test_however_many_have_a_risk_some_are_looked_at_by_chance(committed, supervisor):
    terms = {"risk_percent": 100, "random_percent": 100, "least": 1, "most": 4}
    verifying.set_terms(supervisor, committed.id, terms)
    verifying.begin(supervisor, committed.id)

    drawn = list(sessions.scalars(select(BatchSample.reason)))
    assert len(drawn) == 4
    assert drawn.count("random") == 1


def test_nothing_asked_for_still_leaves_the_least(committed, supervisor):
    verifying.set_terms(supervisor, committed.id, {"risk_percent": 0, "random_percent": 0})
    verifying.begin(supervisor, committed.id)

    assert verifying.findings(committed).count == 10


def test_drawn_twice_it_is_the_same_sample(committed, supervisor):
    verifying.begin(supervisor, committed.id)
    first = set(sessions.scalars(select(BatchSample.position)))
    verifying.begin(supervisor, committed.id)

    assert set(sessions.scalars(select(BatchSample.position))) == first


def test_before_all_is_looked_at_nothing_is_approved(committed, supervisor, agent):
    verifying.begin(supervisor, committed.id)

    with pytest.raises(verifying.NotLookedAt):
        verifying.approve(supervisor, committed.id, agent.id)


def test_too_many_wrong_ones_cannot_be_approved_only_sent_back(committed, supervisor, agent, fund):
    verify(supervisor, committed, Verdict.WRONG)
    with pytest.raises(verifying.TooManyWrong):
        verifying.approve(supervisor, committed.id, agent.id)
    with pytest.raises(FieldError):
        verifying.refuse(supervisor, committed.id, " ")

    batch = verifying.refuse(supervisor, committed.id, "Nama ibu banyak yang salah.")

    assert (batch.state, batch.reserved, batch.checked_by) == (BatchState.REFUSED, 0, supervisor)
    assert sessions().get_one(Fund, fund.id).reserved == 0
    all_is_well(fund)


def test_a_wrong_row_needs_a_word(committed, supervisor):
    verifying.begin(supervisor, committed.id)
    sample = verifying.sample_of(committed)[0][0]

    with pytest.raises(FieldError):
        verifying.judge(supervisor, committed.id, sample.position, Verdict.WRONG)
    with pytest.raises(NotFound):
        verifying.judge(supervisor, committed.id, 10_000, Verdict.RIGHT)


def test_who_sent_it_never_checks_it(committed, fund, supervisor):
    officer = fund.officer
    officer.branch = supervisor.branch
    sessions.commit()

    with pytest.raises(SecondPersonRequired):
        verifying.begin(officer, committed.id)


def test_it_is_given_to_an_agent_of_the_branch(committed, supervisor):
    verify(supervisor, committed)

    for nobody in (None, supervisor.id, AgentFactory(branch=MamujuFactory()).id):
        with pytest.raises(FieldError):
            verifying.approve(supervisor, committed.id, nobody)


def test_another_branch_cannot_even_see_it(committed):
    stranger = SupervisorFactory(branch=MamujuFactory())
    assert stranger.role == Role.SUPERVISOR

    with pytest.raises(NotFound):
        verifying.begin(stranger, committed.id)


VERBS = {
    "cancel": {"received", "checking", "checked", "failed"},
    "expire": {"checked"},
    "commit": {"checked"},
    "verify": {"committed"},
    "approve": {"verifying"},
    "refuse": {"committed", "verifying"},
    "undo": {"committing", "committed", "verifying", "approved", "enrolling", "enrolled"},
}


@pytest.mark.parametrize("state", BatchState)
@pytest.mark.parametrize("verb", VERBS)
def test_each_step_is_possible_from_some_states_alone(verb, state):
    assert LIFECYCLE.allows(verb, state) == (state in VERBS[verb])


def test_a_step_that_is_not_possible_changes_nothing(session):
    batch = BatchFactory(state=BatchState.CHECKED)

    for step in (undoing.undo,):
        with pytest.raises(IllegalMove):
            step(batch.officer, batch.id)
    with pytest.raises(Conflict):
        committing.commit(batch.officer, batch.id)  # nobody is in it
    assert batch.state == BatchState.CHECKED
