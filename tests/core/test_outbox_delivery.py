"""Every notice arrives, and once: with many senders, with a process that dies, with a channel that is down."""

import json
import logging
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog

from agentapp.core import delivery, sweeping
from agentapp.core.channels.file_sink import FileSink
from agentapp.core.channels.registry import channels
from agentapp.core.db import sessions, transaction
from agentapp.core.delivery import Delivered, deliver
from agentapp.core.encryption import Keyring, new_key, use_keyring
from agentapp.core.key_rotation import rotate
from agentapp.core.outbox import Recipient, put_many
from agentapp.core.outbox_entry import PAUSES, EntryState
from agentapp.core.sweeping import KEPT, LEASE, Swept, sweep
from agentapp.metadata import metadata
from tests.conftest import FIELD_KEYS
from tests.core.receivers import Deathbed, message_provider, told
from tests.core.test_outbox import NOTHING, NOTICE, PHONE, SENT, count, entry, say
from tests.support.crowd import at_once

pytestmark = pytest.mark.usefixtures("clock")


def crowd_of_notices(number: int) -> None:
    with transaction() as session:
        put_many(session, (replace(NOTICE, key=f"k{each}", text=str(each)) for each in range(number)))


def test_eight_at_once_send_each_notice_once(provider):
    crowd_of_notices(300)
    sessions.remove()

    results = at_once([deliver] * 8)

    assert sum(result.sent for result in results) == 300
    assert sorted(int(post["text"]) for post in provider.posts) == list(range(300))


def test_what_a_dead_process_held_is_found_and_sent(ways_out, tmp_path, clock):
    ways_out(Deathbed())
    say()
    with pytest.raises(KeyboardInterrupt):
        deliver()
    ways_out(told(tmp_path))

    assert entry().state == EntryState.SENDING
    assert (deliver(), sweep()) == (NOTHING, Swept(0, 0))
    clock.shift(LEASE + timedelta(seconds=1))
    assert sweep() == Swept(1, 0)
    assert entry().error == "Interrupted"
    clock.shift(PAUSES[0])
    assert deliver() == SENT
    assert len(list(tmp_path.iterdir())) == 1


def test_one_that_died_after_sending_goes_twice_under_the_same_id(ways_out, tmp_path, clock):
    with message_provider() as (provider, url):
        settings = told(tmp_path, names=("message",), message_url=url, message_token="x")
        ways_out(Deathbed(after=channels(settings)[0]))
        say()
        with pytest.raises(KeyboardInterrupt):
            deliver()
        ways_out(settings)
        clock.shift(LEASE + timedelta(seconds=1))
        sweep()
        clock.shift(PAUSES[0])
        deliver()

    assert (len(provider.posts), len(provider.messages)) == (2, 1)


def test_whoever_comes_late_does_not_overrule_the_next_sender(ways_out, tmp_path, clock):
    """A sender so slow that the sweep gave its notice to another one."""

    class Slow(FileSink):
        def _send(self, letter):
            clock.shift(LEASE + timedelta(seconds=1))
            sweep()
            ways_out(told(tmp_path / "other"))
            clock.shift(PAUSES[0])
            assert deliver() == SENT

    ways_out(Slow(told(tmp_path)))
    say()

    assert deliver() == NOTHING
    assert (entry().state, entry().attempts) == (EntryState.SENT, 2)


def test_while_the_channel_is_down_they_wait_longer_and_longer_and_then_arrive(provider, clock):
    provider.status = 503
    crowd_of_notices(30)

    assert deliver() == Delivered(0, 30, 0)
    assert len(provider.posts) == 1  # one is enough to know
    assert deliver() == NOTHING
    clock.shift(PAUSES[0])
    assert deliver() == Delivered(0, 30, 0)
    clock.shift(PAUSES[0])
    assert deliver() == NOTHING
    provider.status = 202
    clock.shift(PAUSES[1])
    assert deliver() == Delivered(30, 0, 0)
    assert len(provider.messages) == 30


