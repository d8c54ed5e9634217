"""After the main job neither the database nor the log holds a NIK, a mother's name or a telephone number in clear."""

import logging
import sys
from pathlib import Path

import pytest
import structlog
from sqlalchemy import Engine, inspect, make_url, text
from structlog._config import BoundLoggerLazyProxy

from tests.factories import AgentFactory, SupervisorFactory, application_data
from tests.pages import ANY
from tests.support.main_job import approve, enrol, pay

MOTHER = "Zainabun Marlis"
PHONE = "0812 7766 5544"
HEIR_PHONE = "081277660011"
ADDRESS = "Jorong Sembunyi 77"
EMAIL = "rahasia.sekali@contoh.id"


@pytest.fixture
def data() -> dict[str, str]:
    return application_data(
        mother_name=MOTHER, phone=PHONE, address=ADDRESS, email=EMAIL, heirs__0__phone=HEIR_PHONE
    )


@pytest.fixture
def secrets(data) -> list[str]:
    return [data["nik"], MOTHER, "81277665544", HEIR_PHONE[1:], ADDRESS, EMAIL]


@pytest.fixture
def main_job(signed_in_client, data):
    """The way from form to receipt, and the refusals beside it."""

    def run() -> None:
        person = AgentFactory()
        agent, supervisor = signed_in_client(person), signed_in_client(SupervisorFactory())
        _refused(agent, data | {"phone": "12", "nik": data["nik"][:-4] + "0000"})
        enrolment = enrol(agent, data)
        _refused(agent, data | {"submission_id": application_data()["submission_id"]})
        approve(supervisor, enrolment)
        pay(agent, enrolment, "KW-1")
        agent.get("/enrolments", query_string={"q": data["nik"][-4:]})
        agent.post(
            "/enrolments/nik-check",
            data={"csrf_token": agent.csrf_token("/enrolments/new"), "nik": data["nik"]},
        )
        _refused(agent, data, path="/login", token=None)

    return run


def _refused(agent, data, path="/enrolments/new", token="/enrolments/new"):
    fields = data | ({"csrf_token": agent.csrf_token(token)} if token else {})
    assert agent.post(path, data=fields, status=ANY).status_code in (400, 422)


def stored(engine: Engine) -> bytes:
    """Everything the database keeps: the files of SQLite, a dump of all rows of PostgreSQL."""
    if engine.dialect.name == "sqlite":
        file = Path(str(make_url(engine.url).database))
        return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        rows = [
            connection.execute(text(f"SELECT t::text FROM {table} t")).scalars().all() for table in tables
        ]
    return "\n".join(row for table in rows for row in table).encode()


def forms(secret: str) -> list[bytes]:
    """A text as it is, and as it looks inside a dumped binary column."""
    return [secret.encode(), secret.encode().hex().encode()]


def test_no_secret_lies_in_the_database_in_clear(app, main_job, secrets):
    main_job()
    kept = stored(app.extensions["gendong_engine"])

    assert b"KW-1" in kept
    assert not [secret for secret in secrets for form in forms(secret) if form in kept]


def test_photos_are_not_kept_in_clear(app, main_job, settings):
    main_job()
    files = [path.read_bytes() for path in (settings.data_dir / "photos").rglob("*") if path.is_file()]

    assert files
    assert not [file for file in files if b"JFIF" in file[:64] or file.startswith(b"\xff\xd8")]


@pytest.fixture
def fresh_loggers(app, monkeypatch):
    """Loggers keep the first configuration they met; these meet the test's."""
    for name, module in list(sys.modules.items()):
        if name.startswith("agentapp.") and isinstance(getattr(module, "log", None), BoundLoggerLazyProxy):
            monkeypatch.setattr(module, "log", structlog.get_logger(name))


def test_no_secret_is_written_to_the_log(main_job, fresh_loggers, secrets, caplog):
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as entries:
        main_job()
    written = f"{entries}\n{caplog.text}"

    assert len(entries) > 10
    assert not [secret for secret in secrets if secret in written]
