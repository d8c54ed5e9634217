"""The supervisor's desk for money: what waits there, for whom, and the next step for each."""

from datetime import timedelta

import pytest

from agentapp.autodebit.attempts import AttemptState
from agentapp.autodebit.codes import PaymentCodeState
from agentapp.autodebit.models import MandateState
from agentapp.contributions.models import Obligation, ObligationState
from agentapp.core.clock import now
from agentapp.core.db import sessions
from agentapp.programmes.kinds import FundingKind, Payer
from tests.contributions.members import pay
from tests.factories import (
    AgentFactory,
    MamujuFactory,
    MandateFactory,
    ObligationFactory,
    SponsorMandateFactory,
    SupervisorFactory,
    WorkerFactory,
)
from tests.factories.debits import AttemptFactory, PaymentCodeFactory, RefundFactory, SettlementRowFactory

LONG_AGO = timedelta(days=2)


def declined(**given):
    return AttemptFactory(state=AttemptState.DECLINED_FINAL, **given)


def unknown(**given):
    attempt = AttemptFactory(state=AttemptState.UNKNOWN, **given)
    attempt.sent_at = now() - LONG_AGO
    sessions().commit()
    return attempt


def month_of(attempt):
    return sessions().get(Obligation, attempt.items[0].obligation_id)


QUEUES = {
    "Gagal ditarik, tidak dicoba lagi": declined,
    "Belum jelas lebih dari sehari": unknown,
    "Perlu dikembalikan": RefundFactory,
    "Uang tanpa tuan": SettlementRowFactory,
    "Kode dibayar, iuran sudah lunas": lambda: PaymentCodeFactory(
        attempt=AttemptFactory(state=AttemptState.CANCELLED), state=PaymentCodeState.PAID, owed=16_800
    ),
    "Autodebet yang ditolak bank": lambda: MandateFactory(state=MandateState.SUSPENDED),
    "Dikembalikan bank, belum dibayar": lambda: ObligationFactory(state=ObligationState.REVERSED),
    "Iuran melewati batas": lambda: ObligationFactory(worker=MandateFactory(cap=16_000).worker),
}


def test_when_nothing_waits_it_says_so(desk):
    assert "Semua beres" in desk().main


@pytest.mark.parametrize("title", QUEUES)
def test_what_waits_is_there_with_its_count_and_alone(desk, title):
    QUEUES[title]()
    page = desk().main

    assert f"{title} (1)" in page
    assert not [other for other in QUEUES if other != title and other in page]


@pytest.mark.parametrize("title", [title for title in QUEUES if title != "Uang tanpa tuan"])
def test_another_branch_sees_nothing_of_it(desk, signed_in_client, title):
    QUEUES[title]()

    assert "Semua beres" in signed_in_client(SupervisorFactory(branch=MamujuFactory())).get("/money").main


def test_lost_money_is_shown_to_every_branch(desk, signed_in_client):
    SettlementRowFactory()

    far = signed_in_client(SupervisorFactory(branch=MamujuFactory())).get("/money")
    assert "Uang tanpa tuan" in far.main


def test_a_sponsors_debit_waits_in_each_branch_and_names_only_its_own_workers(desk, signed_in_client):
    far_agent = AgentFactory(branch=MamujuFactory())
    mandate = SponsorMandateFactory()
    carried = {"payer": Payer.SPONSOR, "payer_code": mandate.payer_code}
    here, there = (
        WorkerFactory(name="Yusmanidar Koto", **carried),
        WorkerFactory(name="Daeng Sitaba", agent=far_agent, **carried),
    )
    months = [
        ObligationFactory(worker=each, funding=FundingKind.SPONSOR, payer_code=mandate.payer_code)
        for each in (here, there)
    ]
    declined(mandate=mandate, obligations=months)
    pages = [desk(), signed_in_client(SupervisorFactory(branch=far_agent.branch)).get("/money")]

    for page, mine, other in zip(pages, (here, there), (there, here), strict=True):
        assert "Donatur" in page.main
        assert f"/workers/{mine.id}/payments/new" in page.get_data(as_text=True)
        assert str(other.id) not in page.get_data(as_text=True)


def test_a_refused_debit_leaves_when_it_is_tried_again_or_paid_by_hand(desk):
    tried, paid = declined(), declined()
    AttemptFactory(mandate=tried.mandate, number=2, obligations=[month_of(tried)])
    worker = paid.mandate.worker
    pay(worker.agent, worker, 1)

    assert "Semua beres" in desk().main


def test_a_stopped_mandate_leaves_when_another_stands_in_its_place(desk):
    stopped = MandateFactory(state=MandateState.FAILED, ended_at=now())
    assert "Autodebet yang ditolak bank" in desk().main
    MandateFactory(worker=stopped.worker)

    assert "Semua beres" in desk().main


def test_no_other_role_finds_the_desk(bank, signed_in_client):
    refused = declined()
    for person in (AgentFactory(), SponsorMandateFactory().payer):
        for path in ("/money", "/money/figures"):
            page = signed_in_client(person).get(path, status=404)
            assert refused.mandate.worker.name not in page.main
            assert "Autodebet yang ditolak bank" not in page.main
