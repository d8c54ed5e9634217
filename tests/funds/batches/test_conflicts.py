"""Rows that meet what is known: each kind found, told apart, and decided."""

import pytest
from sqlalchemy import select

from agentapp.contributions.models import Obligation, ObligationState
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.errors import Conflict
from agentapp.core.nik import Nik
from agentapp.core.period import Month
from agentapp.funds.batches import committing, service
from agentapp.funds.batches.conflicts import kinds_of
from agentapp.funds.batches.kinds import CHOICES, ConflictKind, Decision, decided
from agentapp.funds.batches.models import BatchRow
from agentapp.funds.batches.states import BatchState, RowState
from agentapp.funds.places import EndReason, FundPlace, PlaceState
from agentapp.programmes.kinds import Payer
from agentapp.workers.models import Membership, Worker
from tests.factories import (
    EnrolmentFactory,
    FundFactory,
    FundPlaceFactory,
    ObligationFactory,
    PaymentFactory,
    SponsorshipFactory,
    WorkerFactory,
)
from tests.funds.batches.conftest import done
from tests.funds.batches.sheets import people, person, sheet
from tests.funds.batches.test_whole_way import all_is_well


def found(batch) -> dict[str, int]:
    return {kind.value: count for kind, count in kinds_of(sessions(), batch.id).items()}


def naming(*workers, **told) -> bytes:
    """A list of people who are known already."""
    return sheet(person(n, NIK=worker.nik.digits, **told) for n, worker in enumerate(workers, 1))


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"Tanggal lahir": "1/1/1950"}, "too_old"),
        ({"Tanggal lahir": "1/1/2015"}, "too_young"),
        ({"Kode desa": "76.05.01.1001"}, "region"),
        ({"Bulan mulai": "Januari 2040"}, "period"),
    ],
)
def test_a_row_alone_may_be_outside_the_rules(send, told, kind):
    assert found(send(sheet([person(1, **told), person(2)]))) == {kind: 1}


def test_a_funds_own_conditions_exclude(send, fund):
    fund.most_decile = 1
    sessions.commit()

    assert found(send(people(2))) == {"decile": 2}


def test_people_who_are_known_are_told_apart(send, fund):
    sponsored = SponsorshipFactory().worker
    elsewhere = FundPlaceFactory(fund=FundFactory()).worker
    here = FundPlaceFactory(fund=fund).worker
    alone = WorkerFactory(n=500)

    assert found(send(naming(sponsored, elsewhere, here, alone))) == {
        "in_this_fund": 1,
        "other_fund": 1,
        "sponsor": 1,
        "self": 1,
    }


def test_who_was_replaced_because_they_died_is_not_carried_again(send, fund):
    place = FundPlaceFactory(fund=fund)
    place.end(EndReason.DIED, fund.officer, None)
    place.reserved = 0
    sessions.commit()

    assert found(send(naming(place.worker))) == {"deceased": 1}


def test_an_application_that_waits_goes_first(send):
    waiting = EnrolmentFactory()

    assert found(send(naming(waiting))) == {"application": 1}


def test_another_list_with_money_goes_first(send, commit, fund):
    commit(send(people(2)))

    assert found(send(people(3), "lain.csv")) == {"other_batch": 2}


@pytest.mark.parametrize(("decision", "kept"), [("skip", 2), ("last", 4)])
def test_of_several_rows_of_one_person_one_counts(send, fund, decision, kept):
    batch = send(sheet([person(1), person(1), person(3)]))
    service.decide(fund.officer, batch.id, {"twice": decision})

    ready = select(BatchRow.number).where(BatchRow.state == RowState.READY).order_by(BatchRow.number)
    assert list(sessions.scalars(ready)) == ([2, 4] if kept == 2 else [3, 4])


def test_who_pays_alone_is_carried_from_the_next_unpaid_month(send, commit, approve, fund):
    worker = WorkerFactory(memberships=[Membership(number=11_000_900_001, since=Month.of(today()))])
    batch = send(naming(worker))
    service.decide(fund.officer, batch.id, {"self": "take"})
    approve(commit(batch))

    sessions.expire_all()
    worker = sessions().get_one(Worker, worker.id)
    assert (worker.payer, worker.payer_code) == (Payer.FUND, fund.code)
    place = sessions.scalars(select(FundPlace)).one()
    assert (place.state, place.first_month, place.last_month) == (
        PlaceState.HELD,
        batch.first_month,
        batch.last_month,
    )
    assert sessions.scalars(select(Obligation)).one().payer_code == fund.code
    all_is_well(fund)


def test_whose_membership_has_ended_begins_a_new_one(send, commit, approve, fund):
    since = Month.from_ordinal(Month.of(today()).ordinal - 12)
    worker = WorkerFactory(memberships=[Membership(number=11_000_900_002, since=since)])
    ObligationFactory(
        worker=worker, month=since, state=ObligationState.PAID, payment=PaymentFactory(worker=worker)
    )
    batch = send(naming(worker))
    assert found(batch) == {"ended": 1}
    approve(commit(batch))

    sessions.expire_all()
    worker = sessions().get_one(Worker, worker.id)
    assert [membership.since for membership in worker.memberships] == [since, batch.first_month]
    all_is_well(fund)


def test_who_was_registered_meanwhile_is_passed_over(send, commit, approve, fund):
    batch = commit(send(people(3)))
    row = sessions.scalars(select(BatchRow).where(BatchRow.position == 2)).one()
    WorkerFactory(nik=Nik.parse(row.person["nik"]))
    batch = approve(batch)

    assert batch.state == BatchState.ENROLLED
    skipped = sessions.scalars(select(BatchRow).where(BatchRow.state == RowState.SKIPPED)).one()
    assert (skipped.position, skipped.conflict) == (2, "self")
    assert fund.reserved == 2 * 9 * 16_800
    all_is_well(fund)


@pytest.mark.parametrize("kind", sorted(set(ConflictKind) - set(CHOICES)))
def test_what_cannot_be_overruled_is_skipped_whatever_is_said(kind):
    assert decided(kind, {kind: "take"}) == Decision.SKIP


def test_what_no_page_offers_is_passed_over(send, fund):
    batch = service.decide(
        fund.officer, send(people(1)).id, {"nonsense": "take", "self": "twist", "twice": "last"}
    )

    assert batch.decisions == {"twice": "last"}


def test_nothing_is_decided_once_the_money_is_promised(send, commit, fund):
    batch = commit(send(people(1)))

    with pytest.raises(Conflict):
        service.decide(fund.officer, batch.id, {"self": "take"})


def test_nobody_to_take_is_no_list(send, fund):
    with pytest.raises(committing.NobodyToTake):
        committing.commit(fund.officer, send(people(1, NIK="12")).id)


def test_the_mended_rows_alone_are_new_in_a_second_file(send, commit, approve, fund):
    first = approve(commit(send(sheet([person(1), person(2, NIK="12")]))))
    again = send(sheet([person(1), person(2)]), "lagi.csv", repairs_id=first.id)

    assert found(again) == {"in_this_fund": 1}
    assert done(committing.commit(fund.officer, again.id)).reserved == 9 * 16_800
