"""After any sequence of arrivals, payments, replacements and months: the counters say what places and months say."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from agentapp.contributions.assessment import void_months
from agentapp.contributions.monthly import raise_period
from agentapp.contributions.payer_change import change_payer
from agentapp.core.clock import today
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import DomainError
from agentapp.core.period import Month
from agentapp.funds import ending, holding, jobs
from agentapp.funds.places import REPLACED, FundPlace, PlaceState
from agentapp.programmes.kinds import Payer, Programmes
from tests.contributions.members import join, pay
from tests.factories import FundFactory
from tests.funds.carried import assert_fits, come, quota, reference
from tests.funds.conftest import NOV

VILLAGES = ("13.03.06.2001", "13.03.06.2002", "13.03.09.2001")
STEPS = st.tuples(
    st.sampled_from(["come", "come", "come", "change", "pay", "pay", "replace", "leave", "undo", "wait"]),
    st.integers(0, 5),
)


class Life:
    """A fund with room for about five months of three people, two of them in one district."""

    def __init__(self, agent, clock):
        self.agent, self.clock = agent, clock
        self.fund = FundFactory(first_month=NOV, last_month=NOV + 3, ceiling=12 * 16_800)
        quota(self.fund, 2, "13.03.06")
        self.quotas = list(self.fund.quotas)

    def take(self, step, which):
        """One step; a rule may refuse it."""
        self.clock.shift(timedelta(seconds=1))
        try:
            getattr(self, f"do_{step}")(which)
        except DomainError:
            sessions().rollback()
        sessions().commit()

    def places(self):
        mine = select(FundPlace).where(FundPlace.fund_id == self.fund.id)
        return sessions().scalars(mine.order_by(FundPlace.asked_at)).all()

    def place(self, which):
        places = self.places()
        return places[which % len(places)] if places else None

    def do_come(self, which):
        wanted = Programmes.JKK_JKM_JHT if which % 2 else Programmes.JKK_JKM
        come(self.agent, self.fund, village_code=VILLAGES[which % 3], programmes=wanted)

    def do_change(self, which):
        worker = join(self.agent, months=1 + which % 3, village_code=VILLAGES[which % 3])
        change_payer(self.agent, worker.id, Payer.FUND, self.fund.code)

    def do_pay(self, which):
        place = self.place(which)
        if place is not None:
            pay(self.agent, place.worker, (1, 2, 3)[which % 3], reference())

    def do_replace(self, which):
        place = self.place(which)
        if place is not None:
            ending.replace(self.fund.officer, place.id, REPLACED[which])

    def do_leave(self, which):
        place = self.place(which)
        if place is not None:
            change_payer(self.agent, place.worker_id, Payer.SELF)

    def do_undo(self, which):
        place = self.place(which)
        if place is not None:
            with transaction() as session:
                void_months(session, place.worker)

    def do_wait(self, which):
        self.clock.shift(timedelta(days=20))
        jobs.keep_places()
        raise_period(Month.of(today()))

    def assert_holds(self):
        """Books, ceiling and quota fit; nobody waits who could be carried before a later one is."""
        assert_fits(self.fund)
        assert self.fund.reserved + self.fund.spent <= self.fund.ceiling
        for place in [each for each in self.places() if each.state == PlaceState.HELD]:
            assert (place.worker.payer, place.worker.payer_code) == (Payer.FUND, self.fund.code)
            assert place.worker.payer_until == place.last_month
        with transaction() as session:
            assert holding.promote(session, self.fund.id) == 0


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=2, max_size=10))
def test_the_counters_say_what_the_places_and_months_say(agent, clock, steps):
    clock.move_to("2026-11-05T03:00:00Z")
    life = Life(agent, clock)
    for step in [("come", 0), *steps]:
        life.take(*step)
        life.assert_holds()
