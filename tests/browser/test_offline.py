"""An agent in a valley without signal: fills in, finishes, comes home, and the server has it, once."""

from pathlib import Path

import pytest
from sqlalchemy import select

from agentapp.core.db import sessions
from agentapp.enrolment.models import Enrolment
from tests.browser import phone
from tests.browser.visitor import Visitor
from tests.factories import AgentFactory, application_data
from tests.support.live import LiveSite, inside
from tests.support.world import small_photo


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "ktp.jpg"
    path.write_bytes(small_photo())
    return path


def agent_and_data(site: LiveSite) -> tuple[str, dict[str, str]]:
    with inside(site):
        agent = AgentFactory()
        return str(agent.email), application_data()


def enrolments(site: LiveSite, data: dict[str, str]) -> list[Enrolment]:
    with inside(site):
        return list(sessions.scalars(select(Enrolment).where(Enrolment.name == data["name"])))


def wait_until_sent(visitor: Visitor) -> None:
    phone.wait(visitor, "outbox", "(await counts()).waiting === 0")


def test_filled_in_without_signal_it_is_sealed_and_sent_once_there_is_signal(visit, sqlite_site, photo):
    email, data = agent_and_data(sqlite_site)
    agent = visit(sqlite_site, name="offline/whole-way")
    phone.install(agent, email)

    phone.cut(agent)
    agent.open("/enrolments/new")
    phone.choose_pin(agent)
    agent.snap("empty")
    phone.fill_in(agent, data, photo)
    agent.snap("filled-in")
    agent.press("main button[name=intent][value=check]")
    agent.snap("review")
    agent.press("[data-finish]")
    agent.page.locator("[data-finished]").wait_for()
    agent.snap("finished")
    kept = phone.dump(agent)
    for secret in ("name", "nik", "mother_name", "address", "phone", "heirs-0-name"):
        assert data[secret] not in kept, secret
    assert data["phone"].removeprefix("+62").removeprefix("0") not in kept
    agent.open("/home")
    agent.page.locator("[data-items] .entry").wait_for()
    assert agent.page.locator("[data-waiting-text]").inner_text() == "1 menunggu kirim"
    agent.snap("outbox")

    phone.cut(agent, off=False)
    agent.press("[data-send-now]")
    wait_until_sent(agent)
    agent.snap("sent")
    (found,) = enrolments(sqlite_site, data)
    assert found.mother_name == data["mother_name"]
    assert found.ktp_photo
    assert agent.page.locator("[data-waiting-text]").inner_text() == "Semua sudah terkirim"

    phone.forgive(agent)
