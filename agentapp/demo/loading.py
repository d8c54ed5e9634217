"""Fills an empty database with the demo."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.db import transaction
from agentapp.demo import offices
from agentapp.demo.approvals import Approval, Approvals
from agentapp.demo.closed import close_some, leave_drafts
from agentapp.demo.coverage import count_covered
from agentapp.demo.debited import enrol_debited, give_mandates
from agentapp.demo.dues import Ledger
from agentapp.demo.funded import keep_places
from agentapp.demo.neighbours import enrol_others
from agentapp.demo.participants import Register
from agentapp.demo.phones import carry_phones
from agentapp.demo.posts import LEFT, SUCCESSOR
from agentapp.demo.queue import fill_queues
from agentapp.demo.sijunjung import LEFT_DAYS_AGO, enrol_carried
from agentapp.demo.stage import Stage, chance_of
from agentapp.demo.timeline import at, timeline
from agentapp.enrolment.models import Enrolment
from agentapp.enrolment.photos import PhotoStore
from agentapp.programmes.rulebook import current_rulebook
from agentapp.workers.models import Worker
from agentapp.workers.numbers import take_number, take_numbers


@dataclass(frozen=True, slots=True)
class Summary:
    """How much there is now."""

    people: int
    workers: int
    applications: int


def load(store: PhotoStore, version: str = "") -> Summary | None:
    """Fill the database, photos into `store`; None, and nothing changed, where people are there already.

    `version`: that of the app, which agents' phones have.

    The same at each load but for what hangs on the clock and the keys: times count back from now, and
    ciphertexts, hashes and card tokens follow from this installation's keys.
    """
    with transaction() as session:
        if session.scalar(select(User.id).limit(1)) is not None:
            return None
        stage = Stage.set_up(session, timeline(), store)
        known = _let_in(stage)
        close_some(stage, chance_of("closed"))
        leave_drafts(stage, chance_of("drafts"))
        carry_phones(stage, chance_of("phones"), version)
        stage.rows.write(session)
        fill_queues(stage, chance_of("queue"), known)
        stage.rows.write(session)
        summary = _summary(session)
    count_covered(stage.timeline.today.year)
    return summary


def _let_in(stage: Stage) -> Sequence[Approval]:
    """Everybody who was approved, in the database with what they owe and paid."""
    approvals = Approvals(stage, chance_of("approvals"))
    enrol_carried(stage, approvals, chance_of("carried"))
    enrol_others(stage, approvals, chance_of("others"))
    enrol_debited(stage, approvals, chance_of("debited"))
    numbers = chain(take_numbers(stage.session, len(approvals)), _further_numbers(stage.session))
    register = Register(stage.rows, chance_of("register"), numbers)
    rulebook = current_rulebook(stage.session)
    ledger = Ledger(stage.rows, chance_of("ledger"), stage.numbers, stage.timeline, rulebook)
    known = approvals.carry_out(register, ledger)
    register.add_centres()
    left_at = at(stage.timeline.today - timedelta(days=LEFT_DAYS_AGO), 9)
    offices.let_go(stage.rows, chance_of("leaving"), stage.staff, left_at)
    register.pass_on(
        stage.person(LEFT), stage.person(SUCCESSOR), by=stage.person("admin@demo.id"), at=left_at
    )
    keep_places(stage, rulebook, chance_of("funds"))
    give_mandates(stage, known, chance_of("mandates"))
    return known


def _further_numbers(session: Session) -> Iterator[int]:
    while True:
        yield take_number(session)


def _summary(session: Session) -> Summary:
    people, workers, applications = (
        session.scalar(select(func.count()).select_from(model)) or 0 for model in (User, Worker, Enrolment)
    )
    return Summary(people, workers, applications)
