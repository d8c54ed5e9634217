"""What becomes of a month by auto-debit, as people see it: Lancar, Kosong paid by code, Hilang, Tarik.

The bank is the simulator as a process of its own, the site gunicorn; the jobs that a clock would run, run here.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest

from agentapp.autodebit.announcing import announce
from agentapp.autodebit.checking import check
from agentapp.autodebit.code_steps import tend_codes
from agentapp.autodebit.gateways import gateway, use_gateway
from agentapp.autodebit.gateways.simulator import simulated
from agentapp.autodebit.gateways.snap import SnapGateway
from agentapp.autodebit.polling import poll
from agentapp.autodebit.preparing import prepare
from agentapp.autodebit.reconciliation import Reconciled, reconcile
from agentapp.autodebit.sending import Sent, send_due
from agentapp.autodebit.simulator.keys import SimulatorKeys
from agentapp.autodebit.simulator.personas import OTP, Persona
from agentapp.autodebit.timing import Occasion, banking_day, first_debit, next_try
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.period import Month
from tests.browser.visitor import Visitor
from tests.factories import AgentFactory, MandateFactory, ObligationFactory, SupervisorFactory, WorkerFactory
from tests.support.bank import BankProcess
from tests.support.databases import SqliteDatabase
from tests.support.live import FIELD_KEYS, SECRET_KEY, LiveSite, inside

READ_SECONDS = 0.5


@dataclass
class Operations:
    """The site, its bank, and the commands between them."""

    site: LiveSite
    bank: BankProcess

    @contextmanager
    def _working(self) -> Iterator[None]:
        with inside(self.site):
            keys = SimulatorKeys.kept(self.site.data_dir)
            bank = SnapGateway(simulated(keys, self.bank.url, read_seconds=READ_SECONDS))
            use_gateway(bank)
            yield
            bank.close()

    def run(self, day: date) -> dict[Sent, int]:
        with self._working():
            prepare(Occasion.on(day))
            announce(Occasion.on(day))
            sent = send_due(Occasion.on(day))
            tend_codes(Occasion.on(day))
            return sent

    def poll(self, day: date) -> dict[Sent, int]:
        with self._working():
            results = poll(Occasion.on(day), whole_day=True)
            tend_codes(Occasion.on(day), whole_day=True)
            return results

    def reconcile(self) -> Reconciled:
        with self._working():
            return reconcile(gateway(), self.bank.ask("GET", "/_book"), Occasion.at_present())

    def taken_from(self, persona: Persona) -> list[str]:
        """What the bank's book says of the debits it executed at accounts of a persona."""
        return [debit["status"] for debit in self.bank.book() if Persona.of(debit["account"]) == persona]

    def books_hold(self) -> bool:
        with self._working():
            return check(gateway()).ok


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operations]:
    folder = tmp_path_factory.mktemp("money")
    database = SqliteDatabase(folder)
    database.create()
    secrets = {"APP_ENV": "test", "SECRET_KEY": SECRET_KEY, "FIELD_KEYS": FIELD_KEYS}
    with BankProcess(folder, {**secrets, "DATABASE_URL": database.url}, ("--silence", "1")) as bank:
        before = os.environ.get("SIMULATOR_PORT")
        os.environ["SIMULATOR_PORT"] = str(bank.port)
        try:
            with LiveSite(database.url, folder) as site:
                yield Operations(site, bank)
        finally:
            os.environ.pop("SIMULATOR_PORT")
            if before is not None:
                os.environ["SIMULATOR_PORT"] = before


@dataclass
class Story:
    """One worker under a mandate, watched by an agent at a screen.

    All happens in `month`, the next one, so that it is the same on every day of the year.
    """

    operations: Operations
    agent: Visitor
    worker_id: UUID
    month: Month

    @property
    def announced_day(self) -> date:
        return self.month.first_day

    @property
    def debit_day(self) -> date:
        day = first_debit(self.month, 5, self.announced_day)
        assert day is not None
        return day

    def look(self, picture: str) -> str:
        """The worker's page as text; the month of the story is among its boxes."""
        self.agent.open(f"/workers/{self.worker_id}")
        self.agent.snap(picture)
        return self.agent.page.locator("main").inner_text()

    def box(self) -> str:
        """The classes of the month's box."""
        self.agent.open(f"/workers/{self.worker_id}")
        word = self.agent.page.locator("main .months .month", has_text=str(self.month.year))
        boxes = self.agent.page.locator("main .months .month")
        names = [boxes.nth(at).get_attribute("class") or "" for at in range(boxes.count())]
        assert word.count() > 0
        return names[_place(names)]


def _place(names: list[str]) -> int:
    """Where next month's box stands: the page begins five months back, or with the membership."""
    return 1 if len(names) == 12 else 0


