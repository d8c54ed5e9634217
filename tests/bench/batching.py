"""A sheet of a hundred thousand people, twenty columns wide: checked, promised its money, enrolled. On PostgreSQL.

Beside COPY of the same staged rows into a table like theirs: the least that could keep them.
"""

import subprocess
import sys
import time
from datetime import date, timedelta
from importlib import import_module
from io import BytesIO
from pathlib import Path
from uuid import UUID

import xlsxwriter

from agentapp.accounts.models import User
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.period import Month
from agentapp.funds.batches import committing, jobs, service, verifying
from agentapp.funds.batches.models import Batch
from agentapp.funds.batches.samples import Verdict
from agentapp.funds.batches.states import BatchState
from agentapp.funds.models import Fund
from agentapp.places import registry
from tests.bench.assessing import timed
from tests.bench.meanwhile import read_while, row_of
from tests.bench.report import Row
from tests.factories import AgentFactory, FundFactory, SupervisorFactory, full_name
from tests.support.databases import ROOT
from tests.support.live import LiveSite, inside, surroundings

MOST_CHECK, MOST_COMMIT, MOST_ENROL = 10, 30, 30
MOST_MEGABYTES = 400
BIRTHDAYS = 9_000
TITLES = (
    *(
        "No",
        "NIK",
        "Nama",
        "Tempat lahir",
        "Tanggal lahir",
        "L/P",
        "Alamat",
        "Kode desa",
        "No HP",
        "Nama ibu",
    ),
    *("Pekerjaan", "Lokasi kerja", "Penghasilan", "Program", "Bulan mulai", "Jumlah bulan", "Sumber data"),
    *("Desil", "Ahli waris", "Keterangan"),
)


def measure_batch(site: LiveSite, rows: int) -> list[Row]:
    """Seconds of each step in a process of its own, beside COPY of the staged rows; its memory at most; and how soon
    pages come meanwhile, of two web workers beside it.
    """
    with inside(site):
        told, pages = _prepared(site, rows)
    with site:
        said, taken = read_while(lambda: _started(site, told), site.port, pages)
    check, commit, enrol, megabytes, plain = map(float, said.split())
    return [
        row_of(taken),
        _row(f"{rows:,} rows x {len(TITLES)} columns, dry run", rows, plain, check, MOST_CHECK),
        _row("the same promised its money", rows, plain, commit, MOST_COMMIT),
        _row("the same enrolled", rows, plain, enrol, MOST_ENROL),
        Row(
            "memory at most",
            "",
            f"{megabytes:.0f} MB",
            None,
            f"<= {MOST_MEGABYTES} MB",
            megabytes <= MOST_MEGABYTES,
        ),
    ]


def _started(site: LiveSite, told: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.bench.batching", *told],
        cwd=ROOT,
        env=surroundings(site.database_url, site.data_dir),
        stdout=subprocess.PIPE,
    )


def _prepared(site: LiveSite, rows: int) -> tuple[list[str], dict[str, str]]:
    """The sheet in a file, and what the process is told; the pages that an officer, a supervisor and an agent read."""
    path = site.data_dir / "daftar.xlsx"
    path.write_bytes(workbook(rows))
    first = Month.of(today())
    fund = FundFactory(first_month=first, last_month=first + 8, ceiling=10**13)
    assert fund.officer is not None
    supervisor, agent = SupervisorFactory(), AgentFactory()
    told = [str(each) for each in (fund.id, supervisor.id, agent.id, path)]
    pages = {
        str(fund.officer.email): f"/funds/{fund.id}",
        str(supervisor.email): "/review",
        str(AgentFactory().email): "/home",
    }
    sessions.remove()
    return told, pages


def _row(what: str, rows: int, plain: float, ours: float, most: int) -> Row:
    said = f"{rows / ours:,.0f}/s, {ours:.1f} s"
    return Row(what, f"COPY {rows / plain:,.0f}/s", said, ours / plain, f"<= {most} s", ours <= most)


def workbook(rows: int) -> bytes:
    """So many people of Sijunjung, each with a NIK of their own."""
    villages = [
        village.code
        for district in registry.children("13.03")
        for village in registry.children(district.code)
    ]
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Daftar")
        sheet.write_row(0, 0, TITLES)
        for n in range(rows):
            sheet.write_row(n + 1, 0, _person(n, villages[n % len(villages)]))
    return stream.getvalue()


def _person(n: int, village: str) -> list[object]:
    birth = date(1968, 1, 1) + timedelta(days=n % BIRTHDAYS)
    nik = f"130306{birth.day:02d}{birth:%m%y}{n // BIRTHDAYS + 1:04d}"
    who = [
        n + 1,
        nik,
        full_name(n).upper(),
        "Sijunjung",
        f"{birth:%d/%m/%Y}",
        "L",
        f"Jorong Koto RT {n % 20:02d}",
    ]
    reached = [
        village,
        f"0812{n:08d}",
        full_name(n * 7),
        "Petani",
        "Kebun",
        "1.000.000",
    ]
    return [*who, *reached, "JKK JKM", "", "", "DTSEN", n % 5 + 1, "Suryani (istri)", ""]


def main() -> None:
    """Take the sheet in; say the seconds of each step, the megabytes at most, and the seconds of COPY."""
    fund_id, checker, agent, path = sys.argv[1:]
    import_module("wsgi")  # the app as `flask worker` has it
    print(*_steps(UUID(fund_id), UUID(checker), UUID(agent), Path(path)))


def _steps(fund_id: UUID, checker_id: UUID, agent_id: UUID, path: Path) -> tuple[float, ...]:
    fund, checker = sessions().get_one(Fund, fund_id), sessions().get_one(User, checker_id)
    assert fund.officer is not None
    batch = service.receive(fund.officer, fund.id, path.name, path.read_bytes())
    check = timed(lambda: jobs.advance(batch.id))
    plain = _copied()
    commit = timed(lambda: (committing.commit(fund.officer, batch.id), jobs.advance(batch.id)))
    verifying.begin(checker, batch.id)
    for sample, _ in verifying.sample_of(batch):
        verifying.judge(checker, batch.id, sample.position, Verdict.RIGHT)
    verifying.approve(checker, batch.id, agent_id)
    enrol = timed(lambda: jobs.advance(batch.id))
    sessions.expire_all()
    assert sessions().get_one(Batch, batch.id).state == BatchState.ENROLLED
    return check, commit, enrol, _megabytes_at_most(), plain


def _megabytes_at_most() -> float:
    """Of this process alone: what `getrusage` says begins with what the one had that started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _copied() -> float:
    """Seconds that COPY takes for the rows that were staged, into a table with the same indexes."""
    connection = sessions().connection().connection.driver_connection
    with connection.cursor() as cursor, (Path(sys.argv[-1]).parent / "rows.copy").open("w+b") as kept:
        with cursor.copy("COPY batch_rows TO STDOUT") as rows:
            kept.writelines(rows)
        cursor.execute("CREATE TABLE held_rows (LIKE batch_rows INCLUDING ALL)")
        kept.seek(0)
        begun = time.perf_counter()
        with cursor.copy("COPY held_rows FROM STDIN") as copy:
            while piece := kept.read(1 << 20):
                copy.write(piece)
        seconds = time.perf_counter() - begun
        cursor.execute("DROP TABLE held_rows")
    sessions().commit()
    return seconds


if __name__ == "__main__":
    main()
