"""An installation in one file and back: nothing acknowledged is missing once the phones have offered again."""

import json
import os
import stat
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import func, select

from agentapp.backup import archive, folders, postgresql, service
from agentapp.backup.refusals import (
    Damaged,
    NoServer,
    NotABackup,
    NotEmpty,
    NotMigrated,
    NoTools,
    OtherDatabase,
    OtherKeys,
    ToolFailed,
)
from agentapp.backup.store import engine_of, is_empty
from agentapp.core.db import sessions
from agentapp.core.encryption import Keyring, new_key, use_keyring
from agentapp.enrolment import photos
from agentapp.enrolment.models import Enrolment
from agentapp.intake.models import Life, Receipt
from tests.factories import AgentFactory
from tests.intake.conftest import phone_of  # noqa: F401 - a fixture
from tests.intake.phone import digest, person
from tests.support.databases import ROOT


def picture():
    """One that nobody has seen before: files stay from test to test."""
    made = BytesIO()
    Image.frombytes("RGB", (16, 16), os.urandom(768)).save(made, "JPEG")
    return made.getvalue()


@pytest.fixture
def phone(session, phone_of):  # noqa: F811
    return phone_of(AgentFactory())


@pytest.fixture
def run(app):
    def run(*words, status=0):
        sessions.remove()
        ended = app.test_cli_runner().invoke(args=[*map(str, words), "--json"])
        assert ended.exit_code == status, ended.output
        return json.loads(ended.stdout) if not status else ended.output

    return run


@pytest.fixture
def here(app, session):
    """The settings of this installation. Nobody reads in it meanwhile."""
    session.remove()
    return app.config["SETTINGS"]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "gendong.backup"


def offer(phone, receipts):
    items = [{"submission_id": each["submission_id"], "digest": each["digest"]} for each in receipts]
    return phone.send_json("POST", "/offers", {"items": items}).json["missing"]


def test_after_a_restore_the_phones_bring_what_came_after_the_backup_and_receipts_stay(
    phone, run, file, session
):
    seen = [picture() for _ in range(3)]
    early, other, late = (person(ktp_photo=digest(each)) for each in seen)
    told = {each["submission_id"]: phone.put(each, 201).json for each in (early, other)}
    phone.put_photo(seen[0], 201)
    run("backup", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    told[late["submission_id"]] = phone.put(late, 201).json
    for each in seen[1:]:
        phone.put_photo(each, 201)
    before = phone.tell()["life"]
    assert "--force" in run("restore", file, status=1)
    assert phone.tell()["life"] == before

    restored = run("restore", file, "--force")

    assert (restored["migrate"], restored["set_aside"]) == (False, 2)
    assert phone.tell()["life"] == restored["life"] != before
    assert session.scalar(select(func.count()).select_from(Enrolment)) == 2
    assert offer(phone, told.values()) == [late["submission_id"]]
    for sent in (early, other):
        assert phone.put(sent, 200).json == told[sent["submission_id"]]
    bring_again(phone, late, seen)
    assert offer(phone, told.values()) == []
    here = session.scalars(select(Enrolment)).all()
    assert {str(each.submission_id) for each in here} == set(told)
    assert len(here) == session.scalar(select(func.count()).select_from(Receipt)) == 3
    assert {photos.store().get(each.ktp_photo) for each in here} == set(map(photos.prepare, seen))


def bring_again(phone, sent, seen):
    """What a phone does that was told what is missing: the application, then the photos that are awaited."""
    phone.put(sent, 201)
    awaited = {sha for change in phone.changes()["changes"] for sha in change["awaits"]}
    assert awaited == set(map(digest, seen[1:]))
    for each, status in zip(seen, (200, 201, 201), strict=True):
        phone.put_photo(each, status)


def test_an_empty_installation_becomes_what_the_other_was_without_force(
    here, phone, file, empty_database, tmp_path
):
    seen = picture()
    phone.put(person(ktp_photo=digest(seen)), 201)
    phone.put_photo(seen, 201)
    sessions.remove()
    made = service.backup(here, file)
    there = replace(
        here,
        data_dir=tmp_path / "there",
        database_url=empty_database.url.render_as_string(hide_password=False),
    )

    told = service.restore(there, file, force=False)

    assert (told.files, told.set_aside) == (made.files, 0)
    assert {name for name, _ in folders.parts(there.data_dir)} == {
        name for name, _ in folders.parts(here.data_dir)
    }
    with empty_database.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Enrolment.__table__)) == 1
        assert str(connection.scalar(select(Life.life))) == told.life
    assert not [path for path in there.data_dir.iterdir() if path.name.startswith(".gendong-")]
    with pytest.raises(NotEmpty):
        service.restore(there, file, force=False)
    assert service.restore(there, file, force=True).life != told.life


