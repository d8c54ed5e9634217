"""What is told is written with the work, once, and leaves when it is due."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction
from agentapp.core.delivery import Delivered, deliver
from agentapp.core.errors import IllegalMove
from agentapp.core.outbox import Notice, Recipient, put, put_many
from agentapp.core.outbox_entry import PAUSES, EntryState, OutboxEntry

PHONE = "+6281277665544"
NOTICE = Notice(
    key="receipt/A1",
    kind="receipt",
    to=Recipient(phone=PHONE),
    language="id",
    subject="Tanda terima A1",
    text="Terima kasih, Bu Siti.",
)
SENT, NOTHING = Delivered(1, 0, 0), Delivered(0, 0, 0)

pytestmark = pytest.mark.usefixtures("clock")


def say(notice=NOTICE, **changes) -> None:
    with transaction() as session:
        put(session, replace(notice, **changes))


def entry(key=NOTICE.key) -> OutboxEntry:
    sessions().rollback()
    sessions().expire_all()
    return sessions().scalars(select(OutboxEntry).where(OutboxEntry.key == key)).one()


def count() -> int:
    return sessions().scalar(select(func.count()).select_from(OutboxEntry))


def test_a_notice_goes_to_its_recipient_once(provider):
    say()

    assert deliver() == SENT
    assert deliver() == NOTHING
    assert [(post["to"], post["text"]) for post in provider.posts] == [(PHONE, NOTICE.text)]
    assert (entry().state, entry().channel, entry().sent_at) == (EntryState.SENT, "message", now())


def test_the_same_key_again_is_nothing(provider):
    say()
    say(text="Anders")
    deliver()
    say(text="Lagi")

    assert count() == 1
    assert deliver() == NOTHING
    assert provider.posts[0]["text"] == NOTICE.text


def test_what_is_undone_is_not_told(provider):
    with transaction() as session:
        put(session, NOTICE)
        session.rollback()

    assert deliver() == NOTHING
    assert provider.posts == []


def test_nothing_leaves_before_its_time(provider, clock):
    say(send_after=now() + timedelta(hours=2))

    assert deliver() == NOTHING
    clock.shift(timedelta(hours=2))
    assert deliver() == SENT


def test_the_oldest_go_first_and_no_more_than_asked(provider):
    for number in range(5):
        say(key=f"k{number}", text=str(number), send_after=now() - timedelta(minutes=number))

    assert deliver(limit=2) == Delivered(2, 0, 0)
    assert [post["text"] for post in provider.posts] == ["4", "3"]


def test_many_are_written_without_the_orm_and_known_ones_left_out(session):
    def many(first, last):
        return (replace(NOTICE, key=f"k{number}") for number in range(first, last))

    with transaction() as here:
        assert put_many(here, many(0, 1500)) == 1500
        assert put_many(here, many(1000, 2500)) == 1000
        assert put_many(here, []) == 0

    assert count() == 2500


def test_who_has_no_address_cannot_be_told():
    with pytest.raises(ValueError, match="nobody"):
        Recipient()


def test_neither_recipient_nor_text_lies_there_in_clear_or_is_printed(app):
    say(to=Recipient(PHONE, "siti@contoh.id"))
    binary = [
        column["name"]
        for column in inspect(app.extensions["gendong_engine"]).get_columns("outbox_entries")
        if column["name"] in {"phone", "email", "subject", "text"}
    ]
    kept = sessions().execute(text(f"SELECT {', '.join(binary)} FROM outbox_entries")).one()

    assert len(kept) == 4
    assert not [value for value in kept if b"Siti" in bytes(value) or b"siti" in bytes(value)]
    assert not [secret for secret in (PHONE, "Siti", "A1 ") if secret in repr(NOTICE)]


@pytest.mark.parametrize(
    ("state", "columns"),
    [
        ("sending", {}),
        ("sent", {}),
        ("waiting", {"claimed_at": now()}),
        ("waiting", {"text": None, "phone": None}),
        ("sent", {"sent_at": now(), "text": None}),
    ],
)
def test_the_database_refuses_a_state_without_its_facts(state, columns):
    say()
    row = entry()
    row.state = EntryState(state)
    for name, value in columns.items():
        setattr(row, name, value)

    with pytest.raises(IntegrityError):
        sessions().flush()
    sessions().rollback()


VERBS = {
    "claim": lambda row: row.claim(now()),
    "arrive": lambda row: row.arrive("file"),
    "retry": lambda row: row.fail("Deferred"),
    "give_up": lambda row: row.give_up("Refused"),
}
ALLOWED = {
    ("waiting", "claim"): "sending",
    ("failed_for_now", "claim"): "sending",
    ("sending", "arrive"): "sent",
    ("sending", "retry"): "failed_for_now",
    ("sending", "give_up"): "failed",
}


@pytest.mark.parametrize("state", [*EntryState])
@pytest.mark.parametrize("verb", VERBS)
def test_every_state_allows_its_verbs_and_no_other(state, verb):
    row = OutboxEntry(state=state, attempts=1)
    target = ALLOWED.get((state.value, verb))
    if target is None:
        with pytest.raises(IllegalMove):
            VERBS[verb](row)
    else:
        VERBS[verb](row)

    assert row.state == (target or state)


def test_after_the_last_pause_it_is_given_up():
    row = OutboxEntry(state=EntryState.WAITING, attempts=0)
    waits = []
    while row.state != EntryState.FAILED:
        row.claim(now())
        row.fail("Deferred")
        waits.append(row.send_after - now())

    assert waits[:-1] == list(PAUSES)
    assert row.attempts == len(PAUSES) + 1
