"""A fund with room, its officer, the branch that serves its region, and a batch brought as far as a test needs it."""

from collections.abc import Callable

import pytest

from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.period import Month
from agentapp.funds.batches import committing, files, jobs, service, verifying
from agentapp.funds.batches.models import Batch
from agentapp.funds.batches.samples import Verdict
from agentapp.funds.models import Fund
from tests.factories import AgentFactory, FundFactory, SupervisorFactory

NINE_MONTHS = 9


@pytest.fixture(autouse=True)
def kept_files(tmp_path):
    return files.use_store(tmp_path / "batches")


@pytest.fixture
def fund(session) -> Fund:
    first = Month.of(today())
    return FundFactory(first_month=first, last_month=first + (NINE_MONTHS - 1), ceiling=10_000_000)


@pytest.fixture
def supervisor(session):
    return SupervisorFactory()


@pytest.fixture
def agent(session):
    return AgentFactory()


@pytest.fixture
def send(fund) -> Callable[..., Batch]:
    """Send a file and let the job check it."""

    def send(content: bytes, name: str = "daftar.csv", **told: object) -> Batch:
        batch = service.receive(fund.officer, fund.id, name, content, **told)
        return done(batch)

    return send


def done(batch: Batch) -> Batch:
    """Let the job do what is left of a batch."""
    jobs.advance(batch.id)
    sessions.expire_all()
    return sessions().get_one(Batch, batch.id)


@pytest.fixture
def commit() -> Callable[[Batch], Batch]:
    def commit(batch: Batch) -> Batch:
        return done(committing.commit(batch.officer, batch.id))

    return commit


@pytest.fixture
def approve(supervisor, agent) -> Callable[[Batch], Batch]:
    """The branch finds all of the sample right, lets the batch in, and the job enrols it."""

    def approve(batch: Batch) -> Batch:
        verify(supervisor, batch)
        return done(verifying.approve(supervisor, batch.id, agent.id))

    return approve


def verify(supervisor, batch: Batch, verdict: Verdict = Verdict.RIGHT) -> None:
    """Say the same of every row of the sample."""
    verifying.begin(supervisor, batch.id)
    for sample, _ in verifying.sample_of(batch):
        verifying.judge(supervisor, batch.id, sample.position, verdict, "Nama ibu lain")
