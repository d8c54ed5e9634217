"""The figures of a month for a branch: what was due and came in, how debits fared, how old the arrears are."""

from datetime import timedelta

import pytest

from agentapp.autodebit.attempts import AttemptState
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.money import format_rupiah
from agentapp.core.period import Month
from tests.contributions.members import pay
from tests.factories import (
    ObligationFactory,
    WorkerFactory,
)
from tests.factories.debits import AttemptFactory


def declined(**given):
    return AttemptFactory(state=AttemptState.DECLINED_FINAL, **given)


def test_the_figures_of_a_month(supervisor, signed_in_client):
    this_month = Month.of(today())
    AttemptFactory(state=AttemptState.SUCCEEDED)
    declined()
    worker = WorkerFactory()
    paid = pay(worker.agent, worker, 1)
    page = signed_in_client(supervisor).get("/money/figures", query_string={"month": str(this_month)})

    assert "50% (1 dari 2)" in page.main
    assert f"{format_rupiah(paid.amount)} sudah dibayar" in page.main
    assert page.click("Sebelumnya").heading != page.heading


@pytest.mark.parametrize("month", ["", "x", "2026-13", "0001-01", "9999-12", "%00"])
def test_a_broken_month_shows_one_that_can_be(supervisor, signed_in_client, month):
    assert signed_in_client(supervisor).get(f"/money/figures?month={month}").heading.startswith("Iuran ")


def test_arrears_are_told_by_their_age(supervisor, signed_in_client):
    here = Month.of(today())
    worker = WorkerFactory()
    worker.memberships[0].since = Month.from_ordinal(here.ordinal - 3)
    sessions().commit()
    pay(worker.agent, worker, 1)
    ObligationFactory(
        worker=worker, month=Month.from_ordinal(here.ordinal - 2), due_on=today() - timedelta(days=40)
    )
    page = signed_in_client(supervisor).get("/money/figures")

    assert "3 bulan 1 Rp16.800" in page.main
