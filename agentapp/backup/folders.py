"""What DATA_DIR holds of people: files that belong to rows of the database, most of them under their digest."""

import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

KEPT = ("photos", "photo-parts", "batches", "fund-documents", "outbox", "bank")
"""Folders that go into a backup. Those of the simulated bank, of what can be made anew, and of keys do not."""

_PREFIX = "files/"
_NAME = re.compile(rf"{_PREFIX}(?:{'|'.join(KEPT)})(?:/(?!\.\.?(?:/|$))[^/\0]+)+")


def parts(data_dir: Path) -> Iterator[tuple[str, Path]]:
    """Every file, with its name in a backup."""
    for folder in KEPT:
        for path in sorted((data_dir / folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield _PREFIX + path.relative_to(data_dir).as_posix(), path


def is_ours(name: str) -> bool:
    """Whether a part of a backup may lie in one of the folders, and nowhere else."""
    return _NAME.fullmatch(name) is not None


def put(data_dir: Path, name: str, content: IO[bytes]) -> None:
    """Lay a part at its place, over what may lie there."""
    path = data_dir / name.removeprefix(_PREFIX)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, working = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        shutil.copyfileobj(content, file)
    Path(working).replace(path)


def set_aside(data_dir: Path, known: Collection[str], moment: datetime) -> int:
    """Move what no part of the restored backup is into a folder of its own, for a person to decide; how many."""
    aside = data_dir / f"before-restore-{moment:%Y%m%d-%H%M%S}"
    others = [(name, path) for name, path in parts(data_dir) if name not in known]
    for name, path in others:
        to = aside / name.removeprefix(_PREFIX)
        to.parent.mkdir(parents=True, exist_ok=True)
        path.replace(to)
    return len(others)
