"""A bank that opens accounts by a signed paper: its number stands for the one-time code."""

import pytest

from agentapp.autodebit import service
from agentapp.autodebit.gateway import WrongOtp
from agentapp.autodebit.gateways import gateway, use_gateway
from agentapp.autodebit.gateways.batchfile import BatchFile
from agentapp.autodebit.models import Mandate, MandateState
from agentapp.autodebit.service import MandateAsked
from agentapp.core.db import sessions
from tests.factories import WorkerFactory


@pytest.fixture
def waiting(session, tmp_path):
    """A worker's mandate that waits for the paper's number."""
    before = gateway()
    use_gateway(BatchFile(tmp_path))
    worker = WorkerFactory()
    asked = MandateAsked(
        account="1234567890", holder="Pak Contoh", cap=50_000, language="id", worker_id=worker.id
    )
    yield service.give(worker.agent, asked)
    use_gateway(before)


def test_the_papers_number_activates_it(waiting, sign_in):
    key = waiting.id
    page = sign_in(waiting.recorded_by).get(f"/mandates/{key}/otp")

    page.form().fill(otp="SK-2026/17").submit(status=303)

    assert sessions().get_one(Mandate, key).state == MandateState.ACTIVE


def test_what_is_no_number_of_a_paper_activates_nothing(waiting):
    with pytest.raises(WrongOtp):
        service.confirm(waiting.recorded_by, waiting.id, "???")