def test_what_stands_in_the_way_is_said_in_one_line(run, file, here, tmp_path):
    assert run("backup", tmp_path / "nowhere" / "x.tar", status=1).startswith(
        "Error: No such file or directory"
    )
    assert run("restore", tmp_path / "nowhere.tar", status=2)
    silent = replace(here, database_url="postgresql+psycopg://x:secret@127.0.0.1:1/x?connect_timeout=2")
    with pytest.raises(NoServer):
        service.backup(silent, file)
    with pytest.raises(NoTools):
        postgresql._tools(99)
    with pytest.raises(NotMigrated):
        service.backup(replace(here, database_url=f"sqlite:///{tmp_path / 'new.db'}"), file)
    assert not file.exists()


def flipped(whole):
    at = len(whole) // 3
    return whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]


SPOILT = {
    "a bit": (flipped, Damaged),
    "its end": (lambda whole: whole[: len(whole) // 2], Damaged),
    "all but its first blocks": (lambda whole: whole[: 512 * 3], Damaged),
    "everything": (lambda _: b"PK" * 900, NotABackup),
    "to nothing": (lambda _: b"", NotABackup),
}


@pytest.fixture
def made(here, phone, file):
    """A backup; what is in the installation must not change any more."""
    phone.put(person(), 201)
    sessions.remove()
    service.backup(here, file)
    return file


def test_a_file_that_is_not_as_it_was_written_is_refused_before_anything_is_touched(made, here, session):
    whole, life = made.read_bytes(), session.scalar(select(Life.life))
    session.remove()

    for spoil, refusal in SPOILT.values():
        made.write_bytes(spoil(whole))
        with pytest.raises(refusal):
            service.restore(here, made, force=True)

    assert session.scalar(select(Life.life)) == life


def test_another_installations_keys_another_database_and_other_files_are_refused(
    made, here, keyring, tmp_path
):
    try:
        use_keyring(Keyring.parse(new_key()))
        with pytest.raises(OtherKeys):
            service.restore(here, made, force=True)
    finally:
        use_keyring(keyring)
    other = "sqlite:///x.db" if here.database_url.startswith("postgresql") else "postgresql+psycopg:///x"
    with pytest.raises(OtherDatabase):
        service.restore(replace(here, database_url=other), made, force=True)
    manifest = archive.check(made)
    for name in ("files/../x", "files/photos/../../x", "files/secrets.json", "/etc/x", "files/photos"):
        archive.write(made, manifest.facts, [("database", ROOT / "README.md"), (name, ROOT / "README.md")])
        with pytest.raises(NotABackup):
            service.restore(here, made, force=True)


def test_a_restore_that_breaks_off_leaves_the_database_as_it_was(made, here, session, tmp_path):
    rows = session.scalars(select(Enrolment.id)).all()
    life = session.scalar(select(Life.life))
    session.remove()
    whole = tmp_path / "whole"
    facts = archive.check(made).facts
    for name, content in archive.extract(made, archive.check(made)):
        if name == "database":
            whole.write_bytes(content.read()[:-4096])
    archive.write(made, facts, [("database", whole)])

    with pytest.raises((Damaged, ToolFailed)):
        service.restore(here, made, force=True)

    assert session.scalars(select(Enrolment.id)).all() == rows
    assert session.scalar(select(Life.life)) == life


def test_a_database_that_is_damaged_is_replaced_by_force_alone(made, here, tmp_path):
    if not here.database_url.startswith("sqlite"):
        pytest.skip("a server's files are the server's affair")
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database at all" * 500)
    there = replace(here, database_url=f"sqlite:///{broken}", data_dir=tmp_path / "there")
    with pytest.raises(NotEmpty):
        service.restore(there, made, force=False)

    service.restore(there, made, force=True)

    assert not is_empty(there.database_url)
    assert broken.with_name("broken.db.damaged").exists()
    with engine_of(there.database_url) as engine, engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Enrolment.__table__)) == 1


def test_every_folder_of_the_installation_is_either_kept_or_known_to_be_no_loss():
    without_loss = {"assets"}
    told = (ROOT / "agentapp" / "app.py").read_text() + (ROOT / "agentapp" / "config.py").read_text()
    told += "".join(path.read_text() for path in (ROOT / "agentapp" / "autodebit" / "gateways").glob("*.py"))
    named = {part.split('"')[1] for part in told.split("data_dir / ")[1:] if part.startswith('"')}

    assert named - without_loss - {"secrets.json"} == set(folders.KEPT)