def test_a_channel_down_for_days_is_given_up(provider, clock):
    provider.status = 500
    say()
    for pause in PAUSES:
        assert deliver() == Delivered(0, 1, 0)
        clock.shift(pause)

    assert deliver() == Delivered(0, 0, 1)
    clock.shift(timedelta(days=30))
    assert deliver() == NOTHING
    assert (entry().state, entry().error) == (EntryState.FAILED, "ChannelDown")


def test_one_bad_number_does_not_hold_up_the_others(provider):
    provider.answers = {"+6281": 400, "+6282": 409}
    say(key="bad", to=Recipient("+6281"))
    say(key="busy", to=Recipient("+6282"))
    say(key="good")

    assert deliver() == Delivered(1, 1, 1)
    assert [entry(key).error for key in ("bad", "busy", "good")] == ["Refused", "Deferred", ""]


def test_the_preferred_way_is_tried_first_and_the_other_where_it_refuses(ways_out, tmp_path, mail):
    server, smtp = mail
    with message_provider() as (provider, url):
        ways_out(
            told(
                tmp_path,
                names=("email", "message"),
                smtp_url=smtp,
                mail_from="kami@contoh.id",
                message_url=url,
                message_token="x",
            )
        )
        provider.answers = {"+6281": 400}
        say(key="phone", to=Recipient(PHONE, "a@contoh.id"))
        say(key="refused", to=Recipient("+6281", "b@contoh.id"))
        say(key="only-mail", to=Recipient(email="c@contoh.id"))
        deliver()

    assert {post["to"] for post in provider.posts} == {PHONE, "+6281"}
    assert {mail["To"] for mail in server.mails} == {"b@contoh.id", "c@contoh.id"}


def test_whom_no_channel_reaches_is_said_at_once(provider):
    say(to=Recipient(email="siti@contoh.id"))

    assert deliver() == Delivered(0, 0, 1)
    assert entry().error == "NoChannel"


def test_texts_and_recipients_are_erased_in_time_and_the_key_stays(provider, clock, monkeypatch):
    monkeypatch.setattr(sweeping, "AT_ONCE", 2)
    crowd_of_notices(5)
    deliver()
    say()
    clock.shift(KEPT + timedelta(seconds=1))
    say(key="new")

    assert sweep() == Swept(0, 5)
    assert sweep() == Swept(0, 0)
    gone = entry("k0")
    assert (gone.text, gone.subject, gone.phone, gone.email) == (None, None, None, None)
    assert entry().text == NOTICE.text  # it still waits
    say(key="k0")
    assert count() == 7


def test_nothing_personal_is_logged(provider, monkeypatch, caplog):
    monkeypatch.setattr(delivery, "log", structlog.get_logger("test"))
    caplog.set_level(logging.DEBUG)
    provider.answers = {PHONE: 400}
    say(to=Recipient(PHONE, "siti@contoh.id"))
    with structlog.testing.capture_logs() as lines:
        deliver()
    written = f"{lines} {caplog.text}"

    assert lines[0]["error"] == "Refused"
    assert not [secret for secret in (PHONE[1:], "siti@", "Siti", NOTICE.subject) if secret in written]


def test_a_change_of_key_reaches_what_waits(provider, keyring):
    new = new_key()
    say(to=Recipient(PHONE, "siti@contoh.id"))
    use_keyring(both := Keyring.parse(f"{new},{FIELD_KEYS}"))
    try:
        assert rotate(metadata, both) == 1
        use_keyring(Keyring.parse(new))
        sessions.remove()
        assert deliver() == SENT
    finally:
        use_keyring(keyring)
        sessions.remove()

    assert provider.posts[0]["text"] == NOTICE.text


def test_the_commands_tell_what_they_did(app, provider):
    say()
    runner = app.test_cli_runner()

    sent = runner.invoke(args=["outbox", "deliver", "--json"])
    swept = runner.invoke(args=["outbox", "sweep", "--json"])

    assert json.loads(sent.stdout) == {"sent": 1, "failed_for_now": 0, "failed": 0}
    assert json.loads(swept.stdout) == {"found": 0, "erased": 0}
    assert (sent.exit_code, swept.exit_code) == (0, 0)
