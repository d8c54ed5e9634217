"""Who may decide what, when, and what a decision leaves behind."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.models import Obligation, ObligationState
from agentapp.core.clock import now, today
from agentapp.core.errors import FieldError, NotFound, StaleVersion
from agentapp.core.period import Month
from agentapp.enrolment.models import (
    Enrolment,
    EnrolmentMove,
    EnrolmentState,
    ReturnReason,
    SecondContent,
    SecondReviewerRequired,
)
from agentapp.programmes.kinds import FundingKind, Payer
from agentapp.review import service
from agentapp.review.refusals import AlreadyDecided, NothingToUndo
from agentapp.workers.models import Worker
from agentapp.workers.registration import AlreadyRegistered
from tests.factories import EnrolmentFactory, FundFactory, MamujuFactory, SupervisorFactory, WorkerFactory
from tests.review.facts import moves

Step = Callable[[User, Enrolment], object]

STEPS: dict[str, Step] = {
    "approve": lambda actor, case: service.approve(actor, case.id),
    "return": lambda actor, case: service.send_back(actor, case.id, ReturnReason.INCOMPLETE),
    "reject": lambda actor, case: service.reject(actor, case.id, ReturnReason.NOT_ELIGIBLE),
    "claim": lambda actor, case: service.claim(actor, case.id),
    "undo": lambda actor, case: service.undo(actor, case.id),
}
LEADS_TO = {
    "approve": EnrolmentState.APPROVED,
    "return": EnrolmentState.RETURNED,
    "reject": EnrolmentState.REJECTED,
    "claim": EnrolmentState.SUBMITTED,
    "undo": NothingToUndo,
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", EnrolmentState)
def test_only_what_waits_can_be_decided_or_taken(
    session: Session, supervisor: User, agent: User, state: EnrolmentState, step: str
):
    case = EnrolmentFactory(agent=agent, state=state)
    waits = state == EnrolmentState.SUBMITTED
    outcome = NothingToUndo if step == "undo" else LEADS_TO[step] if waits else AlreadyDecided

    if isinstance(outcome, EnrolmentState):
        STEPS[step](supervisor, case)
    else:
        with pytest.raises(outcome):
            STEPS[step](supervisor, case)

    session.refresh(case)
    assert case.state == (outcome if isinstance(outcome, EnrolmentState) else state)


@pytest.mark.parametrize("step", STEPS)
def test_another_branchs_case_cannot_even_be_seen(waiting: Enrolment, step: str):
    with pytest.raises(NotFound):
        STEPS[step](SupervisorFactory(branch=MamujuFactory()), waiting)


@pytest.mark.parametrize("step", ["approve", "return", "reject", "claim"])
@pytest.mark.parametrize("role", ["agent", "author"])
def test_nobody_decides_what_they_sent_or_look_after(supervisor: User, agent: User, role: str, step: str):
    people = {"agent": agent, "author": agent} | {role: supervisor}
    case = EnrolmentFactory(**people)

    with pytest.raises(SecondReviewerRequired):
        STEPS[step](supervisor, case)


@pytest.mark.parametrize("step", ["approve", "return", "reject"])
def test_a_decision_on_an_older_version_is_refused(waiting: Enrolment, supervisor: User, step: str):
    old = waiting.version - 1
    decide = {
        "approve": lambda: service.approve(supervisor, waiting.id, version=old),
        "return": lambda: service.send_back(supervisor, waiting.id, ReturnReason.INCOMPLETE, version=old),
        "reject": lambda: service.reject(supervisor, waiting.id, ReturnReason.INCOMPLETE, version=old),
    }

    with pytest.raises(StaleVersion):
        decide[step]()


def test_the_second_is_told_who_was_first_and_when(waiting: Enrolment, supervisor: User, colleague: User):
    service.approve(colleague, waiting.id)

    with pytest.raises(AlreadyDecided) as refusal:
        service.reject(supervisor, waiting.id, ReturnReason.NOT_ELIGIBLE)

    assert refusal.value.params == {"name": colleague.name}
    assert refusal.value.at <= now()


def test_approval_makes_a_worker_who_owes_the_months_chosen(session: Session, agent: User, supervisor: User):
    case = EnrolmentFactory(agent=agent, months=3)

    service.approve(supervisor, case.id, note="Sudah dicocokkan.")

    worker = session.scalars(select(Worker)).one()
    owed = session.scalars(select(Obligation).order_by(Obligation.month)).all()
    assert (case.worker, case.decided_by, worker.agent_id, worker.nik) == (
        worker,
        supervisor,
        agent.id,
        case.nik,
    )
    assert [each.month for each in owed] == list(Month.of(today()).run(3))
    assert {each.state for each in owed} == {ObligationState.DUE}
    assert (worker.heirs[0].name, worker.membership.since) == (case.heirs[0]["name"], Month.of(today()))
    assert moves(session, case) == ["submit", "approve"]


def test_the_payer_named_decides_where_the_money_comes_from(session: Session, agent: User, supervisor: User):
    fund = FundFactory(kind=FundingKind.APBD)
    case = EnrolmentFactory(agent=agent, payer=Payer.FUND, payer_code=fund.code)

    service.approve(supervisor, case.id)

    assert session.scalars(select(Worker.funding)).one() == FundingKind.APBD


def test_a_payer_who_pays_no_longer_stops_the_approval(session: Session, agent: User, supervisor: User):
    case = EnrolmentFactory(agent=agent, payer=Payer.FUND, payer_code="GONE")

    with pytest.raises(FieldError):
        service.approve(supervisor, case.id)

    assert session.scalar(select(func.count()).select_from(Worker)) == 0
    assert moves(session, case) == ["submit"]


def test_a_nik_that_somebody_in_the_scheme_has_stops_the_approval(
    session: Session, agent: User, supervisor: User
):
    case = EnrolmentFactory(agent=agent, contested=True)
    WorkerFactory(agent=agent, nik=case.nik)

    with pytest.raises(AlreadyRegistered):
        service.approve(supervisor, case.id)

    assert session.scalar(select(func.count()).select_from(Worker)) == 1
    session.refresh(case)
    assert case.state == EnrolmentState.SUBMITTED


def test_a_return_keeps_its_reason_and_a_note_for_each_field(
    session: Session, waiting: Enrolment, supervisor: User
):
    service.send_back(
        supervisor, waiting.id, ReturnReason.DATA_DIFFERS, "Cocokkan lagi.", {"name": "Di KTP: Rina Efrianti"}
    )

    move = session.scalars(select(EnrolmentMove).where(EnrolmentMove.verb == "send_back")).one()
    assert (move.reason, move.note, move.by) == (ReturnReason.DATA_DIFFERS, "Cocokkan lagi.", supervisor)
    assert move.field_notes == {"name": "Di KTP: Rina Efrianti"}
    assert waiting.returned_by == supervisor


@pytest.mark.parametrize(("step", "settled"), [("approve", True), ("reject", True), ("return", False)])
def test_a_final_decision_settles_the_other_content(
    session: Session, waiting: Enrolment, supervisor: User, agent: User, step: str, settled: bool
):
    session.add(
        SecondContent(
            enrolment_id=waiting.id,
            digest="1" * 64,
            content={"name": "Rina"},
            received_at=now(),
            received_from_id=agent.id,
        )
    )
    session.commit()

    STEPS[step](supervisor, waiting)

    second = session.scalars(select(SecondContent)).one()
    session.refresh(second)
    assert (second.settled_by_id == supervisor.id) is settled
