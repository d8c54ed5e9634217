"""What the demo holds: the real numbers of Sijunjung, and something real on every screen."""

import csv
from collections import Counter
from importlib import resources
from itertools import pairwise

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from agentapp.accounts.models import User
from agentapp.contributions.models import Obligation, ObligationState, Payment
from agentapp.contributions.protection import ProtectionStatus
from agentapp.contributions.standing import standings
from agentapp.core.clock import now
from agentapp.core.columns import Moment
from agentapp.core.db import Base, sessions
from agentapp.core.nik import Nik
from agentapp.core.period import Month
from agentapp.core.phone import parse_phone
from agentapp.demo import load
from agentapp.enrolment.models import Enrolment, EnrolmentMove, EnrolmentState, Flag, FlagKind
from agentapp.enrolment.photos import store
from agentapp.enrolment.unsent import Draft
from agentapp.funds.checking import differences, loose_promises
from agentapp.funds.models import Fund, FundState
from agentapp.funds.places import FundPlace, PlaceState
from agentapp.places import registry
from agentapp.programmes.kinds import FundingKind
from agentapp.programmes.rulebook import contribution, current_rulebook
from agentapp.workers.models import Card, Membership, NumberRange, Worker, WorkerEvent, WorkerEventKind

HALF_A_YEAR = 6 * 22_394_400
"""Six months of all 1.333 at the lowest bracket."""


@pytest.fixture
def session(demo):
    yield sessions
    sessions.rollback()


@pytest.fixture
def applications(session):
    return session.scalars(select(Enrolment)).all()


@pytest.fixture
def workers(session):
    return session.scalars(select(Worker).options(selectinload(Worker.memberships))).all()


def of_the_regency(session, applications):
    code = session.scalar(select(Fund.code).where(Fund.kind == FundingKind.APBD))
    return [each for each in applications if each.payer_code == code]


def test_the_districts_of_sijunjung_have_their_real_numbers(session, applications):
    text = resources.files("agentapp.demo").joinpath("data/sijunjung_2022.csv").read_text()
    real = {row["district_code"]: int(row["workers"]) for row in csv.DictReader(text.splitlines())}
    people = {each.nik.digits: each.district_code for each in of_the_regency(session, applications)}

    assert Counter(people.values()) == real
    assert sum(real.values()) == 1333


def test_most_of_them_joined_and_the_others_show_every_state(session, applications):
    states = Counter(each.state for each in of_the_regency(session, applications))

    assert set(states) == set(EnrolmentState)
    assert states[EnrolmentState.APPROVED] > 0.9 * 1333


def test_every_nik_is_one_and_says_what_the_person_says_unless_a_flag_tells(session, applications):
    told = (FlagKind.NIK_BIRTH_DIFFERS, FlagKind.NIK_SEX_DIFFERS)
    doubtful = set(session.scalars(select(Flag.enrolment_id).where(Flag.kind.in_(told))))

    for each in applications:
        nik = Nik.parse(each.nik.digits)
        agrees = nik.agrees_with_birth(each.birth_date) and nik.sex == each.sex
        assert agrees != (each.id in doubtful)


def test_no_nik_could_be_a_real_persons_and_no_phone_rings(applications):
    for each in applications:
        assert int(each.nik.tail) >= 5000
        phones = [each.phone, *(heir["phone"] for heir in each.heirs)]
        assert all(parse_phone(phone) == phone and phone.startswith("+62864") for phone in phones)


def test_people_live_in_villages_and_are_of_an_age_to_join(session, applications):
    rulebook = current_rulebook(session())
    for each in applications:
        day = each.captured_at.date()
        assert registry.place(each.village_code) is not None
        assert rulebook.terms(Month.of(day)).admits(each.birth_date, day)


def test_names_vary(applications):
    names = Counter(each.name for each in applications)

    assert len(names) > 0.75 * len(applications)
    assert names.most_common(1)[0][1] < 12


def test_every_kind_of_flag_waits_beside_clean_cases(session):
    waiting = select(Enrolment.id).where(Enrolment.state == EnrolmentState.SUBMITTED)
    flags = session.scalars(select(Flag).where(Flag.enrolment_id.in_(waiting))).all()
    clean = session.scalar(select(func.count()).where(Enrolment.id.in_(waiting), Enrolment.is_clean))

    assert {flag.kind for flag in flags} == set(FlagKind)
    assert clean > 30
    for flag in flags:
        parties = [flag.other_enrolment_id, flag.other_worker_id]
        assert (flag.kind in (FlagKind.SAME_NIK, FlagKind.SIMILAR_PERSON)) == any(parties)
        assert (flag.score is not None) == any(parties)


def test_both_queues_hold_something_old_and_something_new(session):
    for branch, count in (
        (supervisor(session, "supervisor@demo.id"), 60),
        (supervisor(session, "supervisor3@demo.id"), 8),
    ):
        waits = [
            (now() - since).total_seconds() / 3600
            for since in session.scalars(
                select(Enrolment.waiting_since).where(
                    Enrolment.branch_id == branch.branch_id, Enrolment.state == EnrolmentState.SUBMITTED
                )
            )
        ]
        assert len(waits) >= count
        assert max(waits) > 24


def supervisor(session, email):
    return next(user for user in session.scalars(select(User)) if user.email == email)


def test_nothing_happened_in_the_future(session):
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Moment) and column.name != "expires_at":
                latest = session.scalar(select(func.max(column)))
                assert latest is None or latest <= now(), column


