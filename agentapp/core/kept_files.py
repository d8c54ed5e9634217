"""Files outside the web root, encrypted, each under the hash of its content."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from agentapp.core.encryption import keyring
from agentapp.core.errors import NotFound

_DIGEST = re.compile(r"[0-9a-f]{64}")


class KeptFiles:
    """Files in a folder; the same content is kept once. `field` binds them to what they are, as columns are bound."""

    def __init__(self, folder: Path, field: str) -> None:
        self._folder, self._field = folder, field

    def put(self, content: bytes) -> str:
        """Keep `content` and return its digest, 64 hexadecimal digits. On disk before it returns."""
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._write(path, keyring().encrypt(content, self._field))
        return digest

    def get(self, digest: str) -> bytes:
        """What was kept. Raises NotFound if it was removed after its retention period."""
        try:
            return keyring().decrypt(self._path(digest).read_bytes(), self._field)
        except FileNotFoundError as error:
            raise NotFound from error

    def remove(self, digest: str) -> None:
        """Keep it no longer; nothing happens where it is gone already."""
        self._path(digest).unlink(missing_ok=True)

    def rotate(self) -> int:
        """Write every file anew that lies under an older key; how many there were. Safe to run again."""
        older = [
            path for path in self._folder.rglob("*") if _DIGEST.fullmatch(path.name) and not _is_current(path)
        ]
        for path in older:
            self._write(path, keyring().encrypt(self.get(path.name), self._field))
        return len(older)

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise NotFound
        return self._folder / digest[:2] / digest

    def _write(self, path: Path, content: bytes) -> None:
        """Whole or not at all, also when the power fails."""
        handle, working = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(working).replace(path)


def _is_current(path: Path) -> bool:
    newest = keyring().newest_id
    with path.open("rb") as file:
        return file.read(len(newest)) == newest
