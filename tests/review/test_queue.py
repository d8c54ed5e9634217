"""The queue: whose, in which order, narrowed how, page after page."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.db import sessions
from agentapp.enrolment.models import Enrolment, EnrolmentState, FlagKind
from agentapp.programmes.kinds import Ecosystem
from agentapp.review import queue, service
from agentapp.review.cursor import Edge
from agentapp.review.filters import Filters
from agentapp.review.queue import QueuePage, read_page
from tests.factories import (
    AgentFactory,
    EnrolmentFactory,
    FlagFactory,
    MamujuFactory,
)

EVERYTHING = Filters()
KOTO_VII = "13.03.04.2001"


def line(agent: User, count: int) -> list[Enrolment]:
    """Cases that came in threes at the same moment, as from a phone's outbox."""
    begun = now() - timedelta(days=2)
    return [
        EnrolmentFactory(agent=agent, received_at=begun + timedelta(minutes=n // 3)) for n in range(count)
    ]


def ids(page: QueuePage) -> list[UUID]:
    return [case.id for case in page.cases]


def found(reader: User, **asked: str) -> set[UUID]:
    return set(ids(read_page(sessions(), reader, Filters.read(asked))))


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "PAGE", 4)


def pages_on(reader: User, **edge: str) -> Iterator[QueuePage]:
    """The page at an edge and all that its links to the next lead to."""
    page = read_page(sessions(), reader, EVERYTHING, Edge.read(edge))
    yield page
    if page.after:
        yield from pages_on(reader, after=page.after)


def test_it_holds_what_waits_in_the_own_branch_oldest_first(session: Session, agent: User, supervisor: User):
    newer, older = (
        EnrolmentFactory(agent=agent, received_at=now() - timedelta(hours=hours)) for hours in (1, 9)
    )
    for state in EnrolmentState:
        EnrolmentFactory(agent=AgentFactory(branch=MamujuFactory()), state=state)
        if state != EnrolmentState.SUBMITTED:
            EnrolmentFactory(agent=agent, state=state)

    assert ids(read_page(session, supervisor, EVERYTHING)) == [older.id, newer.id]


@pytest.mark.usefixtures("small_pages")
def test_the_pages_show_every_case_once_in_order(agent: User, supervisor: User):
    cases = line(agent, 14)

    read = [key for page in pages_on(supervisor) for key in ids(page)]

    assert read == [case.id for case in sorted(cases, key=lambda case: (case.waiting_since, case.id))]


@pytest.mark.usefixtures("small_pages")
def test_cases_that_are_decided_meanwhile_shift_no_page(session: Session, agent: User, supervisor: User):
    line(agent, 12)
    first, second, _ = pages_on(supervisor)

    service.approve(supervisor, first.cases[0].id)

    assert ids(read_page(session, supervisor, EVERYTHING, Edge.read({"after": first.after}))) == ids(second)


@pytest.mark.usefixtures("small_pages")
def test_one_can_go_back_page_by_page(session: Session, agent: User, supervisor: User):
    line(agent, 12)
    first, second, third = pages_on(supervisor)

    back = read_page(session, supervisor, EVERYTHING, Edge.read({"before": third.before}))
    again = read_page(session, supervisor, EVERYTHING, Edge.read({"before": back.before}))

    assert (ids(back), ids(again)) == (ids(second), ids(first))
    assert (first.before, again.before, third.after) == ("", "", "")


@pytest.mark.usefixtures("small_pages")
def test_a_page_can_be_opened_from_its_first_line(session: Session, agent: User, supervisor: User):
    line(agent, 10)
    _, second, _ = pages_on(supervisor)

    assert ids(read_page(session, supervisor, EVERYTHING, Edge.read({"from": second.first}))) == ids(second)


@pytest.mark.parametrize("broken", ["", "x", "%", "MjAyNg", "eA==", "a" * 500])
def test_a_broken_link_leads_to_the_first_page(broken: str):
    assert Edge.read({"after": broken}) is None


def test_it_can_be_narrowed_by_every_filter(agent: User, supervisor: User):
    plain = EnrolmentFactory(agent=agent)
    other = AgentFactory()
    cases = {
        "district": EnrolmentFactory(agent=agent, village_code=KOTO_VII),
        "agent": EnrolmentFactory(agent=other),
        "ecosystem": EnrolmentFactory(agent=agent, ecosystem=Ecosystem.MARKET),
        "age": EnrolmentFactory(agent=agent, received_at=now() - timedelta(days=4)),
        "flag": EnrolmentFactory(agent=agent, flags=[FlagFactory.build(kind=FlagKind.NO_KTP_PHOTO)]),
        "q": EnrolmentFactory(agent=agent, name="Mulyadi Pangulu", number="7K3M-9QXA"),
    }
    asked = {
        "district": ["13.03.04"],
        "agent": [str(other.id)],
        "ecosystem": ["market"],
        "age": ["3"],
        "flag": ["flagged", "no_ktp_photo"],
        "q": ["mulyadi", "PANGULU", "7k3m-9qxa", cases["q"].nik.tail],
    }

    for name, values in asked.items():
        for value in values:
            assert found(supervisor, **{name: value}) == {cases[name].id}, (name, value)
    assert found(supervisor) == {plain.id, *(case.id for case in cases.values())}
    assert found(supervisor, flag="clean") == found(supervisor) - {cases["flag"].id}
    assert found(supervisor, district="13.03.04", ecosystem="market") == set()


@pytest.mark.parametrize(
    ("name", "nonsense"),
    [("district", "13"), ("agent", "x"), ("flag", "x"), ("ecosystem", "x"), ("age", "99"), ("age", "-1")],
)
def test_a_filter_that_makes_no_sense_is_passed_over(name: str, nonsense: str):
    assert Filters.read({name: nonsense}) == EVERYTHING


@pytest.mark.parametrize(
    "words", ["%", "_", "\\", "'; DROP TABLE users; --", "\u200b", "٣٤٥٦", "A" * 200, "🌾"]
)
def test_strange_words_find_nobody_and_break_nothing(waiting: Enrolment, supervisor: User, words: str):
    assert found(supervisor, q=words) == set()


def test_a_line_tells_who_holds_the_case_who_sent_it_and_why_it_is_special(
    session: Session, agent: User, supervisor: User, colleague: User
):
    held, mine, own, flagged = (
        EnrolmentFactory(agent=agent),
        EnrolmentFactory(agent=agent, returned_by=supervisor),
        EnrolmentFactory(agent=agent, author=supervisor),
        EnrolmentFactory(
            agent=agent, flags=[FlagFactory.build(kind=kind) for kind in ("similar_person",) * 2]
        ),
    )
    service.claim(colleague, held.id)
    service.claim(supervisor, mine.id)

    page = read_page(session, supervisor, EVERYTHING)
    lines = {case.id: case for case in page.cases}

    assert (lines[held.id].holder.name, lines[held.id].may_be_ticked) == (colleague.name, False)
    assert (lines[mine.id].mine, lines[mine.id].came_back, lines[mine.id].may_be_ticked) == (True, True, True)
    assert (lines[own.id].own, lines[own.id].may_be_ticked) == (True, False)
    assert (lines[flagged.id].flags, lines[flagged.id].may_be_ticked) == ((FlagKind.SIMILAR_PERSON,), False)
    assert [case.id for case in page.held] == [mine.id]


def test_the_count_stops_at_its_cap(
    session: Session, agent: User, supervisor: User, monkeypatch: pytest.MonkeyPatch
):
    line(agent, 3)
    assert queue.capped(queue.count(session, supervisor, EVERYTHING)) == "3"

    monkeypatch.setattr(queue, "MOST_COUNTED", 2)
    assert queue.count(session, supervisor, EVERYTHING) == 2
    assert queue.capped(1000) == "2+"


def test_a_case_knows_its_place(session: Session, agent: User):
    first, *_, last = line(agent, 4)

    assert {queue.position(session, each) for each in (first, last)} <= {1, 2, 3, 4}
    assert queue.position(session, last) == 4


def test_a_page_asks_the_database_as_often_for_forty_cases_as_for_one(
    session: Session, agent: User, supervisor: User
):
    def statements() -> int:
        asked: list[str] = []

        def note(*args: object) -> None:
            asked.append(str(args[2]))

        engine = session.get_bind()
        assert isinstance(engine, Engine)
        event.listen(engine, "before_cursor_execute", note)
        read_page(sessions(), supervisor, EVERYTHING)
        event.remove(engine, "before_cursor_execute", note)
        return len(asked)

    EnrolmentFactory(agent=agent, flags=[FlagFactory.build()])
    few = statements()
    for _ in range(40):
        EnrolmentFactory(agent=AgentFactory(), flags=[FlagFactory.build()])

    assert statements() == few


def test_the_page_is_read_by_the_index_of_the_queue(session: Session, agent: User, supervisor: User):
    line(agent, 5)
    after = Edge.read({"after": read_page(session, supervisor, EVERYTHING).first})
    assert after is not None
    postgresql = session.get_bind().dialect.name == "postgresql"
    if postgresql:
        session.execute(text("SET LOCAL enable_seqscan = off"))
    asked = {"branch": supervisor.branch_id, "now": now(), **after.cursor.columns}
    statement = queue._page_of(EVERYTHING, after.side).params(asked)
    statement = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})

    plan = session.execute(text(f"EXPLAIN {'' if postgresql else 'QUERY PLAN'} {statement}")).all()

    assert "ix_enrolments_queue " in " ".join(f"{row} " for row in plan).replace("'", " ").replace(")", " ")
    assert "sort" not in str(plan).lower()
