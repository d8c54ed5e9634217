"""What each channel hands over, and how it tells a refusal from a bad day: to real servers."""

import re
import stat
from email import message_from_bytes
from email.policy import default
from uuid import UUID

import pytest
from aiosmtpd.smtp import AuthResult

from agentapp.config import ConfigurationError, Settings
from agentapp.core.channels.channel import ChannelDown, Deferred, Letter, Refused
from agentapp.core.channels.file_sink import FileSink
from agentapp.core.channels.message import MessageService
from agentapp.core.channels.smtp import Smtp
from agentapp.core.outbox_entry import Way
from tests.core.receivers import free_port, mail_server, message_provider, told

ID = UUID("6f1f8a70-0000-4000-8000-000000000001")
LETTER = Letter(
    id=ID,
    kind="receipt",
    language="id",
    prefers=Way.PHONE,
    phone="+6281277665544",
    email="siti@contoh.id",
    subject="Tanda terima – Rp16.800",
    text="Terima kasih, Bu Siti.\nIuran November 2026 sudah lunas. 🌾",
)
FROM = "Gendong <kabar@gendong.id>"


def sent(channel, letter=LETTER) -> None:
    with channel.open() as send:
        send(letter)


def changed(**values) -> Letter:
    return Letter(**{name: getattr(LETTER, name) for name in Letter.__slots__} | values)


def by_mail(url, tmp_path) -> Smtp:
    return Smtp(told(tmp_path, smtp_url=url, mail_from=FROM))


def by_message(url, tmp_path, token="let-me") -> MessageService:
    return MessageService(told(tmp_path, message_url=url, message_token=token))


def test_a_message_becomes_a_file_that_only_its_owner_reads(tmp_path):
    folder = tmp_path / "outbox"
    sent(FileSink(told(folder)))

    file = folder / f"{ID}.txt"
    assert file.read_text() == f"To: {LETTER.phone}\n\n{LETTER.text}\n"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, file)] == [0o700, 0o600]


@pytest.mark.parametrize("letter", [changed(prefers=Way.EMAIL), changed(phone=None)])
def test_an_email_becomes_a_file_that_a_mail_program_opens(tmp_path, letter):
    sent(FileSink(told(tmp_path)), letter)
    sent(FileSink(told(tmp_path)), letter)
    (file,) = tmp_path.iterdir()

    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert (mail["To"], mail["Subject"]) == ("siti@contoh.id", LETTER.subject)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_is_a_channel_that_is_down(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(ChannelDown):
        sent(FileSink(told(tmp_path / "file" / "outbox")))


def test_an_email_arrives_whole(mail, tmp_path):
    server, url = mail
    sent(by_mail(url, tmp_path))
    (arrived,) = server.mails

    assert arrived.get_content().strip().replace("\r\n", "\n") == LETTER.text
    assert (arrived["From"], arrived["To"], arrived["Subject"]) == (FROM, LETTER.email, LETTER.subject)
    assert arrived["Message-ID"] == f"<{ID.hex}@gendong.id>"
    assert arrived["Auto-Submitted"] == "auto-generated"


def test_one_connection_carries_many(mail, tmp_path):
    server, url = mail
    with by_mail(url, tmp_path).open() as send:
        for _ in range(3):
            send(LETTER)

    assert len(server.mails) == 3


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [("550 no such person", Refused), ("452 mailbox full", Deferred), ("421 later", Deferred)],
)
def test_a_server_may_refuse_a_recipient(mail, tmp_path, answer, verdict):
    server, url = mail
    server.answers = {LETTER.email: answer}

    with pytest.raises(verdict):
        sent(by_mail(url, tmp_path))


@pytest.mark.parametrize(("answer", "verdict"), [("554 spam", Refused), ("451 greylisted", Deferred)])
def test_a_server_may_refuse_the_text(mail, tmp_path, answer, verdict):
    server, url = mail
    server.on_data = answer

    with pytest.raises(verdict):
        sent(by_mail(url, tmp_path))


@pytest.mark.parametrize("email", ["", "x", "a@b\r\nBcc: c@d", "ü@contoh.id", "a b@c.id", "@"])
def test_an_address_that_is_none_is_refused(mail, tmp_path, email):
    server, url = mail

    with pytest.raises(Refused):
        sent(by_mail(url, tmp_path), changed(email=email))
    assert server.mails == []


