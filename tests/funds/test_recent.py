"""Figures of a large fund may be a minute old; those of a small one never are."""

from datetime import timedelta

import pytest
import time_machine

from agentapp.core.clock import now
from agentapp.core.db import sessions
from agentapp.funds import recent, service
from agentapp.programmes.kinds import Payer
from tests.factories import FundFactory, WorkerFactory


@pytest.fixture
def fund(session):
    fund = FundFactory()
    carried(fund)
    return fund


def carried(fund):
    WorkerFactory(payer=Payer.FUND, payer_code=fund.code)


def shown(fund) -> int:
    return service.statement_of(sessions(), fund).total.workers


def test_of_a_small_fund_everybody_is_counted_at_once(fund):
    assert shown(fund) == 1
    carried(fund)
    assert shown(fund) == 2


@pytest.mark.parametrize(("seconds", "counted"), [(0, 1), (59, 1), (60, 2), (-5, 2)])
def test_of_a_large_one_within_the_minute(fund, monkeypatch, seconds, counted):
    monkeypatch.setattr(recent, "LARGE", 1)
    with time_machine.travel(now(), tick=False) as clock:
        assert shown(fund) == 1
        carried(fund)
        clock.shift(timedelta(seconds=seconds))
        assert shown(fund) == counted


def test_each_fund_has_its_own(fund, monkeypatch):
    monkeypatch.setattr(recent, "LARGE", 1)
    other = FundFactory()

    assert (shown(fund), shown(other)) == (1, 0)
