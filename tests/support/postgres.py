"""A PostgreSQL server of our own: made in a temporary directory, gone when the run ends.

`with TemporaryPostgres() as server:` gives `server.url`. From a shell, around any command:
`python -m tests.support.postgres [--durable] -- COMMAND…`, which hands the address on as TEST_POSTGRES_URL.
"""

import argparse
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

URL_VARIABLE = "TEST_POSTGRES_URL"
OWNER = "gendong"
SUPERUSER = "postgres"
START_SECONDS = 30.0
STOP_SECONDS = 30.0
GRANTS_SETTINGS = 150_000
AS_A_SERVER = ("shared_buffers=1GB", "max_wal_size=8GB", "checkpoint_timeout=15min")
"""What docs/deploy.md asks of a server; PostgreSQL's own settings are those of a small machine of 2005."""
FAST_BUT_FORGETFUL = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


class PostgresUnavailable(RuntimeError):
    """No server could be started; the message says what to install or shows what the server said."""


class TemporaryPostgres:
    """One server on a free port of 127.0.0.1, with a role that owns its databases but is no superuser.

    `durable=True` keeps fsync on, as in production: for measurements. Otherwise a power cut loses data.
    Raises PostgresUnavailable on entering when the binaries are missing or the server does not come up.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self.durable = durable
        self.port = 0
        self._password = secrets.token_urlsafe(18)
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """SQLAlchemy address of the server's first database; its role may create more.

        Its own socket: what goes by the network, even to oneself, costs a twentieth of a whole run more.
        """
        return f"postgresql+psycopg://{OWNER}:{self._password}@/{OWNER}?host={self._home}&port={self.port}"

    def __enter__(self) -> Self:
        self._binaries = binaries()
        self._home = Path(tempfile.mkdtemp(prefix="gendong-postgres-"))
        try:
            self._initialise()
            self._start()
            self._create_owner()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the server and remove its files. Safe to call twice."""
        if self._server is not None:
            self._end(self._server)
            self._server = None
        shutil.rmtree(self._home, ignore_errors=True)

    def _initialise(self) -> None:
        password = self._home / "password"
        password.write_text(self._password)
        if os.geteuid() == 0:
            for path in (self._home, password):
                shutil.chown(path, unprivileged_user())
        finished = subprocess.run(
            [
                *as_server_user(),
                *(str(self._binaries / "initdb"), "--pgdata", str(self._home / "db")),
                *("--username", SUPERUSER, "--pwfile", str(password), "--auth", "scram-sha-256"),
                *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
            ],
            capture_output=True,
            text=True,
            cwd=self._home,
            check=False,
        )
        if finished.returncode:
            raise PostgresUnavailable(f"initdb failed: {finished.stderr.strip()}")

    def _start(self) -> None:
        self.port = free_port()
        settings = [
            f"port={self.port}",
            "listen_addresses=127.0.0.1",
            f"unix_socket_directories={self._home}",
        ]
        settings += AS_A_SERVER if self.durable else FAST_BUT_FORGETFUL
        options = [word for setting in settings for word in ("-c", setting)]
        with self._log.open("wb") as log:
            self._server = subprocess.Popen(
                [*as_server_user(), self._binaries / "postgres", "-D", self._home / "db", *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._home,
                start_new_session=True,
            )

    @property
    def _log(self) -> Path:
        return self._home / "server.log"

    def _create_owner(self) -> None:
        with self._connect() as connection:
            owner = sql.Identifier(OWNER)
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(
                    owner, sql.Literal(self._password)
                )
            )
            # Dropping a database by force ends what works in it: autovacuum too, which is nobody's.
            connection.execute(sql.SQL("GRANT pg_signal_backend TO {}").format(owner))
            if connection.info.server_version >= GRANTS_SETTINGS:
                connection.execute(
                    sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}").format(owner)
                )
            connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(owner))

    def _connect(self) -> psycopg.Connection:
        give_up = time.monotonic() + START_SECONDS
        while True:
            try:
                return psycopg.connect(
                    host="127.0.0.1",
                    port=self.port,
                    user=SUPERUSER,
                    password=self._password,
                    dbname="postgres",
                    autocommit=True,
                )
            except psycopg.OperationalError as error:
                if self._has_ended() or time.monotonic() > give_up:
                    raise PostgresUnavailable(f"the server did not start: {self._log.read_text()}") from error
                time.sleep(0.05)

    def _has_ended(self) -> bool:
        return self._server is None or self._server.poll() is not None

    @staticmethod
    def _end(server: subprocess.Popen[bytes]) -> None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait()


def binaries() -> Path:
    """Directory with `initdb` and `postgres`: what pg_config names, else the newest Debian has installed."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major_version, reverse=True)
    if config := shutil.which("pg_config"):
        told = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=True)
        candidates.insert(0, Path(told.stdout.strip()))
    for directory in candidates:
        if all((directory / name).exists() for name in ("initdb", "postgres")):
            return directory
    raise PostgresUnavailable(
        "no PostgreSQL server here; install it with: sudo apt-get install -y postgresql"
    )


def _major_version(directory: Path) -> float:
    return float(directory.parent.name)


def as_server_user() -> list[str]:
    """Words before a server command: it refuses to be root, and must not outlive us however we end."""
    words = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() == 0:
        user = unprivileged_user()
        words += ["--reuid", user, "--regid", user, "--init-groups"]
    return words


def unprivileged_user() -> str:
    """The system's own account for the server; Debian's package makes it."""
    return SUPERUSER


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def main() -> int:
    """Run a command beside a server; its exit status is ours."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.postgres", description=main.__doc__)
    parser.add_argument("--durable", action="store_true", help="keep fsync on, as in production")
    parser.add_argument("command", nargs="+")
    wanted = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with TemporaryPostgres(durable=wanted.durable) as server:
            return subprocess.run(
                wanted.command, env={**os.environ, URL_VARIABLE: server.url}, check=False
            ).returncode
    except PostgresUnavailable as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
