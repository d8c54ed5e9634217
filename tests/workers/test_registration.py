"""From an approved application to a worker; once for each NIK; and back."""

import pytest
from sqlalchemy import func, select

from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction
from agentapp.core.encryption import Keyring, new_key, use_keyring
from agentapp.core.period import Month
from agentapp.enrolment.models import Enrolment
from agentapp.workers.models import Card, Consent, Membership, Worker, WorkerEvent, WorkerEventKind
from agentapp.workers.person import PERSON_FIELDS
from agentapp.workers.registration import AlreadyRegistered, open_membership, register, withdraw
from tests.conftest import FIELD_KEYS
from tests.contributions.members import admission_of, consent_of
from tests.factories import EnrolmentFactory, SupervisorFactory, WorkerFactory
from tests.support.crowd import at_once

CROWD = 10


@pytest.fixture
def supervisor(session):
    return SupervisorFactory()


def admit(actor, enrolment, accepted_at=None):
    with transaction() as session:
        return register(
            session,
            actor,
            enrolment,
            enrolment.heirs,
            consent_of(enrolment),
            admission_of(enrolment, accepted_at),
        )


def events_of(worker):
    return [event.kind for event in sessions().scalars(select(WorkerEvent).order_by(WorkerEvent.at))]


def test_the_worker_is_the_person_of_the_application(supervisor):
    enrolment = EnrolmentFactory()
    worker = admit(supervisor, enrolment)

    assert {name: getattr(worker, name) for name in PERSON_FIELDS} == {
        name: getattr(enrolment, name) for name in PERSON_FIELDS
    }
    assert (worker.agent, worker.branch) == (enrolment.agent, enrolment.branch)


def test_heirs_and_consent_come_along(supervisor):
    enrolment = EnrolmentFactory()
    worker = admit(supervisor, enrolment)
    consent = sessions().scalars(select(Consent)).one()

    assert [(heir.position, heir.name, heir.relation, heir.phone) for heir in worker.heirs] == [
        (1, enrolment.heirs[0]["name"], "spouse", enrolment.heirs[0]["phone"])
    ]
    assert (consent.worker_id, consent.text_version) == (worker.id, enrolment.consent_version)
    assert (consent.given_at, consent.recorded_by_id) == (enrolment.consented_at, enrolment.author_id)


def test_the_worker_gets_a_number_of_eleven_digits_and_a_card_nobody_can_guess(supervisor):
    first, second = admit(supervisor, EnrolmentFactory()), admit(supervisor, EnrolmentFactory())
    cards = sessions().scalars(select(Card)).all()

    assert second.membership.number == first.membership.number + 1
    assert len(str(first.membership.number)) == 11
    assert first.membership.tail == str(first.membership.number)[-4:]
    assert len({card.token for card in cards}) == 2
    assert all(len(card.token) >= 22 for card in cards)


def test_what_happened_is_kept(supervisor):
    worker = admit(supervisor, EnrolmentFactory())

    assert set(events_of(worker)) == {WorkerEventKind.REGISTERED, WorkerEventKind.CARD_ISSUED}
    assert sessions().scalar(select(func.count()).where(WorkerEvent.by_id == supervisor.id)) == 2


@pytest.mark.parametrize(
    ("village_code", "accepted_at", "month"),
    [
        ("13.03.06.2001", "2026-11-30T16:59:59+00:00", Month(2026, 11)),
        ("13.03.06.2001", "2026-11-30T17:00:00+00:00", Month(2026, 12)),
        ("76.05.01.1001", "2026-11-30T15:59:59+00:00", Month(2026, 11)),
        ("76.05.01.1001", "2026-11-30T16:00:00+00:00", Month(2026, 12)),
        ("94.71.01.1001", "2026-11-30T15:00:00+00:00", Month(2026, 12)),
    ],
)
def test_the_first_month_is_that_of_the_approval_where_the_worker_lives(
    supervisor, village_code, accepted_at, month
):
    moment = now().fromisoformat(accepted_at)

    assert admit(supervisor, EnrolmentFactory(village_code=village_code), moment).membership.since == month


def test_nobody_is_registered_twice(supervisor):
    known = WorkerFactory()
    enrolment = EnrolmentFactory(nik=known.nik)

    with pytest.raises(AlreadyRegistered):
        admit(supervisor, enrolment)

    assert sessions().scalar(select(func.count()).select_from(Worker)) == 1


def test_nobody_is_registered_twice_while_keys_are_rotated(supervisor, keyring):
    known = WorkerFactory()
    enrolment_nik = known.nik
    use_keyring(Keyring.parse(f"{new_key()},{FIELD_KEYS}"))
    try:
        with pytest.raises(AlreadyRegistered):
            admit(supervisor, EnrolmentFactory(nik=enrolment_nik))
    finally:
        use_keyring(keyring)


def test_of_ten_registrations_of_one_nik_at_once_one_holds(supervisor):
    first = EnrolmentFactory()
    others = [EnrolmentFactory(nik=first.nik, contested=True) for _ in range(CROWD - 1)]
    ids, actor = [first.id, *(each.id for each in others)], supervisor.id
    sessions.remove()

    def one(enrolment_id):
        session = sessions()
        return admit(session.get(type(supervisor), actor), session.get(Enrolment, enrolment_id))

    results = at_once([lambda key=key: one(key) for key in ids])

    assert sum(isinstance(result, Worker) for result in results) == 1
    assert sum(isinstance(result, AlreadyRegistered) for result in results) == CROWD - 1
    assert sessions().scalar(select(func.count()).select_from(Worker)) == 1
    assert sessions().scalar(select(func.count()).select_from(Membership)) == 1


def test_undone_the_number_stays_used_and_the_card_is_revoked(supervisor):
    worker = admit(supervisor, EnrolmentFactory())
    number = worker.membership.number
    with transaction() as session:
        withdraw(session, supervisor, worker)

    assert worker.withdrawn_at is not None
    assert worker.membership.voided_at is not None
    assert all(card.revoked_at for card in sessions().scalars(select(Card)))
    assert events_of(worker).count(WorkerEventKind.WITHDRAWN) == 1
    assert admit(supervisor, EnrolmentFactory(nik=worker.nik, contested=True)).membership.number == number + 1


def test_a_new_membership_has_its_own_number_and_card_and_the_old_card_is_revoked(supervisor):
    worker = admit(supervisor, EnrolmentFactory())
    old = worker.membership
    with transaction() as session:
        new = open_membership(session, supervisor, worker, Month(2027, 6))

    standing = [card for card in sessions().scalars(select(Card)) if card.revoked_at is None]
    assert (worker.membership, new.number) == (new, old.number + 1)
    assert [card.membership_number for card in standing] == [new.number]


def test_a_month_belongs_to_the_membership_that_had_begun_by_then(supervisor):
    worker = admit(supervisor, EnrolmentFactory(), now().fromisoformat("2026-01-10T00:00:00+00:00"))
    old = worker.membership
    with transaction() as session:
        new = open_membership(session, supervisor, worker, Month(2026, 8))

    assert worker.membership_in(Month(2026, 7)) == old
    assert worker.membership_in(Month(2026, 8)) == new
    assert worker.membership_in(Month(2025, 12)) == old
