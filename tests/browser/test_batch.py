"""The officer's whole sitting in a real browser: a sheet is sent, followed, decided, verified, enrolled."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Semaphore, Thread
from uuid import UUID

import pytest

from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.period import Month
from agentapp.funds.batches import checking, jobs
from agentapp.workers import numbers
from tests.browser.visitor import Visitor
from tests.factories import AgentFactory, FundFactory, FundOfficerFactory, SupervisorFactory
from tests.funds.batches.sheets import person, sheet
from tests.support.live import LiveSite, inside

PIECE = 20
ROWS = 3 * PIECE
WAITING = "main .entry:not(:has(.badge--good)) button[value=right]"


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> Semaphore:
    """Each lets the job check one more piece, so that the bar is seen where it is."""
    turns, write = Semaphore(0), checking._write

    def in_turn(*args: object) -> bool:
        turns.acquire()
        return write(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(checking, "PIECE", PIECE)
    monkeypatch.setattr(checking, "_write", in_turn)
    return turns


@contextmanager
def worker(site: LiveSite, turns: Semaphore) -> Iterator[None]:
    """What `flask worker` does for batches, in a thread of its own; at the end it waits for nobody's turn."""
    ended = Event()

    def work() -> None:
        while not ended.wait(0.1):
            jobs.go_on()
            sessions.remove()

    with inside(site):
        numbers.use_range(26_000_000_001, 26_999_999_999)
        thread = Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            turns.release(ROWS)
            thread.join()


def follow(officer: Visitor, turns: Semaphore) -> None:
    """The bar moves with every piece, by itself; then the page is another."""
    bar = officer.page.locator("main progress")
    for done in (PIECE, 2 * PIECE):
        turns.release()
        officer.page.wait_for_function("done => document.querySelector('progress')?.value === done", arg=done)
        assert bar.get_attribute("max") == str(ROWS)
        officer.snap(f"checking-{done}")
    turns.release()
    bar.wait_for(state="detached")


def verify(supervisor: Visitor, batch: str, agent_id: UUID) -> None:
    """The whole sample is right; all are given to the agent."""
    supervisor.open("/review")
    supervisor.press("main a[href='/review/batches']")
    supervisor.open(f"/review/batches/{batch}")
    supervisor.press("main form[action$='/start'] button")
    supervisor.page.locator("main [name=verdict]").first.wait_for()
    supervisor.snap("sample")
    waiting = supervisor.page.locator(WAITING)
    while count := waiting.count():
        waiting.first.click()
        supervisor.page.wait_for_function(
            "([rows, left]) => document.querySelectorAll(rows).length < left", arg=[WAITING, count]
        )
    supervisor.fill({"agent": str(agent_id)})
    supervisor.snap("approval")
    supervisor.press("main form[action$='/approval'] button")
    supervisor.wait_for("/review/batches")


@pytest.mark.parametrize("width", [360])
def test_an_officer_takes_a_sheet_to_covered_people_in_one_sitting(
    sqlite_site: LiveSite, visit: Callable[..., Visitor], turns: Semaphore, tmp_path: Path, width: int
):
    path = tmp_path / "kamang-baru.csv"
    path.write_bytes(sheet([*(person(5_000 + n) for n in range(ROWS - 1)), person(9, NIK="12")]))
    with worker(sqlite_site, turns):
        first = Month.of(today())
        fund = FundFactory(
            code="APBD-PERAMBAN", officer=FundOfficerFactory(), first_month=first, last_month=first + 2
        )
        boss, agent = SupervisorFactory(), AgentFactory()
        officer = visit(sqlite_site, width=width, name="batch-officer")
        officer.sign_in(fund.officer.email or "")
        officer.open(f"/funds/{fund.id}/batches/new")
        officer.fill({"file": str(path)})
        officer.press("main form button[type=submit]")
        officer.wait_for("/funds/batches/*")
        batch = officer.path.rpartition("/")[2]
        follow(officer, turns)
        officer.snap("dry-run")
        officer.press("main form[action$='/commitment'] button")
        officer.page.locator("main .badge--wait", has_text="Menunggu kantor cabang").wait_for()
        supervisor = visit(sqlite_site, width=1280, name="batch-supervisor")
        supervisor.sign_in(boss.email or "")
        verify(supervisor, batch, agent.id)
        officer.open(f"/funds/batches/{batch}")
        officer.page.locator("main", has_text="Mereka sudah menjadi peserta").wait_for()
        officer.snap("enrolled")
        assert f"{ROWS - 1} orang menjadi peserta" in officer.page.locator(
            "main .tiles"
        ).inner_text().replace("\n", " ")