def test_a_subject_cannot_bring_a_header(mail, tmp_path):
    server, url = mail
    sent(by_mail(url, tmp_path), changed(subject="Tanda\r\nBcc: orang@lain.id"))

    assert server.mails[0]["Bcc"] is None
    assert server.mails[0]["Subject"] == "Tanda Bcc: orang@lain.id"


def test_a_password_is_not_sent_without_encryption(tmp_path):
    def let_in(*_args):
        return AuthResult(success=True)

    with mail_server(auth_require_tls=False, authenticator=let_in) as (server, url):
        with pytest.raises(ChannelDown):
            sent(by_mail(url.replace("//", "//nama:sandi@"), tmp_path))
        assert server.mails == []


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_mail_server_that_is_not_there_is_down(tmp_path, scheme):
    with pytest.raises(ChannelDown):
        sent(by_mail(f"{scheme}://127.0.0.1:{free_port()}", tmp_path))


def test_a_server_without_tls_does_not_speak_smtps(mail, tmp_path):
    with pytest.raises(ChannelDown):
        sent(by_mail(mail[1].replace("smtp:", "smtps:"), tmp_path))


def test_a_message_is_posted_with_its_key_and_token(tmp_path):
    with message_provider() as (provider, url):
        sent(by_message(url, tmp_path))

    assert provider.messages == {
        str(ID): {
            "id": str(ID),
            "to": LETTER.phone,
            "text": LETTER.text,
            "kind": "receipt",
            "language": "id",
        }
    }
    assert provider.authorizations == {"Bearer let-me"}


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (400, Refused),
        (422, Refused),
        (410, Refused),
        (409, Deferred),
        (401, ChannelDown),
        (402, ChannelDown),
        (404, ChannelDown),
        (429, ChannelDown),
        (302, ChannelDown),
        (500, ChannelDown),
        (503, ChannelDown),
    ],
)
def test_what_a_provider_answers(tmp_path, status, verdict):
    with message_provider() as (provider, url):
        provider.status = status
        with pytest.raises(verdict):
            sent(by_message(url, tmp_path))


@pytest.mark.parametrize("url", ["http://127.0.0.1:{}/", "http://kantor.invalid/", "http://[x"])
def test_a_provider_that_cannot_be_reached_is_down(tmp_path, url):
    with pytest.raises(ChannelDown):
        sent(by_message(url.format(free_port()), tmp_path))


def test_no_address_or_text_of_a_letter_is_printed():
    assert not re.search(r"siti|8127|lunas|Rp16", repr(LETTER))


PRODUCTION = {
    "APP_ENV": "test",
    "SECRET_KEY": "x" * 16,
    "FIELD_KEYS": "dGhlIGtleSB0aGF0IGFsbCB0aGUgdGVzdHMgdXNlLi4=",
}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"NOTICE_CHANNELS": "pigeon"}, "NOTICE_CHANNELS"),
        ({"NOTICE_CHANNELS": "file,"}, "NOTICE_CHANNELS"),
        ({"NOTICE_CHANNELS": "email"}, "SMTP_URL"),
        ({"NOTICE_CHANNELS": "email", "SMTP_URL": "http://x"}, "SMTP_URL"),
        ({"NOTICE_CHANNELS": "email", "SMTP_URL": "smtp://x:port"}, "SMTP_URL"),
        ({"NOTICE_CHANNELS": "email", "SMTP_URL": "smtp://x"}, "MAIL_FROM"),
        ({"MAIL_FROM": "nobody"}, "MAIL_FROM"),
        ({"NOTICE_CHANNELS": "message"}, "MESSAGE_URL"),
        ({"NOTICE_CHANNELS": "message", "MESSAGE_URL": "https://x/y"}, "MESSAGE_TOKEN"),
    ],
)
def test_a_channel_without_its_settings_stops_the_start(tmp_path, wrong, named):
    with pytest.raises(ConfigurationError, match=f"^{named}: "):
        Settings.from_environment(PRODUCTION | {"DATA_DIR": str(tmp_path)} | wrong)


def test_settings_name_the_channels_in_order(tmp_path):
    settings = Settings.from_environment(
        PRODUCTION
        | {
            "DATA_DIR": str(tmp_path),
            "NOTICE_CHANNELS": "message, email",
            "SMTP_URL": "smtp://nama:rahasia@mail.contoh.id:587",
            "MAIL_FROM": FROM,
            "MESSAGE_URL": "https://pesan.contoh.id/kirim",
            "MESSAGE_TOKEN": "rahasia",
        }
    )

    assert settings.notices.names == ("message", "email")
    assert settings.notices.folder == tmp_path / "outbox"
    assert "rahasia" not in repr(settings)