def test_histories_are_complete_and_in_order(session, applications):
    moves: dict[object, list[EnrolmentMove]] = {}
    for move in session.scalars(select(EnrolmentMove).order_by(EnrolmentMove.at)):
        moves.setdefault(move.enrolment_id, []).append(move)

    for each in applications:
        history = moves[each.id]
        assert (history[0].verb, history[0].source, history[-1].target) == ("submit", None, each.state)
        assert all(earlier.target == later.source for earlier, later in pairwise(history))
        assert all(
            later.target == Enrolment.lifecycle.after(later.verb, later.source) for later in history[1:]
        )
        assert each.version == len(history)
        assert each.consented_at <= each.captured_at <= each.received_at <= each.waiting_since
        assert each.decided_by_id not in (each.agent_id, each.author_id)


def test_every_worker_has_what_an_approval_gives(session, applications, workers):
    approved = {each.worker_id for each in applications if each.state == EnrolmentState.APPROVED}
    registered = select(WorkerEvent.worker_id).where(WorkerEvent.kind == WorkerEventKind.REGISTERED)
    carded = select(Membership.worker_id).join(Card).where(Card.revoked_at.is_(None))

    assert approved == {worker.id for worker in workers}
    assert Counter(session.scalars(registered)) == Counter(approved)
    assert Counter(session.scalars(carded)) == Counter(approved)
    assert all(worker.memberships and 1 <= len(worker.heirs) <= 4 for worker in workers)


def test_numbers_go_on_after_the_last_one_given(session):
    numbers = session.scalars(select(Membership.number).order_by(Membership.number)).all()
    counter = session.scalars(select(NumberRange)).one()

    assert counter.next_number == numbers[-1] + 1
    assert numbers == list(range(counter.first_number, counter.next_number))


def test_what_is_owed_follows_from_the_rulebook(session):
    rulebook = current_rulebook(session())
    for owed in session.scalars(select(Obligation).options(joinedload(Obligation.worker)).limit(4000)):
        right = contribution(
            rulebook,
            income=owed.worker.monthly_income,
            programmes=owed.programmes,
            sector=owed.worker.sector,
            funding=owed.funding,
            month=owed.month,
        )
        assert (owed.amount, owed.contribution_base) == (right.total, right.base)
        assert owed.due_on == rulebook.due_on(owed.month)


def test_the_regency_pays_the_flat_sum_without_relief(session):
    paid = (Obligation.funding == FundingKind.APBD, Obligation.state == ObligationState.PAID)

    assert set(session.scalars(select(Obligation.amount).where(*paid))) == {16_800}


def test_payments_are_what_their_months_cost(session):
    for payment in session.scalars(
        select(Payment).options(selectinload(Payment.obligations), joinedload(Payment.worker))
    ):
        assert payment.obligations
        assert payment.amount == sum(owed.amount for owed in payment.obligations)
        assert payment.received_at >= payment.worker.accepted_at


def test_workers_stand_in_every_way(session, workers):
    today = standings(session(), workers)
    ways = Counter(today[worker.id].protection.status for worker in workers)

    assert set(ways) == set(ProtectionStatus)
    assert ways[ProtectionStatus.PROTECTED] > 0.8 * len(workers)


def test_the_funds_books_fit_and_their_quotas_are_those_of_2022(session):
    funds = {fund.kind: fund for fund in session.scalars(select(Fund))}
    regency, baznas, csr = (funds[kind] for kind in (FundingKind.APBD, FundingKind.BAZNAS, FundingKind.CSR))
    waiting = select(func.count()).where(
        FundPlace.fund_id == baznas.id, FundPlace.state == PlaceState.WAITING
    )

    assert not list(differences(session()))
    assert not [line for fund in funds.values() for line in loose_promises(session(), fund)]
    assert sum(quota.places for quota in regency.quotas) == 1333
    assert regency.spent > HALF_A_YEAR
    assert regency.reserved > 0
    assert baznas.free < 8_400
    assert (csr.state, session.scalar(waiting)) == (FundState.DRAFT, 7)


def test_the_photos_are_there(applications):
    photos = {each.ktp_photo for each in applications} | {each.person_photo for each in applications}

    assert len(photos) > 80
    assert all(store().get(digest).startswith(b"\xff\xd8") for digest in photos if digest)


def test_an_agent_finds_returned_cases_with_reasons_and_drafts(session):
    agent = supervisor(session, "agen@demo.id")
    returned = session.scalars(
        select(Enrolment).where(Enrolment.agent_id == agent.id, Enrolment.state == EnrolmentState.RETURNED)
    ).all()
    back = session.scalars(
        select(EnrolmentMove).where(
            EnrolmentMove.enrolment_id.in_([each.id for each in returned]), EnrolmentMove.verb == "send_back"
        )
    ).all()

    assert len(returned) >= 3
    assert all(move.reason and move.note and move.field_notes for move in back)
    assert session.scalar(select(func.count()).where(Draft.agent_id == agent.id)) == 3


def test_a_second_load_changes_nothing(session, demo):
    before = {
        table.name: session.scalar(select(func.count()).select_from(table))
        for table in Base.metadata.sorted_tables
    }
    session.rollback()

    assert load(store()) is None
    after = {
        table.name: session.scalar(select(func.count()).select_from(table))
        for table in Base.metadata.sorted_tables
    }

    assert after == before
