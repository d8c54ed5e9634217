"""`make run`: the app, a worker and the simulated bank come up together, and end together."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.databases import ROOT
from tests.support.postgres import free_port

PATIENCE = 120.0


@pytest.fixture
def only_once(database_kind):
    if database_kind != "sqlite":
        pytest.skip("what is served does not depend on the database; loading the demo takes long enough once")


@pytest.fixture
def environment(tmp_path):
    ports = {"PORT": str(free_port()), "SIMULATOR_PORT": str(free_port())}
    return {**os.environ, "APP_ENV": "demo", "DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT), **ports}


def begin(environment, log):
    return subprocess.Popen(
        ["setpriv", "--pdeathsig", "TERM", sys.executable, ".ci/serve.py"],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def wait_until(holds, log: Path):
    give_up = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < give_up, log.read_text()
        time.sleep(0.1)


def fetch(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


def group_of(process) -> list[str]:
    """The commands that still run among what `process` started."""
    listed = subprocess.run(
        ["ps", "-o", "args=", "-g", str(process.pid)], capture_output=True, text=True, check=False
    )
    return listed.stdout.splitlines()


@pytest.mark.long
def test_three_servers_come_up_and_ctrl_c_ends_them_all(only_once, environment, tmp_path):
    log = tmp_path / "run.log"
    with log.open("wb") as out:
        running = begin(environment, out)
    try:
        wait_until(lambda: "Ctrl-C stops." in log.read_text() or running.poll() is not None, log)
        said = log.read_text()
        assert f"Gendong: http://127.0.0.1:{environment['PORT']}" in said
        assert f"Bank simulator: http://127.0.0.1:{environment['SIMULATOR_PORT']}/_book" in said
        assert fetch(environment["PORT"], "/readyz")[0] == 200
        assert json.loads(fetch(environment["SIMULATOR_PORT"], "/_book")[1]) == []
        wait_until(lambda: "worker_started" in log.read_text(), log)

        os.killpg(running.pid, signal.SIGINT)

        assert running.wait(60) == 0
        wait_until(lambda: not group_of(running), log)
        assert "Traceback" not in log.read_text()
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)


@pytest.mark.parametrize("name", ["PORT", "SIMULATOR_PORT"])
def test_a_taken_port_ends_it_with_one_line(only_once, environment, tmp_path, name):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment[name] = str(taken.getsockname()[1])
        refused = subprocess.run(
            [sys.executable, ".ci/serve.py"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    assert f"make run {name}={int(environment[name]) + 1}" in refused.stderr
    assert not (tmp_path / "gendong.db").exists()
