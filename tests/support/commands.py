"""`flask …` commands as processes of their own, over a test's database and a data directory."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from tests.support.databases import ROOT
from tests.support.live import surroundings

PATIENCE = 60.0


@dataclass
class Commands:
    """What it starts and does not wait for ends with it. `more`: further settings."""

    database_url: str
    data_dir: Path
    more: dict[str, str] = field(default_factory=dict)
    _started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        return surroundings(self.database_url, self.data_dir, **self.more)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._started:
            process.kill()
            process.communicate()

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """A command at work; its stderr goes to `log`."""
        flask = [Path(sys.executable).parent / "flask", "--app", "wsgi"]
        with self.log_path.open("a") as log:
            process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *flask, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._started.append(process)
        return process

    def together(self, *arguments: str, times: int) -> list[dict[str, Any]]:
        """What several processes of one command, begun at once, print as JSON."""
        begun = [self.start(*arguments, "--json") for _ in range(times)]
        return [self._told(process) for process in begun]

    def _told(self, process: subprocess.Popen[str]) -> dict[str, Any]:
        said = process.communicate(timeout=PATIENCE)[0]
        assert process.returncode == 0, self.log
        answer: dict[str, Any] = json.loads(said)
        return answer

    @property
    def log_path(self) -> Path:
        return self.data_dir / "commands.log"

    @property
    def log(self) -> str:
        return self.log_path.read_text()

    def wait_until(self, holds: Callable[[], object]) -> None:
        """Raises AssertionError with the log if it does not come to that."""
        give_up = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < give_up, self.log
            time.sleep(0.1)
