"""Eight at once, doing everything to a hundred mandates: the invariants hold, and nobody waits in a ring."""

import threading
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import time_machine
from sqlalchemy import select

from agentapp.accounts.models import User
from agentapp.autodebit import sending, service
from agentapp.autodebit.announcing import announce
from agentapp.autodebit.attempts import LIVE, Attempt
from agentapp.autodebit.checking import check
from agentapp.autodebit.code_steps import tend_codes
from agentapp.autodebit.gateway import BankUnreachable
from agentapp.autodebit.models import Mandate
from agentapp.autodebit.polling import ask, poll
from agentapp.autodebit.preparing import prepare
from agentapp.autodebit.reconciliation import reconcile
from agentapp.autodebit.sending import Sent
from agentapp.autodebit.simulator.personas import Persona
from agentapp.autodebit.timing import Occasion
from agentapp.core.clock import now
from agentapp.core.db import look_afresh, sessions
from agentapp.core.errors import DomainError
from agentapp.core.period import Month
from agentapp.workers.models import Worker
from tests.contributions.members import pay
from tests.support.crowd import at_once
from tests.support.money import Books, broken
from tests.support.money_seed import seed_mandates, share_accounts
from tests.support.money_world import in_flight

THREADS, SECONDS, MANDATES = 8, 3.0, 100
FIRST, DEBIT_DAY = datetime(2026, 12, 1, 2, tzinfo=UTC), datetime(2026, 12, 7, 2, tzinfo=UTC)


class Crowd:
    """What somebody may do at any moment; `done` counts."""

    def __init__(self, bank) -> None:
        self.bank = bank
        self.done: Counter[str] = Counter()
        self.workers = list(sessions.scalars(select(Worker.id)))
        self.mandates = list(sessions.scalars(select(Mandate.id)))
        self.agent = sessions.scalars(select(Worker.agent_id).limit(1)).one()
        sessions.remove()

    def somebody(self, seed: int, until: float) -> None:
        """Does one thing after another."""
        chance = Random(seed)
        verbs = (
            *(self.send, self.send, self.ask, self.pay_by_hand, self.change_mandate),
            *(self.prepare_and_announce, self.reconcile, self.charge_back),
            *(self.see_to_codes, self.pay_code),
        )
        while time.perf_counter() < until:
            verb = chance.choices(verbs, (30, 10, 20, 10, 10, 3, 3, 2, 3, 10))[0]
            with suppress(DomainError):
                verb(chance)
            self.done[verb.__name__] += 1
            sessions.remove()

    def live(self, chance):
        keys = look_afresh().scalars(select(Attempt.id).where(Attempt.state.in_(LIVE))).all()
        return chance.sample(list(keys), min(3, len(keys)))

    def send(self, chance):
        for key in self.live(chance):
            sending.send(key, Occasion.at_present())

    def ask(self, chance):
        for key in self.live(chance):
            ask(key, Occasion.at_present())

    def pay_by_hand(self, chance):
        worker = sessions().get_one(Worker, chance.choice(self.workers))
        actor = sessions().get_one(User, self.agent)
        pay(actor, worker, 1, f"KWT-{threading.get_ident()}-{chance.random()}")

    def change_mandate(self, chance):
        verb = chance.choice((service.pause, service.resume, service.resume))
        verb(sessions().get_one(User, self.agent), chance.choice(self.mandates))

    def prepare_and_announce(self, _chance):
        prepare(Occasion.at_present())
        announce(Occasion.at_present())

    def reconcile(self, _chance):
        reconcile(self.bank.gateway, self.bank.ask("GET", "/_book"), Occasion.at_present())

    def see_to_codes(self, chance):
        tend_codes(Occasion.at_present(), whole_day=chance.random() < 0.5)

    def pay_code(self, chance):
        given = self.bank.simulator.bank.codes.all()
        if given:
            self.bank.pay_code(chance.choice(given).number, force=True)

    def charge_back(self, chance):
        book = self.bank.book()
        if book:
            self.bank.charge_back(chance.choice(book)["reference"])


@pytest.fixture
def crowd(bank):
    """A hundred mandates of all personas, announced on the 1st of December; it is the debit day now."""
    with time_machine.travel(FIRST) as clock:
        seed_mandates(MANDATES, Month(2026, 12))
        share_accounts(tuple(Persona))
        prepare(Occasion.at_present())
        announce(Occasion.at_present())
        clock.move_to(DEBIT_DAY)
        yield Crowd(bank)
        sessions.remove()


def test_eight_at_once_break_nothing(bank, crowd, record_property):
    until = time.perf_counter() + SECONDS
    at_once([lambda seed=seed: crowd.somebody(seed, until) for seed in range(THREADS)])
    assert broken(Books.read(bank.book())) == []

    comes_to_its_end(bank)

    kind = sessions.get_bind().dialect.name
    record_property(
        "measured",
        f"auto-debit, {kind}: {THREADS} threads did {sum(crowd.done.values()):,} things to {MANDATES} mandates in "
        f"{SECONDS:.0f} s, {len(bank.book())} debits at the bank, the invariants held",
    )


@pytest.mark.long
def test_eight_who_run_the_same_day_send_each_debit_once(bank, crowd):
    occasion = Occasion.at_present()

    results = at_once([lambda: sending.send_due(occasion)] * THREADS)

    asked = (Sent.SUCCEEDED, Sent.DECLINED, Sent.UNKNOWN)
    assert sum(result[kind] for result in results for kind in asked) == MANDATES
    comes_to_its_end(bank)


def comes_to_its_end(bank) -> None:
    """Asked until nothing is in doubt, and settled: the bank's book is ours."""
    with suppress(BankUnreachable):
        for days in range(4):
            at = Occasion.at_present()
            then = Occasion(at.day + timedelta(days=days), now() + timedelta(days=days))
            poll(then, whole_day=True)
            tend_codes(then, whole_day=True)
    reconcile(bank.gateway, bank.ask("GET", "/_book"), Occasion.at_present())
    sessions.remove()
    assert in_flight() == 0
    assert broken(Books.read(bank.book(), final=True)) == []
    assert check(bank.gateway).differences == ()
