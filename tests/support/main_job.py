"""The main job by its pages: an agent enrols a worker, a supervisor approves, the agent records the first payment."""

from io import BytesIO
from urllib.parse import urlsplit

from agentapp.core.clock import today
from tests.pages import Page, PageClient
from tests.support.world import small_photo


def enrol(agent: PageClient, data: dict[str, str], *, photo: bytes | None = None) -> str:
    """Fill in the form, check the answers, send them. The address of the application."""
    form = agent.get("/enrolments/new").form(has="nik")
    typed = {
        name: text
        for name, text in data.items()
        if name not in ("submission_id", "form_version", "captured_at")
    }
    form.fill(typed | {"consent": True}, ktp_photo=(BytesIO(photo or small_photo()), "ktp.jpg"))
    checked = form.submit("check", status=303).follow()
    shown = checked.form("/submission").submit(status=303).follow()
    return shown.path


def approve(supervisor: PageClient, enrolment: str) -> Page:
    """Take the case and approve it; what comes next."""
    case = enrolment.replace("/enrolments/", "/review/")
    supervisor.get(case).form("/claim").submit(follow=True)
    return supervisor.get(f"{case}?then=queue").form("/approval").submit(follow=True)


def pay(agent: PageClient, enrolment: str, reference: str) -> Page:
    """Record cash for the months owed; the receipt."""
    worker = next(href for _, href in agent.get(enrolment).links() if href.startswith("/workers/"))
    form = agent.get(f"{urlsplit(worker).path}/payments/new").form(has="reference")
    months = form.options("months")[0]
    asked = form.fill(months=months, channel="cash", reference=reference, received_on=today().isoformat())
    return asked.submit(status=200).form(has="amount").submit(status=303).follow()
