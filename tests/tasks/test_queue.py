"""Jobs asked for from elsewhere: soon, signed, and never at the price of what was being done."""

import pickle
from dataclasses import replace

import pytest

from agentapp.core import background
from agentapp.tasks.queue import Waker, accept, open_queue


@pytest.fixture
def kept(settings, database_kind, tmp_path):
    """The settings of an installation whose queue is of the kind of its database."""
    url = settings.database_url if database_kind == "postgresql" else f"sqlite:///{tmp_path / 'queue.db'}"
    return replace(settings, queue_url=url)


@pytest.fixture
def queue(kept):
    queue = open_queue(kept)
    queue.flush()
    yield queue
    queue.flush()
    queue.storage.close()


def names_in(queue) -> list[str]:
    return [queue.deserialize_task(data).args[0] for data in queue.storage.enqueued_items()]


def test_what_is_asked_for_lies_in_the_queue_for_any_worker(kept, queue):
    accept(queue, print)
    background.introduce(Waker(kept))

    background.soon("bank_messages")

    assert names_in(queue) == ["bank_messages"]


def test_who_asks_again_within_a_second_is_served_by_the_same(kept, queue):
    accept(queue, print)
    wake = Waker(kept)

    for name in ("bank_messages", "notices", "bank_messages"):
        wake(name)

    assert sorted(names_in(queue)) == ["bank_messages", "notices"]


def test_a_job_that_does_not_exist_is_a_mistake(kept):
    with pytest.raises(KeyError):
        Waker(kept)("typo")


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all/queue.db", "postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=2"]
)
def test_a_queue_out_of_reach_stops_nobody(settings, told, url):
    Waker(replace(settings, queue_url=url))("bank_messages")

    assert [line["event"] for line in told] == ["not_queued"]


def test_what_somebody_else_put_there_is_not_touched(queue):
    accept(queue, print)
    queue.storage.enqueue(pickle.dumps("anything"))

    with pytest.raises(ValueError, match=r"Separator|mismatch"):
        queue.dequeue()
