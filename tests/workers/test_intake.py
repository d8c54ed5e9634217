"""Many newcomers at once are registered as one by one."""

import pytest
from sqlalchemy import func, select

from agentapp.core.clock import today
from agentapp.core.db import sessions, transaction
from agentapp.core.period import Month
from agentapp.workers.intake import Newcomer, register_many
from agentapp.workers.models import Card, Consent, Heir, Membership, Worker, WorkerEvent
from agentapp.workers.person import PERSON_FIELDS
from agentapp.workers.registration import AlreadyRegistered, register
from tests.contributions.members import admission_of, consent_of
from tests.factories import EnrolmentFactory, SupervisorFactory

OWN = {
    "id",
    "worker_id",
    "number",
    "tail",
    "token",
    "membership_number",
    "ktp_photo",
    "at",
    "issued_at",
    "given_at",
}
OWN |= {"nik", "nik_hash", "nik_tail_hash", "name", "name_key", "phone", "phone_hash", "birth_date", "sex"}
OWN |= {"accepted_at", "mother_name"}


@pytest.fixture
def supervisor(session):
    return SupervisorFactory()


def newcomer(enrolment) -> Newcomer:
    columns = {name: getattr(enrolment, name) for name in PERSON_FIELDS}
    return Newcomer(columns, enrolment.heirs, Month.of(today()))


def let_in(supervisor, *enrolments):
    first = enrolments[0]
    with transaction() as session:
        return register_many(
            session,
            supervisor,
            [newcomer(each) for each in enrolments],
            consent_of(first),
            admission_of(first),
        )


def shapes(model) -> list[dict[str, object]]:
    """What stands in a table, but for what is each person's own."""
    names = [column.name for column in model.__table__.columns if column.name not in OWN]
    return [{name: getattr(row, name) for name in names} for row in sessions().scalars(select(model))]


@pytest.mark.parametrize("model", [Worker, Heir, Consent, Membership, Card, WorkerEvent])
def test_the_rows_are_those_of_one_registration(supervisor, model):
    agent = EnrolmentFactory().agent
    one, other = EnrolmentFactory(agent=agent), EnrolmentFactory(agent=agent)
    with transaction() as session:
        register(session, supervisor, one, one.heirs, consent_of(one), admission_of(one))
    alone = shapes(model)
    let_in(supervisor, other)

    together = shapes(model)
    assert len(together) == 2 * len(alone)
    assert all(together.count(shape) == 2 * alone.count(shape) for shape in alone)


def test_everybody_gets_a_number_and_a_card_of_their_own(supervisor):
    people = [EnrolmentFactory() for _ in range(5)]
    ids = let_in(supervisor, *people)

    found = [sessions().get(Worker, key) for key in ids]
    assert [worker.nik.digits for worker in found] == [person.nik.digits for person in people]
    assert len({worker.membership.number for worker in found}) == 5
    assert len(set(sessions().scalars(select(Card.token)))) == 5


def test_one_who_is_registered_already_keeps_all_of_them_out(supervisor):
    known = EnrolmentFactory()
    let_in(supervisor, known)

    with pytest.raises(AlreadyRegistered):
        let_in(supervisor, EnrolmentFactory(), known)
    assert sessions().scalar(select(func.count()).select_from(Worker)) == 1


def test_nobody_is_no_work(supervisor):
    enrolment = EnrolmentFactory()
    with transaction() as session:
        assert register_many(session, supervisor, [], consent_of(enrolment), admission_of(enrolment)) == []
