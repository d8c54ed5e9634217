"""The files that a bank gave back, by reference."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import structlog

from agentapp.autodebit.gateway import UnreadableSettlement
from agentapp.autodebit.gateways import settlement

log = structlog.get_logger("gendong.bank")

Version = tuple[int, int]


class Returned:
    """A folder of settlement files. One that is not whole says nothing, until it is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._files: dict[str, tuple[Version, dict[str, list[settlement.Line]]]] = {}

    def lines(self, reference: str) -> Sequence[settlement.Line]:
        """What the files say of `reference`."""
        with self._lock:
            self._look()
            return [line for _, lines in self._files.values() for line in lines.get(reference, ())]

    def _look(self) -> None:
        found = {path.name: path for path in sorted(self._folder.glob("*.csv"))}
        self._files = {name: kept for name, kept in self._files.items() if name in found}
        for name, path in found.items():
            facts = path.stat()
            version = (facts.st_mtime_ns, facts.st_size)
            if name not in self._files or self._files[name][0] != version:
                self._files[name] = (version, _read(path))


def _read(path: Path) -> dict[str, list[settlement.Line]]:
    lines: dict[str, list[settlement.Line]] = {}
    try:
        for line in settlement.read(path.read_bytes()):
            lines.setdefault(line.reference, []).append(line)
    except UnreadableSettlement:
        log.warning("unreadable file of the bank", file=path.name)
    return lines
