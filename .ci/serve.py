"""Serves the demo: brings the database up to date, fills an empty one, and runs until Ctrl-C the app, a worker and,
where it is the bank in use, the simulated bank.

`make run` calls it from the repository's root, with that root on PYTHONPATH.
"""

import http.client
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from agentapp.config import Settings

BIN = Path(sys.executable).parent
READY_SECONDS = 60.0
STOP_SECONDS = 35.0
PASSWORD = "gendong-demo"
Page = tuple[int, str]
"""A port and a path that answers 200 once its server can serve."""

LOGINS = (
    ("agen@demo.id", "agent"),
    ("agen2@demo.id", "agent"),
    ("supervisor@demo.id", "supervisor, branch Solok"),
    ("supervisor2@demo.id", "supervisor, branch Solok"),
    ("supervisor3@demo.id", "supervisor, branch Mamuju"),
    ("sponsor@demo.id", "sponsor"),
    ("sponsor2@demo.id", "sponsor"),
    ("pemda@demo.id", "fund officer, Kabupaten Sijunjung"),
    ("admin@demo.id", "admin"),
)


def main() -> int:
    """Exit status of the server that ended first; 0 after Ctrl-C."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    settings = Settings.from_environment()
    simulated = settings.bank_gateway == "simulator"
    pages = {"PORT": (settings.port, "/readyz")}
    if simulated:
        pages["SIMULATOR_PORT"] = (settings.simulator_port, "/_book")
    try:
        for name, (port, _) in pages.items():
            refuse_taken_port(name, port)
        prepare_database()
        return serve(list(pages.values()), simulated=simulated)
    except KeyboardInterrupt:
        return 0
    except subprocess.CalledProcessError as error:
        return error.returncode


def refuse_taken_port(name: str, port: int) -> None:
    """End with one line when something listens already: two servers would share the port in silence."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            sys.exit(
                f"Port {port} cannot be used ({error.strerror}). Choose another: make run {name}={port + 1}"
            )


def prepare_database() -> None:
    """Migrate, then load the demo data unless there are people already."""
    subprocess.run([BIN / "alembic", "-c", "migrations/alembic.ini", "upgrade", "head"], check=True)
    subprocess.run([BIN / "flask", "--app", "wsgi", "demo"], check=True)


def serve(pages: list[Page], *, simulated: bool) -> int:
    """Run the servers side by side; when one ends, or we are told to, all end."""
    flask: list[str | Path] = [BIN / "flask", "--app", "wsgi"]
    commands: list[list[str | Path]] = [
        [BIN / "gunicorn", "--config", "python:agentapp.gunicorn_conf", "wsgi:app"],
        [*flask, "worker"],
    ]
    if simulated:
        commands.append([*flask, "bank-simulator"])
    servers = [subprocess.Popen(command) for command in commands]
    try:
        wait_until_ready(pages, servers)
        while all(server.poll() is None for server in servers):
            time.sleep(0.5)
        return max(server.poll() or 0 for server in servers)
    finally:
        stop(servers)


def wait_until_ready(pages: list[Page], servers: list[subprocess.Popen[bytes]]) -> None:
    """Announce the addresses once they answer; end with one line when it does not come to that."""
    give_up = time.monotonic() + READY_SECONDS
    while time.monotonic() < give_up and all(server.poll() is None for server in servers):
        if all(answers(*page) for page in pages):
            announce(*(port for port, _ in pages))
            return
        time.sleep(0.1)
    sys.exit("The app did not get ready; the reason stands above.")


def answers(port: int, path: str) -> bool:
    """Whether a server says that it can serve."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def announce(port: int, simulator_port: int | None = None) -> None:
    """Print where to go and as whom."""
    print(f"\nGendong: http://127.0.0.1:{port}")
    if simulator_port:
        print(f"Bank simulator: http://127.0.0.1:{simulator_port}/_book")
    print(f"\nDemo logins, password {PASSWORD}:")
    for identifier, role in LOGINS:
        print(f"  {identifier:<20} {role}")
    print("\nCtrl-C stops.\n", flush=True)


def stop(servers: list[subprocess.Popen[bytes]]) -> None:
    """End what still runs; kill what does not listen."""
    for server in servers:
        server.terminate()
    for server in servers:
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()


if __name__ == "__main__":
    sys.exit(main())
