"""Every kind of bank, behind the same few things that a contract test must be able to do with it."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from agentapp.autodebit import gateways
from agentapp.autodebit.gateway import Gateway
from agentapp.autodebit.gateways import settlement
from agentapp.autodebit.gateways.batchfile import BatchFile
from agentapp.autodebit.gateways.settlement import Line
from agentapp.core.clock import today
from tests.autodebit.gateways.debits import settings, snap_environment
from tests.support.bank import SimulatedBank
from tests.support.databases import ROOT


@dataclass
class SnapBank:
    """A bank that answers at once: the simulator behind it has done its work when a call returns."""

    gateway: Gateway
    simulated: SimulatedBank
    answer: str = "123456"
    wrong_answer: str = "654321"

    def work(self) -> None:
        """Nothing is left to do."""

    def statement(self) -> bytes:
        return self.simulated.settlement(today().isoformat())

    def taken(self) -> Counter[str]:
        return Counter(entry["reference"] for entry in self.simulated.book())

    def pay_code(self, number: str) -> None:
        self.simulated.pay_code(number)

    def given_back(self) -> int:
        return sum(entry["status"] == "reversed" for entry in self.simulated.book())


@dataclass
class FileBank:
    """Somebody at a bank who reads what goes out, and gives a file back."""

    folder: Path
    answer: str = "SKAD/2026/000123"
    wrong_answer: str = "?"
    lines: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gateway = BatchFile(self.folder)

    def work(self) -> None:
        done = len(self.lines)
        rows = [row for path in sorted((self.folder / "out").glob("*.csv")) for row in _rows(path)]
        for row in rows[done:]:
            back = row["kind"] == "refund"
            kind = settlement.REVERSAL if back else settlement.DEBIT
            reference = row["original"] if back else row["reference"]
            self.lines.append(Line(reference, int(row["amount"]), today(), kind))
        (self.folder / "in").mkdir(exist_ok=True)
        (self.folder / "in" / "back.csv").write_bytes(self.statement())

    def statement(self) -> bytes:
        return settlement.write(self.lines)

    def taken(self) -> Counter[str]:
        return Counter(line.reference for line in self.lines if line.kind == settlement.DEBIT)

    def given_back(self) -> int:
        return sum(line.kind == settlement.REVERSAL for line in self.lines)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@contextmanager
def simulator(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[SnapBank]:
    with SimulatedBank(folder) as bank:
        yield SnapBank(bank.gateway, bank)


@contextmanager
def batchfile(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[FileBank]:
    yield FileBank(folder)


@contextmanager
def added(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[SnapBank]:
    """The bank that README adds: its text as one file in another folder, its name on the list, and its settings."""
    example = re.search(r"## Add a bank.*?```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    (folder / "nagari.py").write_text(example[1])
    patch.setattr(gateways, "__path__", [*gateways.__path__, str(folder)])
    patch.setattr(gateways, "BANKS", [*gateways.BANKS, "nagari"])
    with SimulatedBank(folder) as bank:
        own = snap_environment(folder, bank.url)
        opened = gateways.open_bank(settings(folder, BANK_GATEWAY="nagari", **own))
        yield SnapBank(opened, bank)
        opened.close()


BANKS = {"simulator": simulator, "batchfile": batchfile, "nagari": added}
