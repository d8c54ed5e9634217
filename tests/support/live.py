"""The app as it is served: gunicorn on a free port, with a database and a data directory of its own."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from agentapp.core import db
from agentapp.core.db import sessions
from agentapp.core.encryption import Keyring, use_keyring
from agentapp.enrolment import photos
from agentapp.funds import documents
from agentapp.funds.batches import files as sheets
from tests.support.databases import ROOT
from tests.support.postgres import free_port

FIELD_KEYS = "dGhlIGtleSB0aGF0IGFsbCB0aGUgdGVzdHMgdXNlLi4="
SECRET_KEY = "the secret that all the tests use"
READY_SECONDS = 60.0
STOP_SECONDS = 15.0


def surroundings(database_url: str, data_dir: Path, **more: str) -> dict[str, str]:
    """The environment of a process of the app."""
    return {
        **os.environ,
        "APP_ENV": "test",
        "SECRET_KEY": SECRET_KEY,
        "FIELD_KEYS": FIELD_KEYS,
        "DATABASE_URL": database_url,
        "DATA_DIR": str(data_dir),
        "PYTHONPATH": str(ROOT),
        **more,
    }


@dataclass
class LiveSite:
    """A running server. `database_url` must be migrated; `data_dir` may be empty."""

    database_url: str
    data_dir: Path
    workers: int = 1
    target: str = "wsgi:app"
    port: int = 0
    _server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return surroundings(
            self.database_url, self.data_dir, PORT=str(self.port), WEB_CONCURRENCY=str(self.workers)
        )

    def __enter__(self) -> Self:
        self.port = free_port()
        gunicorn = [Path(sys.executable).parent / "gunicorn", "--config", "python:agentapp.gunicorn_conf"]
        with (self.data_dir / "server.log").open("wb") as log:
            self._server = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", *gunicorn, "--log-level", "warning", self.target],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait(self._server)
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.terminate()
            try:
                self._server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._server.kill()

    @property
    def log(self) -> str:
        return (self.data_dir / "server.log").read_text()

    def _wait(self, server: subprocess.Popen[bytes]) -> None:
        give_up = time.monotonic() + READY_SECONDS
        while not self._answers():
            if server.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"the server did not start: {self.log}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.client.OK
        except OSError:
            return False
        finally:
            connection.close()


@contextmanager
def inside(site: LiveSite) -> Iterator[None]:
    """Let this process work on the site's database and photos, as the factories do, and then go back."""
    before = sessions.session_factory.kw.get("bind")
    use_keyring(Keyring.parse(FIELD_KEYS))
    engine = db.connect(site.database_url)
    photos.use_store(site.data_dir / "photos")
    sheets.use_store(site.data_dir / "batches")
    documents.use_store(site.data_dir / "fund-documents")
    try:
        yield
    finally:
        sessions.remove()
        engine.dispose()
        sessions.configure(bind=before)


@contextmanager
def making(site: LiveSite) -> Iterator[None]:
    """As `inside`, for factories: they read before they write, so SQLite keeps the site from writing meanwhile."""
    with inside(site):
        bind = sessions.session_factory.kw["bind"]
        sessions.configure(bind=bind.execution_options(gendong_write=True))
        yield
