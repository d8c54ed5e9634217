"""The main job in a real browser: an agent enrols a worker, a supervisor decides, the worker has a card."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from agentapp.core.clock import today
from tests.browser.enrolling import fill_in, send
from tests.browser.visitor import Visitor
from tests.factories import AgentFactory, SupervisorFactory, application_data
from tests.support.live import LiveSite, making
from tests.support.world import small_photo

SITES = {360: "sqlite_site", 1280: "postgresql_site"}
WINDOWS = [(360, "id"), (360, "en"), (1280, "id")]
"""Width and language: how wide a window is changes nothing in what the second language can break."""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "ktp.jpg"
    path.write_bytes(small_photo())
    return path


def people(site: LiveSite, locale: str) -> tuple[str, str, dict[str, str]]:
    """E-mails of an agent and a supervisor, and the answers of a worker."""
    with making(site):
        agent, supervisor = AgentFactory(locale=locale), SupervisorFactory(locale=locale)
        return agent.email or "", supervisor.email or "", application_data()


def decide(supervisor: Visitor, enrolment: str) -> None:
    """Out of the queue, take the case, approve it."""
    supervisor.open("/review")
    supervisor.snap("queue")
    supervisor.open(f"/review/{enrolment.rpartition('/')[2]}?then=queue")
    supervisor.press("main form[action*='/claim'] button")
    supervisor.page.locator("main form[action*='/release']").first.wait_for()
    supervisor.snap("case")
    supervisor.press("main form[action*='/approval'] button")
    supervisor.wait_for("/review")
    supervisor.snap("decided")


def record_payment(agent: Visitor, enrolment: str, reference: str) -> str:
    """From the approved application to the worker, the payment and its receipt; the worker's path."""
    agent.open(enrolment)
    agent.snap("approved")
    agent.press("main a[href^='/workers/']")
    agent.wait_for("/workers/*")
    worker = agent.path
    agent.snap("worker-waiting")
    agent.press("main a[href$='/payments/new']")
    agent.wait_for("/workers/*/payments/new")
    months = agent.page.locator("main [name=months]").first.get_attribute("value") or ""
    agent.fill(
        {"months": months, "channel": "cash", "reference": reference, "received_on": today().isoformat()}
    )
    agent.snap("payment")
    agent.press("main form button[type=submit]")
    agent.page.locator("main [name=amount]").wait_for(state="attached")
    agent.snap("payment-check")
    agent.press("main form button[type=submit]:not([name])")
    agent.wait_for("/workers/*/payments/*")
    agent.snap("receipt")
    return worker


def hold_up_card(agent: Visitor, worker: str) -> str:
    """The card on the agent's screen; the path that its code opens."""
    agent.open(worker)
    agent.snap("worker-protected")
    agent.open(f"{worker}/card")
    agent.snap("card")
    address = agent.page.locator("main a[href*='/cards/']").first.get_attribute("href") or ""
    return urlsplit(address).path


@pytest.mark.parametrize(("width", "locale"), WINDOWS)
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
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

    supervisor = visit(site, **window, name=f"{name}/supervisor")
    supervisor.sign_in(supervisor_email)
    decide(supervisor, enrolment)
    worker = record_payment(agent, enrolment, f"KW-{width}-{script}-{locale}")
    card = hold_up_card(agent, worker)

    anybody = visit(site, **window, name=f"{name}/anybody")
    anybody.open(card)
    anybody.snap("public-card")
    shown = anybody.page.locator("main").inner_text()
    assert data["name"].split()[0] in shown
    assert data["name"].split()[1] not in shown
    assert "badge--good" in anybody.page.locator("main .badge").first.get_attribute("class").split()
    assert agent.page.locator("html").get_attribute("lang") == locale
