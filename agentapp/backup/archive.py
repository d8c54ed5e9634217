"""The file: a tar of the parts, then a manifest with the SHA-256 of each, then a seal by the field keys over that.

The seal says that this installation's keys were there and that nothing was changed since: a dump is a program, which
must not come from elsewhere.
"""

import hashlib
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hmac import compare_digest
from io import BytesIO
from pathlib import Path
from typing import IO, Literal

import msgspec
from msgspec import Struct

from agentapp.backup.refusals import Damaged, NotABackup, OtherKeys
from agentapp.core.encryption import keyed_hash, keyed_hashes

DATABASE = "database"
_MANIFEST, _SEAL = "manifest.json", "seal"
_FIELD = "backup"
_PIECE = 1024 * 1024
_BROKEN = (tarfile.TarError, EOFError, OSError, ValueError)


class Part(Struct, frozen=True):
    size: int
    sha256: str


class Facts(Struct, frozen=True):
    """Where a backup comes from. `version` of the code, `migration` of the database at that moment."""

    made_at: str
    version: str
    database: Literal["sqlite", "postgresql"]
    migration: str


class Manifest(Struct, frozen=True):
    format: Literal["gendong-backup-1"]
    facts: Facts
    parts: dict[str, Part]


def write(path: Path, facts: Facts, parts: Iterable[tuple[str, Path]]) -> Manifest:
    """Make the file at `path`, for its owner alone: whole, or not at all. A part that has vanished is left out."""
    kept: dict[str, Part] = {}
    with _whole(path) as file, tarfile.open(fileobj=file, mode="w") as tar:
        for name, source in parts:
            if (part := _add(tar, name, source)) is not None:
                kept[name] = part
        manifest = Manifest("gendong-backup-1", facts, kept)
        told = msgspec.json.encode(manifest)
        _add_bytes(tar, _MANIFEST, told)
        _add_bytes(tar, _SEAL, keyed_hash(_digest(told), _FIELD).hex().encode())
    return manifest


def check(path: Path) -> Manifest:
    """What the file holds, once all of it was read and found as it was written.

    Raises NotABackup, Damaged, OtherKeys.
    """
    try:
        found, told, seal = _read_all(path)
    except tarfile.ReadError as error:
        raise (Damaged if _begins_as_tar(path) else NotABackup) from error
    except _BROKEN as error:
        raise Damaged from error
    if told is None or seal is None:
        raise Damaged if found else NotABackup
    if not any(compare_digest(seal, each.hex().encode()) for each in keyed_hashes(_digest(told), _FIELD)):
        raise OtherKeys
    manifest = _decoded(told)
    if manifest.parts != found:
        raise Damaged
    return manifest


def extract(path: Path, manifest: Manifest) -> Iterator[tuple[str, IO[bytes]]]:
    """Each part with its bytes, one after the other."""
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            content = tar.extractfile(member)
            if member.name in manifest.parts and content is not None:
                yield member.name, content


def _decoded(told: bytes) -> Manifest:
    try:
        return msgspec.json.decode(told, type=Manifest)
    except msgspec.DecodeError as error:
        raise NotABackup from error


def _read_all(path: Path) -> tuple[dict[str, Part], bytes | None, bytes | None]:
    found: dict[str, Part] = {}
    ours: dict[str, bytes] = {}
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content is None or member.name in found or member.name in ours:
                raise Damaged
            if member.name in (_MANIFEST, _SEAL):
                ours[member.name] = content.read()
            else:
                found[member.name] = copy(content)
    return found, ours.get(_MANIFEST), ours.get(_SEAL)


def _begins_as_tar(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(512)[257:262] == b"ustar"


def copy(content: IO[bytes], to: IO[bytes] | None = None) -> Part:
    """Read to the end, and write `to` a file if there is one; what it was."""
    digest, size = hashlib.sha256(), 0
    while piece := content.read(_PIECE):
        digest.update(piece)
        size += len(piece)
        if to is not None:
            to.write(piece)
    return Part(size, digest.hexdigest())


def _digest(told: bytes) -> str:
    return hashlib.sha256(told).hexdigest()


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    partial = path.with_name(f"{path.name}.part")
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


class _Measuring:
    """Hands on what is read of a file, and remembers its digest."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


def _add(tar: tarfile.TarFile, name: str, source: Path) -> Part | None:
    try:
        file = source.open("rb")
    except FileNotFoundError:  # its time to be erased came meanwhile
        return None
    with file:
        size = os.fstat(file.fileno()).st_size
        measuring = _Measuring(file)
        tar.addfile(_member(name, size), measuring)  # which needs nothing but `read`
    return Part(size, measuring.digest.hexdigest())


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    tar.addfile(_member(name, len(content)), BytesIO(content))


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member