@pytest.fixture
def story(operations: Operations, visit: Callable[..., Visitor]) -> Callable[..., Story]:
    def begin(persona: Persona, *, width: int = 360, bound: bool = True) -> Story:
        with inside(operations.site):
            worker, month = WorkerFactory(agent=AgentFactory()), Month.of(today()) + 1
            ObligationFactory(worker=worker, month=month, due_on=month.first_day + timedelta(days=14))
            if bound:
                MandateFactory(worker=worker, persona=persona, first_month=Month.of(today()))
            sessions().commit()
            email, worker_id = worker.agent.email, worker.id
        agent = visit(operations.site, width=width, name=f"money/{persona.name.lower()}-{width}")
        agent.sign_in(email)
        return Story(operations, agent, worker_id, month)

    return begin


def give_mandate(story: Story, account: str) -> None:
    """At the agent's phone: the worker's account, what they agree to, and their one-time code."""
    agent = story.agent
    story.look("before")
    agent.press("main a[href^='/mandates/new']")
    agent.wait_for("/mandates/new")
    agent.fill({"account": account, "holder": "Pak Contoh", "consent": "y"})
    agent.snap("mandate-form")
    agent.press("main form button[type=submit]")
    agent.wait_for("/mandates/*/otp")
    agent.fill({"otp": "000000"})
    agent.press("main form button[type=submit]")
    agent.page.locator("main .field__error, main .errors").first.wait_for()
    agent.snap("otp-wrong")
    agent.complaints.clear()  # the browser tells of the 422
    agent.fill({"otp": OTP})
    agent.press("main form button[type=submit]")
    agent.wait_for("/mandates/*")
    agent.snap("mandate-active")


@pytest.mark.parametrize("width", [360, 1280])
def test_lancar_gives_a_mandate_and_is_protected(story, width):
    lancar = story(Persona.LANCAR, width=width, bound=False)
    give_mandate(lancar, Persona.LANCAR.account(7))

    lancar.operations.run(lancar.announced_day)
    assert lancar.operations.run(lancar.debit_day)[Sent.SUCCEEDED] == 1

    lancar.look("paid")
    assert "month--paid" in lancar.box()
    lancar.agent.press("main .month--paid a")
    lancar.agent.wait_for("/workers/*/payments/*")
    lancar.agent.snap("receipt")
    assert lancar.operations.books_hold()


def test_kosong_is_tried_again_and_then_pays_by_code(story):
    kosong = story(Persona.KOSONG)
    operations = kosong.operations
    operations.run(kosong.announced_day)
    day = kosong.debit_day
    assert operations.run(day)[Sent.DECLINED] == 1
    kosong.look("refused")
    while (following := next_try(kosong.month, day)) is not None:
        day = following
        assert operations.run(day)[Sent.DECLINED] == 1
    kosong.look("given-up")

    number = kosong.agent.page.locator("main .code").inner_text().replace(" ", "")
    reference = operations.bank.pay_code(number)
    operations.poll(day)

    kosong.look("paid-by-code")
    assert "month--paid" in kosong.box()
    receipt = kosong.agent.page.locator("main .month--paid a").first.get_attribute("href") or ""
    kosong.agent.open(receipt)
    assert "Kode" in kosong.agent.page.locator("main").inner_text()
    assert operations.taken_from(Persona.KOSONG) == []
    assert [row["status"] for row in operations.bank.book() if row["reference"] == reference] == ["settled"]
    assert operations.books_hold()


def test_hilang_is_being_looked_into_and_then_paid(story):
    hilang = story(Persona.HILANG)
    operations = hilang.operations
    operations.run(hilang.announced_day)
    assert operations.run(hilang.debit_day)[Sent.UNKNOWN] == 1

    hilang.look("in-doubt")
    assert "month--checking" in hilang.box()
    assert operations.run(banking_day(hilang.debit_day + timedelta(days=1))) == dict.fromkeys(Sent, 0)
    assert operations.poll(hilang.debit_day)[Sent.SUCCEEDED] == 1

    hilang.look("paid")
    assert "month--paid" in hilang.box()
    assert operations.taken_from(Persona.HILANG) == ["settled"]
    assert operations.books_hold()


def test_tarik_pays_and_the_bank_takes_it_back(story, visit):
    tarik = story(Persona.TARIK)
    operations = tarik.operations
    operations.run(tarik.announced_day)
    assert operations.run(tarik.debit_day)[Sent.SUCCEEDED] == 1
    assert "month--paid" in tarik.box()

    operations.bank.charge_back()
    assert operations.taken_from(Persona.TARIK) == ["reversed"]
    assert operations.reconcile().suspense == 0

    tarik.look("given-back")
    assert "month--reversed" in tarik.box()
    assert operations.run(banking_day(tarik.debit_day + timedelta(days=1))) == dict.fromkeys(Sent, 0)
    with inside(operations.site):
        supervisor = SupervisorFactory().email
    desk = visit(operations.site, width=1280, name="money/desk")
    desk.sign_in(supervisor)
    desk.open("/money")
    desk.snap("desk")
    assert operations.books_hold()
