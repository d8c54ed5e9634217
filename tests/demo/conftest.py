"""The demo, loaded by its command, once for all processes of a run; every test that wants it has a copy of its own."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from agentapp.core.db import sessions
from agentapp.programmes.rulebook import forget
from tests.support.databases import Database, SqliteDatabase


@dataclass(frozen=True)
class KeptDemo:
    """What `flask demo --json` said of an empty database, and the database and photos as it left them."""

    folder: Path

    @property
    def said(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads((self.folder / "said.json").read_text())
        return said

    @property
    def seconds(self) -> str:
        return (self.folder / "seconds").read_text()

    def make(self, application: Flask, database: SqliteDatabase, photos: Path) -> None:
        begun = time.perf_counter()
        loaded = application.test_cli_runner().invoke(args=["demo", "--json"])
        seconds = time.perf_counter() - begun
        assert loaded.exit_code == 0, loaded.output
        sessions.remove()
        new = self.folder.with_suffix(".new")
        new.mkdir()
        (new / "said.json").write_text(loaded.stdout)
        (new / "seconds").write_text(f"{seconds:.1f}")
        database.keep(new / "demo.db")
        shutil.copytree(photos, new / "photos")
        new.rename(self.folder)

    def bring(self, application: Flask, database: SqliteDatabase, photos: Path) -> None:
        database.become(self.folder / "demo.db", application.extensions["gendong_engine"])
        shutil.copytree(self.folder / "photos", photos, dirs_exist_ok=True)


@pytest.fixture(scope="session")
def kept_demo(
    application: Flask, migrated: Database, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> KeptDemo:
    """Its first asker makes it; the other processes of the run wait for that."""
    if not isinstance(migrated, SqliteDatabase):
        pytest.skip("what the demo holds does not depend on the database; loading takes long enough once")
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    kept = KeptDemo(shared / "demo")
    with (shared / "demo.lock").open("w") as turn:
        flock(turn, LOCK_EX)
        if not kept.folder.exists():
            kept.make(application, migrated, data_dir / "photos")
            migrated.clean(application.extensions["gendong_engine"])
    return kept


@pytest.fixture(scope="module")
def demo(application: Flask, migrated: Database, data_dir: Path, kept_demo: KeptDemo) -> Iterator[KeptDemo]:
    """The demo in the database, for all tests of a module; they leave it as it is."""
    assert isinstance(migrated, SqliteDatabase)
    kept_demo.bring(application, migrated, data_dir / "photos")
    yield kept_demo
    sessions.remove()
    migrated.clean(application.extensions["gendong_engine"])
    forget()


@pytest.fixture
def own_demo(app: Flask, database: Database, data_dir: Path, kept_demo: KeptDemo) -> KeptDemo:
    """The demo in the database, for one test, which may change it."""
    assert isinstance(database, SqliteDatabase)
    kept_demo.bring(app, database, data_dir / "photos")
    return kept_demo
