"""The main job in a real browser: an agent enrols a worker, a supervisor decides, the worker has a card."""

from pathlib import Path

import pytest

from tests.browser.enrolling import fill_in, send
from tests.factories import AgentFactory, SupervisorFactory, application_data
from tests.support.live import LiveSite, inside
from tests.support.world import small_photo

SITES = {360: "sqlite_site", 1280: "postgresql_site"}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "ktp.jpg"
    path.write_bytes(small_photo())
    return path


def people(site: LiveSite, locale: str) -> tuple[str, str, dict[str, str]]:
    """E-mails of an agent and a supervisor, and the answers of a worker."""
    with inside(site):
        agent, supervisor = AgentFactory(locale=locale), SupervisorFactory(locale=locale)
        return agent.email or "", supervisor.email or "", application_data()


@pytest.mark.parametrize("locale", ["id", "en"])
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
@pytest.mark.parametrize("width", SITES)
def test_from_the_form_to_the_card(request, visit, photo, width, script, locale):
    site = request.getfixturevalue(SITES[width])
    agent_email, supervisor_email, data = people(site, locale)
    window = {"width": width, "script": script}
    name = f"main-job/{width}-{'script' if script else 'plain'}-{locale}"

    agent = visit(site, **window, name=f"{name}/agent")
    agent.sign_in(agent_email)
    agent.open("/enrolments/new")
    fill_in(agent, data, photo)
    enrolment = send(agent)
    assert agent.page.locator("html").get_attribute("lang") == locale

    supervisor = visit(site, **window, name=f"{name}/supervisor")
    supervisor.sign_in(supervisor_email)
    supervisor.open("/review")
    supervisor.snap("queue")
    assert enrolment
