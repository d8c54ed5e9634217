"""Several clean cases at once: a result for each."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.enrolment.models import EnrolmentState, ReturnReason
from agentapp.review import service
from agentapp.review.forms import read_picks
from agentapp.workers.models import Worker
from tests.factories import AgentFactory, EnrolmentFactory, FlagFactory, MamujuFactory
from tests.pages import PageClient

SEVERAL = "/review/approvals"


def ticks(browser: PageClient, path: str = "/review") -> list[str]:
    """What may be ticked on the list."""
    return browser.get(path).form(SEVERAL).options("ids")


def test_only_clean_free_cases_that_are_not_ones_own_can_be_ticked(
    browser: PageClient, agent: User, supervisor: User, colleague: User
):
    clean = EnrolmentFactory(agent=agent)
    EnrolmentFactory(agent=agent, flags=[FlagFactory.build()])
    EnrolmentFactory(agent=agent, author=supervisor)
    service.claim(colleague, EnrolmentFactory(agent=agent).id)

    assert ticks(browser) == [f"{clean.id}.{clean.version}"]


def test_all_clean_ones_of_a_page_can_be_ticked_without_a_script(browser: PageClient, agent: User):
    for _ in range(3):
        EnrolmentFactory(agent=agent)
    page = browser.get("/review?flag=clean")
    assert page.form(SEVERAL).data.getlist("ids") == []

    page = page.click("Centang yang bersih di halaman ini (3)")
    assert len(page.form(SEVERAL).data.getlist("ids")) == 3

    page = page.form(SEVERAL).submit()
    assert page.heading == "3 dari 3 disetujui"


def test_each_gets_its_own_result(
    session: Session, browser: PageClient, agent: User, supervisor: User, colleague: User
):
    good, decided, held, changed, flagged, own = (
        EnrolmentFactory(agent=agent, name=name)
        for name in (
            "Baik Saja",
            "Sudah Ditolak",
            "Sedang Dipegang",
            "Baru Berubah",
            "Kini Bertanda",
            "Milik Sendiri",
        )
    )
    far = EnrolmentFactory(agent=AgentFactory(branch=MamujuFactory()))
    page = browser.get("/review")
    service.reject(colleague, decided.id, ReturnReason.NOT_ELIGIBLE)
    service.claim(colleague, held.id)
    changed.address = "Jorong Baru"
    own.author = supervisor
    session.commit()
    ids = [
        *(f"{case.id}.{case.version}" for case in (good, decided, held, own)),
        f"{changed.id}.{changed.version - 1}",
        str(far.id),
        "nonsense",
        "",
    ]
    flagged.flags, flagged.is_clean = [FlagFactory.build()], False
    session.commit()

    form = page.form(SEVERAL)
    form.data.setlist("ids", [*ids, str(flagged.id)])
    page = form.submit()

    assert page.heading == "1 dari 7 disetujui"
    for sentence in (
        f"{colleague.name} sudah menolak kasus ini.",
        f"{colleague.name} sedang memeriksa kasus ini.",
        "Data ini baru saja berubah.",
        "Kasus ini kini bertanda, jadi perlu diperiksa sendiri.",
        "Pendaftaran ini Anda kirim sendiri.",
        "Tidak ditemukan",
    ):
        assert sentence in page.main
    assert far.name not in page.main
    assert good.state == EnrolmentState.APPROVED
    assert session.scalar(select(func.count()).select_from(Worker)) == 1


def test_ticking_nothing_approves_nothing(browser: PageClient, agent: User):
    case = EnrolmentFactory(agent=agent)

    page = browser.get("/review").form(SEVERAL).submit().follow()

    assert "Centang dulu kasus yang akan disetujui." in page.main
    assert case.state == EnrolmentState.SUBMITTED


def test_a_form_sent_twice_approves_once(session: Session, browser: PageClient, agent: User):
    EnrolmentFactory(agent=agent)
    form = browser.get("/review?all=1").form(SEVERAL)

    first, second = form.submit(), form.submit()

    assert (first.heading, second.heading) == ("1 dari 1 disetujui", "0 dari 1 disetujui")
    assert session.scalar(select(func.count()).select_from(Worker)) == 1


def test_not_more_than_a_page_is_approved_at_once():
    assert len(read_picks([f"00000000-0000-0000-0000-{n:012d}" for n in range(60)])) == 50
