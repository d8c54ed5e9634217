"""Backup and restore of an installation."""

import os
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import make_url

from agentapp.backup import archive, folders
from agentapp.backup.archive import DATABASE, Facts, Manifest
from agentapp.backup.postgresql import PostgresqlStore
from agentapp.backup.refusals import Damaged, NewerVersion, NotABackup, NotEmpty, NotMigrated, OtherDatabase
from agentapp.backup.sqlite import SqliteStore
from agentapp.backup.store import Store, is_empty, migration_of
from agentapp.config import Settings
from agentapp.core.clock import now
from agentapp.intake.life import FILE, NewLife

ROOT = Path(__file__).resolve().parent.parent.parent
Kind = Literal["sqlite", "postgresql"]


@dataclass(frozen=True, slots=True)
class Made:
    """A backup. `size` in bytes, `files` beside the database."""

    file: str
    size: int
    database: str
    migration: str
    files: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, from when. `set_aside`: files that were newer; `migrate`: whether migrations are to follow."""

    file: str
    made_at: str
    database: str
    migration: str
    files: int
    set_aside: int
    migrate: bool
    life: str


def backup(settings: Settings, path: Path) -> Made:
    """Write the installation into the file `path`, while it goes on working.

    The database comes first: a file that a row names is there before the row.
    Raises NotMigrated, NoServer, NoTools, ToolFailed.
    """
    kind, store = _store(settings)
    store.get_ready()
    facts = Facts(now().isoformat(), _version(), kind, migration_of(settings.database_url))
    if not facts.migration:
        raise NotMigrated
    with _working_folder(path.resolve().parent) as folder:
        store.dump(folder / DATABASE)
        parts = [(DATABASE, folder / DATABASE), *folders.parts(settings.data_dir)]
        manifest = archive.write(path, facts, parts)
    return Made(str(path), path.stat().st_size, kind, facts.migration, len(manifest.parts) - 1)


def restore(settings: Settings, path: Path, *, force: bool) -> Restored:
    """Make the installation what it was. All is checked before anything is touched; a new life begins.

    Files come before the rows that name them, the database in one go; what is left over then is set aside.
    Raises NotABackup, Damaged, OtherKeys, OtherDatabase, NewerVersion, NoServer, NoTools, NotEmpty, ToolFailed.
    """
    kind, store = _store(settings)
    manifest = _checked(path, kind)
    store.get_ready()
    if not force and not is_empty(settings.database_url):
        raise NotEmpty
    life = NewLife.begin()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with _working_folder(settings.data_dir) as folder:
        _unpack(path, manifest, settings.data_dir, folder)
        store.become(folder / DATABASE, life)
    life.note(settings.data_dir / FILE)
    aside = folders.set_aside(settings.data_dir, manifest.parts, life.beat)
    return _told(path, manifest, aside, life)


def _checked(path: Path, kind: Kind) -> Manifest:
    manifest = archive.check(path)
    facts = manifest.facts
    if facts.database != kind:
        raise OtherDatabase(theirs=facts.database, ours=kind)
    if not _is_known(facts.migration):
        raise NewerVersion(theirs=facts.migration)
    files = set(manifest.parts) - {DATABASE}
    if DATABASE not in manifest.parts or not all(map(folders.is_ours, files)):
        raise NotABackup
    return manifest


def _unpack(path: Path, manifest: Manifest, data_dir: Path, folder: Path) -> None:
    """The files to their places, the database into `folder`. On the disk before it returns."""
    for name, content in archive.extract(path, manifest):
        if name == DATABASE:
            with (folder / DATABASE).open("xb") as file:
                part = archive.copy(content, file)
            if part != manifest.parts[DATABASE]:
                raise Damaged
        else:
            folders.put(data_dir, name, content)
    os.sync()


def _told(path: Path, manifest: Manifest, aside: int, life: NewLife) -> Restored:
    facts = manifest.facts
    return Restored(
        file=str(path),
        made_at=facts.made_at,
        database=facts.database,
        migration=facts.migration,
        files=len(manifest.parts) - 1,
        set_aside=aside,
        migrate=facts.migration != ",".join(sorted(_scripts().get_heads())),
        life=str(life.id),
    )


def _store(settings: Settings) -> tuple[Kind, Store]:
    url = make_url(settings.database_url)
    if url.get_backend_name() == "postgresql":
        return "postgresql", PostgresqlStore(settings.database_url)
    return "sqlite", SqliteStore(Path(url.database or ""))


@contextmanager
def _working_folder(inside: Path) -> Iterator[Path]:
    """On the same disk as what is being made; only its owner may look into it."""
    with tempfile.TemporaryDirectory(dir=inside, prefix=".gendong-") as folder:
        yield Path(folder)


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(config)


def _is_known(migration: str) -> bool:
    try:
        return _scripts().get_revision(migration) is not None
    except CommandError:
        return False


def _version() -> str:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return str(told["project"]["version"])
