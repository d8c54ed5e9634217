from collections.abc import Iterator

import pytest
from flask import Flask

from agentapp.core.db import sessions
from agentapp.demo import Summary, load
from agentapp.enrolment.photos import store
from agentapp.programmes.rulebook import forget
from tests.support.databases import Database


@pytest.fixture(scope="module")
def demo(application: Flask, migrated: Database, database_kind: str) -> Iterator[Summary]:
    """The demo, loaded once for all tests of a module; they leave it as it is.

    What it holds does not depend on the database (`test_load` loads it into both).
    """
    if database_kind != "sqlite":
        pytest.skip("what the demo holds does not depend on the database")
    loaded = load(store())
    assert loaded is not None
    yield loaded
    sessions.remove()
    migrated.clean(application.extensions["gendong_engine"])
    forget()
