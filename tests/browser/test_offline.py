"""An agent in a valley without signal: fills in, finishes, comes home, and the server has it, once."""

from pathlib import Path

import pytest
from sqlalchemy import select

from agentapp.core.db import sessions
from agentapp.enrolment.models import Enrolment
from tests.browser import phone
from tests.browser.enrolling import secret_answers
from tests.browser.visitor import Visitor
from tests.factories import AgentFactory
from tests.support.live import LiveSite, inside, making
from tests.support.world import small_photo

SENT = "(await counts()).waiting === 0"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "ktp.jpg"
    path.write_bytes(small_photo())
    return path


def agent_and_data(site: LiveSite) -> tuple[str, dict[str, str]]:
    with making(site):
        agent = AgentFactory()
        return str(agent.email), secret_answers()


def enrolments(site: LiveSite, data: dict[str, str]) -> list[Enrolment]:
    with inside(site):
        return list(sessions.scalars(select(Enrolment).where(Enrolment.name == data["name"])))


SECRETS = ("name", "nik", "mother_name", "address", "phone", "heirs-0-name", "heirs-0-phone")


def expect_nothing_readable(visitor: Visitor, data: dict[str, str]) -> None:
    """Nothing the browser keeps tells of a person."""
    kept = phone.dump(visitor)
    found = [name for name in SECRETS if data[name] in kept]
    assert not found
    assert data["phone"].removeprefix("+62").removeprefix("0") not in kept


def expect_waiting(visitor: Visitor, text: str) -> None:
    """The strip of what waits says so."""
    visitor.page.locator("[data-waiting]", has_text=text).wait_for()


def test_filled_in_without_signal_it_is_sealed_and_sent_once_there_is_signal(visit, sqlite_site, photo):
    email, data = agent_and_data(sqlite_site)
    agent = visit(sqlite_site, name="offline/whole-way")
    phone.install(agent, email)

    phone.cut(agent)
    agent.open("/enrolments/new")
    phone.choose_pin(agent)
    phone.fill_in(agent, data, photo)
    phone.finish(agent)
    agent.snap("finished")
    expect_nothing_readable(agent, data)
    agent.open("/home")
    agent.page.locator("[data-items] .entry").wait_for()
    expect_waiting(agent, "1 menunggu kirim")
    agent.snap("outbox")

    phone.cut(agent, off=False)
    agent.press("[data-send-now]")
    phone.wait(agent, "outbox", SENT)
    (found,) = enrolments(sqlite_site, data)
    assert found.mother_name == data["mother_name"]
    assert found.ktp_photo
    expect_waiting(agent, "Semua sudah terkirim")
    agent.snap("sent")
