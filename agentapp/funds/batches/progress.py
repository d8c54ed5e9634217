"""How far the job is with a batch, and what it is doing."""

from typing import TypedDict

from agentapp.funds.batches.models import Batch
from agentapp.funds.batches.states import AT_WORK


class Progress(TypedDict):
    """`done` of `all` rows; `working` until a person has to do something."""

    state: str
    done: int
    all: int
    working: bool


def progress(batch: Batch) -> Progress:
    return {
        "state": batch.state.value,
        "done": batch.rows_done,
        "all": batch.rows_all,
        "working": batch.state in AT_WORK,
    }
