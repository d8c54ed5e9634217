"""What workers and queues log, and `flask …` as processes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from agentapp.config import Settings
from agentapp.tasks import queue, worker
from tests.support.commands import Commands


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """The log's lines. Loggers are made afresh: one used before keeps its way out."""
    for module in (queue, worker):
        monkeypatch.setattr(module, "log", structlog.get_logger())
    with structlog.testing.capture_logs() as lines:
        yield lines


@pytest.fixture
def commands(settings: Settings, database: object, tmp_path: Path) -> Iterator[Commands]:
    with Commands(settings.database_url, tmp_path) as started:
        yield started
