"""What may happen to payment codes at any moment: the part of the state machine of money that is theirs."""

from enum import StrEnum
from zlib import crc32

import time_machine
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, rule

from agentapp.autodebit.code_issuer import CodeAsked
from agentapp.autodebit.code_steps import tend_codes
from agentapp.autodebit.timing import Occasion
from agentapp.core.clock import now
from agentapp.core.period import Month
from tests.support.money_bank import ChanceBank
from tests.support.money_codes import Mood
from tests.support.money_world import People, deliver, later

number = some.integers(0, 11)
seeds = some.integers(0, 2**16)
moods = (*Mood, *(Mood.GIVES,) * 8)


class Way(StrEnum):
    """How a payer uses a code."""

    ONCE = "once"
    TWICE = "twice"
    LATE = "late"
    AFTER_CASH = "after_cash"
    NOT_AT_ALL = "not_at_all"


class CodeRules(RuleBasedStateMachine):
    """`forbidding`: the bank refuses every debit for good, but keeps the mandates."""

    bank: ChanceBank
    people: People
    seed: int
    forbidding = False
    by_hand: set[tuple[object, Month]]
    traveller: time_machine.Traveller

    def a_debit_day_comes(self, seed: int) -> None:
        raise NotImplementedError

    def choose_code(self, asked: CodeAsked) -> Mood:
        place = int(asked.reference[5:17]) - int(self.people.mandate(0).serial)
        return moods[crc32(f"{self.seed} {place} {asked.month}".encode()) % len(moods)]

    @rule(seed=seeds, number=number, way=some.sampled_from(Way))
    def a_debit_day_of_refusals(self, seed: int, number: int, way: Way) -> None:
        """Codes are given out for what is open, and one or two of them are paid in some `way`."""
        self.forbidding = True
        self.a_debit_day_comes(seed)
        self.forbidding = False
        tend_codes(Occasion.at_present(), whole_day=True)
        if way != Way.NOT_AT_ALL:
            self.pay(way, number)

    def pay(self, way: Way, number: int) -> None:
        if way == Way.AFTER_CASH:
            worker = self.people.workers[number % len(self.people.workers)]
            self.by_hand |= set(self.people.pay_by_hand(worker, 1, f"KWT-K-{now().isoformat()}-{number}"))
        if way == Way.LATE:
            self.traveller.move_to(later(now(), 24 * 90))
        for turn in range(1 if way == Way.ONCE else 2):
            self.bank.codes.pay(number + (0 if way == Way.TWICE else turn), by_force=way != Way.ONCE)
        tend_codes(Occasion.at_present(), whole_day=True)

    @rule(seed=seeds)
    def codes_are_seen_to(self, seed: int) -> None:
        """What refused debits left open gets codes; which are given out, looked at, withdrawn."""
        self.seed = seed
        tend_codes(Occasion.at_present())

    @rule(seed=seeds)
    def codes_are_seen_to_later(self, seed: int) -> None:
        self.seed = seed
        tend_codes(Occasion.at_present(), whole_day=True)

    @rule(number=number, by_force=some.booleans())
    def a_code_is_paid(self, number: int, by_force: bool) -> None:
        """Once, twice, too late, after its month was paid in cash: as it comes."""
        self.bank.codes.pay(number, by_force=by_force)

    @rule(number=number)
    def a_code_that_is_paid_is_heard_of(self, number: int) -> None:
        self.bank.codes.pay(number, by_force=False)
        deliver(self.bank.messages[-1:], 2, number)

    @rule(number=number)
    def money_for_a_code_goes_back(self, number: int) -> None:
        self.bank.codes.take_back(number)

    @rule(number=number)
    def a_supervisor_gives_a_codes_money_back(self, number: int) -> None:
        self.people.return_money(number)
