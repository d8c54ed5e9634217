"""Where parts of photos lie until the rest has come: encrypted files, a folder for each upload."""

import shutil
import time
from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from agentapp.core.kept_files import KeptFiles

ABANDONED = timedelta(days=1)
"""A folder that no row knows is left by a crash, or about to get its row."""


class Parts:
    """The folders below `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def of(self, upload_id: UUID) -> KeptFiles:
        """The files of one upload, by their digest."""
        return KeptFiles(self._root / upload_id.hex, "upload_part")

    def drop(self, upload_id: UUID) -> None:
        """Remove an upload's files; nothing happens where there are none."""
        shutil.rmtree(self._root / upload_id.hex, ignore_errors=True)

    def rotate(self) -> int:
        """Write every file anew that lies under an older key; how many there were."""
        return sum(self.of(upload_id).rotate() for upload_id in self._uploads())

    def drop_unknown(self, known: Callable[[Collection[UUID]], Collection[UUID]]) -> int:
        """Remove what is older than a day and belongs to none of the `known` uploads; how many folders."""
        before = time.time() - ABANDONED.total_seconds()
        old = [each for each in self._uploads() if (self._root / each.hex).stat().st_mtime < before]
        lost = set(old) - set(known(old)) if old else set[UUID]()
        for upload_id in lost:
            self.drop(upload_id)
        return len(lost)

    def _uploads(self) -> Iterator[UUID]:
        for folder in self._root.iterdir() if self._root.exists() else ():
            yield UUID(hex=folder.name)


_stores: list[Parts] = []


def use_store(folder: Path) -> Parts:
    """Keep the parts of this process below `folder`."""
    _stores[:] = [Parts(folder)]
    return store()


def store() -> Parts:
    """Where this process keeps them. Raises IndexError before `use_store`."""
    return _stores[0]
