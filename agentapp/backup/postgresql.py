"""PostgreSQL: pg_dump one way; pg_restore into psql the other, in one transaction.

What lies in the schema `public` is replaced whole, but for the tables of the queue (`huey_…`), which holds nothing but
what is to be looked at next.
"""

import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from shutil import which
from typing import IO

from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from agentapp.backup.refusals import NoServer, NoTools, ToolFailed
from agentapp.backup.store import engine_of
from agentapp.config import surroundings
from agentapp.intake.life import NewLife

_NAMES = ("pg_dump", "pg_restore", "psql")
_PLAIN = ("--no-owner", "--no-privileges", "--no-comments")

_CLEAR = """
BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL lock_timeout = '15s';
DO $clear$
DECLARE each text;
BEGIN
  FOR each IN
    SELECT format('DROP %s IF EXISTS public.%I CASCADE',
                  CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, relname)
      FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S') AND relname !~ '^huey_'
     ORDER BY relkind = 'S'
  LOOP EXECUTE each; END LOOP;
  FOR each IN
    SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', oid::regprocedure)
      FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
       AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
  LOOP EXECUTE each; END LOOP;
END $clear$;
"""


class PostgresqlStore:
    """The database that `url` names."""

    def __init__(self, url: str) -> None:
        self._url = url
        asked = make_url(url)
        _, given = asked.get_dialect()().create_connect_args(asked)
        password = given.pop("password", None)
        self._address = f"--dbname={make_conninfo(**given)}"
        self._environment = surroundings(**({"PGPASSWORD": str(password)} if password else {}))
        self._tools: Mapping[str, Path] = {}

    def get_ready(self) -> None:
        asked = text("SELECT current_setting('server_version_num')::int")
        try:
            with engine_of(self._url) as engine, engine.connect() as connection:
                number = connection.execute(asked).scalar_one()
        except OperationalError as error:
            raise NoServer from error
        self._tools = _tools(int(number) // 10_000)

    def dump(self, to: Path) -> None:
        self._run(
            "pg_dump", "--format=custom", *_PLAIN, "--exclude-table=huey_*", f"--file={to}", self._address
        )

    def become(self, source: Path, life: NewLife) -> None:
        quiet = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=sqlstate")
        with tempfile.TemporaryFile() as said:
            psql = subprocess.Popen(  # noqa: S603 - our own words, and the address from the settings
                [self._tools["psql"], *quiet, self._address, "--file=-"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=said,
                env=self._environment,
            )
            failure = self._failure(psql, source, life)
            if psql.returncode:
                failure = ToolFailed(tool="psql", why=_first_error(said))
            if failure is not None:
                raise failure

    def _failure(self, psql: subprocess.Popen[bytes], source: Path, life: NewLife) -> ToolFailed | None:
        """What kept psql from getting its whole script, and with it the line that commits, if anything did."""
        assert psql.stdin is not None
        try:
            self._feed(psql.stdin, source, life)
        except ToolFailed as error:
            return error
        except BrokenPipeError:
            return ToolFailed(tool="psql", why="-")
        finally:
            with suppress(BrokenPipeError):
                psql.stdin.close()
            psql.wait()
        return None

    def _feed(self, script: IO[bytes], source: Path, life: NewLife) -> None:
        """Without the last line, which is written if all before it went well, nothing is kept."""
        script.write(_CLEAR.encode())
        script.flush()
        self._run("pg_restore", *_PLAIN, "--file=-", str(source), to=script)
        script.write(f"\n{life.as_sql('public.')}COMMIT;\n".encode())
        script.flush()

    def _run(self, tool: str, *words: str, to: IO[bytes] | int = subprocess.DEVNULL) -> None:
        with tempfile.TemporaryFile() as said:
            command = [str(self._tools[tool]), *words]
            ended = subprocess.run(command, stdout=to, stderr=said, env=self._environment, check=False)  # noqa: S603
            if ended.returncode:
                raise ToolFailed(tool=tool, why=_first_error(said))


def _first_error(said: IO[bytes]) -> str:
    """The first line of what a tool complained about: of psql no more than a code, for the rest may name people."""
    said.seek(0)
    lines = said.read(4_000).decode(errors="replace").splitlines()
    return next((line.strip()[:200] for line in lines if "error" in line.lower()), "-")


def _tools(major: int) -> Mapping[str, Path]:
    """Those of the server's own version; else newer ones. Raises NoTools."""
    found = sorted((version, folder) for folder in _folders() if (version := _version(folder)) >= major)
    if not found:
        raise NoTools(major=major)
    return {name: found[0][1] / name for name in _NAMES}


def _folders() -> Sequence[Path]:
    at_hand = which("pg_dump")
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), *([Path(at_hand).parent] if at_hand else [])]
    return [place for place in places if all((place / name).exists() for name in _NAMES)]


def _version(folder: Path) -> int:
    asked = [str(folder / "pg_dump"), "--version"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603
    number = re.search(r"\d+", told.stdout)
    return int(number[0]) if number else 0
