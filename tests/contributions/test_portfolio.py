"""The workers one may see: found by name or last digits, narrowed, page by page."""

import pytest

from agentapp.contributions import portfolio
from agentapp.contributions.lookup import Search, digits_of
from agentapp.contributions.portfolio import PAGE, count, read_page
from agentapp.contributions.protection import ProtectionStatus
from agentapp.core.clock import now
from agentapp.core.db import sessions
from agentapp.programmes.kinds import Payer
from tests.contributions.members import join, pay
from tests.factories import AdminFactory, AgentFactory, MamujuFactory, SupervisorFactory, WorkerFactory

NAMES = [
    "Yusmanidar Koto",
    "Siti Aminah",
    "M. Yusuf",
    "Nur'aini Koto",
    "José Müller",
    "ﷺ Aminah",
    "Koto Tinggi",
]


def found(actor, **search):
    return [line.worker.name for line in read_page(sessions(), actor, Search(**search)).lines]


@pytest.fixture
def named(agent):
    """One worker of each of NAMES."""
    return {name: WorkerFactory(agent=agent, name=name) for name in NAMES}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("yus", ["M. Yusuf", "Yusmanidar Koto"]),
        ("YUSMANIDAR  k", ["Yusmanidar Koto"]),
        ("koto", ["Koto Tinggi", "Nur'aini Koto", "Yusmanidar Koto"]),
        ("nuraini", ["Nur'aini Koto"]),
        ("nur'aini", ["Nur'aini Koto"]),
        ("jose mu", ["José Müller"]),
        ("aminah", ["Siti Aminah", "ﷺ Aminah"]),
        ("oto", []),
        ("%", []),
        ("_", []),
        ("😀", []),
    ],
)
def test_a_name_is_found_by_the_beginning_of_any_of_its_words(agent, named, text, names):
    assert sorted(found(agent, text=text)) == sorted(names)


def test_marks_alone_find_everybody_like_nothing_typed(agent, named):
    assert len(found(agent, text="  ")) == len(NAMES)


def test_four_digits_find_the_end_of_a_nik_or_of_a_number(agent):
    worker, other = WorkerFactory(agent=agent), WorkerFactory(agent=agent)

    assert worker.name in found(agent, text=worker.nik.tail)
    assert found(agent, text=str(other.membership.number)[-6:]) == [other.name]
    assert found(agent, text=str(other.membership.number)) == [other.name]


@pytest.mark.parametrize(
    ("text", "digits"),
    [("12 34", "1234"), ("1234.5678-901", "12345678901"), ("１２３４", ""), ("12a4", ""), ("", "")],
)
def test_digits_count_only_where_nothing_else_was_typed(text, digits):
    assert digits_of(text) == digits


def test_an_agent_sees_the_own_portfolio_only(agent):
    mine = WorkerFactory(agent=agent)
    WorkerFactory(agent=AgentFactory())

    assert found(agent) == [mine.name]


def test_a_supervisor_sees_the_own_branch_only(agent):
    mine = WorkerFactory(agent=agent)
    WorkerFactory(agent=AgentFactory(branch=MamujuFactory()))

    assert found(SupervisorFactory(branch=agent.branch)) == [mine.name]


def test_nobody_else_sees_any(agent):
    WorkerFactory(agent=agent)

    assert found(AdminFactory()) == []


def test_a_worker_whose_approval_was_undone_is_gone(agent):
    WorkerFactory(agent=agent, withdrawn_at=now())

    assert found(agent) == []


def test_one_district_only(agent):
    here = WorkerFactory(agent=agent)
    WorkerFactory(agent=agent, village_code="13.03.01.2001")

    assert found(agent, district_code="13.03.06") == [here.name]


def test_pages_follow_each_other_both_ways_without_gap_or_overlap(agent):
    everybody = {WorkerFactory(agent=agent, name="Siti").id for _ in range(2 * PAGE + 3)}
    first = read_page(sessions(), agent, Search())
    second = read_page(sessions(), agent, Search(), after=first.after)
    third = read_page(sessions(), agent, Search(), after=second.after)
    back = read_page(sessions(), agent, Search(), before=third.before)
    start = read_page(sessions(), agent, Search(), before=back.before)

    pages = [ids(page) for page in (first, second, third)]
    assert [len(page) for page in pages] == [PAGE, PAGE, 3]
    assert set().union(*pages) == everybody
    assert (ids(back), ids(start)) == (pages[1], pages[0])
    assert (first.before, third.after, start.before) == (None, None, None)


def test_a_page_after_somebody_unknown_is_the_first(agent):
    mine = WorkerFactory(agent=agent)
    stranger = WorkerFactory()

    assert ids(read_page(sessions(), agent, Search(), after=stranger.id)) == [mine.id]


def test_the_count_is_of_what_was_asked_for(agent, named):
    assert count(sessions(), agent, Search(text="koto")) == 3


@pytest.mark.parametrize("nearby", [portfolio.NEARBY, 5], ids=["found nearby", "looked for everywhere"])
def test_narrowed_by_protection_it_agrees_with_each_workers_own(agent, clock, monkeypatch, nearby):
    """Joined in each of the last eight months, with every way of paying since."""
    monkeypatch.setattr(portfolio, "NEARBY", nearby)
    for month in range(1, 9):
        clock.move_to(f"2026-{month:02d}-05T03:00:00Z")
        _families(agent, month)
    clock.move_to("2026-08-20T03:00:00Z")

    page = read_page(sessions(), agent, Search())
    stands = {line.worker.id: line.standing.protection.status for line in page.lines}
    assert set(stands.values()) == set(ProtectionStatus)
    for status in ProtectionStatus:
        narrowed = ids(read_page(sessions(), agent, Search(status=status)))
        assert set(narrowed) == {worker_id for worker_id, its in stands.items() if its == status}


def _families(agent, month):
    join(agent, months=1)
    join(agent, months=1, payer=Payer.SPONSOR, payer_code="SRT0001")
    for count_ in (1, 3):
        pay(agent, join(agent, months=1), months=count_, reference=f"S-{month}-{count_}")
        sponsored = join(agent, months=1, payer=Payer.SPONSOR, payer_code="SRT0001")
        pay(agent, sponsored, months=count_, reference=f"G-{month}-{count_}")


def ids(page):
    return [line.worker.id for line in page.lines]
