"""After any sequence of hand-overs, pauses and payments: a month stands once, and what is paid stays where it is."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentapp.contributions.funding import promised
from agentapp.contributions.payer_change import change_payer
from agentapp.contributions.service import record_payment
from agentapp.core.db import sessions
from agentapp.core.errors import DomainError
from agentapp.programmes.kinds import Payer, Programmes
from agentapp.sponsorship import carrying
from agentapp.sponsorship.models import Sponsorship
from agentapp.sponsorship.offers import standing_for
from tests.contributions.members import join, money
from tests.factories import FundFactory, SponsorFactory, serial
from tests.sponsorship.carried import months_of, take_on

STEPS = st.one_of(
    st.tuples(st.just("take on"), st.sampled_from([0, 1]), st.sampled_from([None, 1, 2, 3])),
    st.tuples(st.sampled_from(["pause", "resume", "stop"]), st.just(0), st.none()),
    st.tuples(st.just("hand back"), st.sampled_from([0, 1, 2]), st.none()),
    st.tuples(st.just("pay"), st.sampled_from([1, 2, 3]), st.none()),
    st.tuples(st.just("payer"), st.sampled_from([0, 1]), st.none()),
    st.tuples(st.just("wait"), st.sampled_from([10, 31]), st.none()),
)


class Life:
    """One worker, two sponsors, a fund, and the calendar."""

    def __init__(self, agent, clock):
        self.agent, self.clock = agent, clock
        self.worker = join(agent)
        self.sponsors = [SponsorFactory(), SponsorFactory()]
        self.fund = FundFactory()
        self.paid = {}

    def take(self, step):
        """One step; a rule may refuse it."""
        self.clock.shift(timedelta(seconds=1))
        try:
            getattr(self, "do_" + step[0].replace(" ", "_"))(*step[1:])
        except DomainError:
            sessions().rollback()
        sessions().commit()

    def do_take_on(self, which, months):
        programmes = Programmes.JKK_JKM_JHT if which else Programmes.JKK_JKM
        take_on(self.sponsors[which].user, self.worker, months, programmes)

    def _with_own(self, verb, *more):
        standing = standing_for(sessions(), self.worker)
        sponsorship = standing or sessions().query(Sponsorship).first()
        if sponsorship is not None:
            getattr(carrying, verb)(sponsorship.sponsor.user, sponsorship.id, *more)

    def do_pause(self, *_):
        self._with_own("pause")

    def do_resume(self, *_):
        self._with_own("resume")

    def do_stop(self, *_):
        self._with_own("stop")

    def do_hand_back(self, later, _):
        self._with_own("hand_back", carrying.this_month(self.worker) + later)

    def do_pay(self, months, _):
        record_payment(self.agent, self.worker.id, money(self.worker, months, reference=f"K-{next(serial)}"))

    def do_payer(self, which, _):
        code = self.fund.code if which else ""
        change_payer(self.agent, self.worker.id, Payer.FUND if which else Payer.SELF, code)

    def do_wait(self, days, _):
        self.clock.shift(timedelta(days=days))
        carrying.finish_over()

    def assert_holds(self):
        """Each month once; what is paid in the same hands; what is due in the hands of who is to pay it."""
        months = months_of(self.worker)
        present = carrying.this_month(self.worker)
        for month, (state, holder) in months.items():
            if state == "paid":
                assert self.paid.setdefault(month, holder) == holder
            if state == "due" and month >= present:
                assert promised(sessions(), self.worker, month).code == holder, (month, holder)
        assert self.paid.items() <= {month: holder for month, (_, holder) in months.items()}.items()


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=1, max_size=12))
def test_every_month_stands_once_and_paid_months_keep_their_payer(agent, clock, steps):
    clock.move_to("2026-11-05T03:00:00Z")
    life = Life(agent, clock)
    for step in steps:
        life.take(step)
        life.assert_holds()
