"""Whatever happens, in whatever order: the invariants of autodebit.md hold after every step.

More steps: `make test ARGS="tests/autodebit/test_invariants.py --hypothesis-profile thorough"`.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from zlib import crc32

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from agentapp.autodebit import sending
from agentapp.autodebit.announcing import announce
from agentapp.autodebit.checking import check
from agentapp.autodebit.code_steps import tend_codes
from agentapp.autodebit.gateway import Debit
from agentapp.autodebit.gateways import use_gateway
from agentapp.autodebit.gateways.settlement import DEBIT, Line
from agentapp.autodebit.polling import poll
from agentapp.autodebit.preparing import prepare
from agentapp.autodebit.reconciliation import reconcile
from agentapp.autodebit.timing import Occasion
from agentapp.contributions.models import ObligationState
from agentapp.core.clock import now, today
from agentapp.core.db import sessions
from agentapp.core.period import Month
from tests.support.money import Books, broken
from tests.support.money_bank import ChanceBank, Deed
from tests.support.money_rules_of_codes import CodeRules
from tests.support.money_world import (
    FIRST_MORNING,
    ZONES,
    People,
    deliver,
    in_flight,
    later,
    own_zone,
    to_zone,
)

EXAMPLES, STEPS = 22, 50
number = some.integers(0, 11)
seeds = some.integers(0, 2**16)
deeds = (*Deed, Deed.PAYS, Deed.PAYS)


class Money(CodeRules):
    """The app on one side, a bank that does what chance says on the other, and between them what was agreed."""

    clean: Callable[[], None]
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.clean()
        self.clock = time_machine.travel(FIRST_MORNING, tick=False)
        self.traveller = self.clock.start()
        self.people = People.settle_in()
        self.bank = ChanceBank(choose=self.choose)
        self.bank.codes.choose = self.choose_code
        self.seed = 0
        self.by_hand: set[tuple[object, Month]] = set()
        use_gateway(self.bank)

    def choose(self, debit: Debit) -> Deed:
        """The same in every run: it hangs on nothing that is made by chance elsewhere."""
        if self.forbidding:
            return Deed.FORBIDS
        times = len(self.bank.calls[debit.reference])
        place = int(debit.reference[4:16]) - int(self.people.mandate(0).serial)
        return deeds[crc32(f"{self.seed} {place} {debit.month} {times}".encode()) % len(deeds)]

    @rule(hours=some.sampled_from((1, 5, 11, 20, 24, 24, 48)))
    def time_passes(self, hours: int) -> None:
        self.traveller.move_to(later(now(), hours))

    @rule(zone=some.sampled_from(ZONES))
    def the_process_moves_to_another_zone(self, zone: str) -> None:
        to_zone(zone)

    @rule()
    def debits_are_prepared(self) -> None:
        prepare(Occasion.at_present())

    @rule()
    def debits_are_announced(self) -> None:
        announce(Occasion.at_present())

    @rule(seed=seeds)
    def a_run(self, seed: int) -> None:
        self.seed = seed
        prepare(Occasion.at_present())
        announce(Occasion.at_present())
        sending.send_due(Occasion.at_present())

    @rule(seed=seeds)
    def a_debit_day_comes(self, seed: int) -> None:
        """All owe the month; it is prepared and announced, and sent at ten in the morning five days later."""
        month = Month.of(today() + timedelta(days=5))
        for worker in self.people.workers:
            self.people.owe(worker, month)
        self.debits_are_prepared()
        self.debits_are_announced()
        self.traveller.move_to(later(now(), 120).replace(hour=3))
        self.a_run(seed)

    @rule(seed=seeds)
    def another_debit_day_comes(self, seed: int) -> None:
        """More often than other things."""
        self.a_debit_day_comes(seed)

    @rule(seed=seeds, heard=some.booleans())
    def a_sender_dies(self, seed: int, heard: bool) -> None:
        """After the debit was kept as sent; the bank heard of it, or not."""
        self.seed = seed
        occasion = Occasion.at_present()
        for key in sending.waiting(occasion)[:2]:
            claimed = sending._claim(key, occasion, self.bank)
            if heard and isinstance(claimed, Debit):
                self.bank.send(claimed)

    @rule(whole_day=some.booleans())
    def the_bank_is_asked(self, whole_day: bool) -> None:
        poll(Occasion.at_present(), whole_day=whole_day)

    @precondition(lambda self: self.bank.messages)
    @rule(seed=seeds, times=some.integers(1, 2), share=some.integers(1, 3))
    def notifications_come(self, seed: int, times: int, share: int) -> None:
        deliver(self.bank.messages[seed % share :: share], times, seed)

    @precondition(lambda self: self.bank.kept)
    @rule(number=number, amount=some.sampled_from((1, 16_801, 10**9)))
    def a_notification_tells_another_amount(self, number: int, amount: int) -> None:
        kept = list(self.bank.kept)
        told = {
            "reference": kept[number % len(kept)],
            "outcome": "succeeded",
            "amount": amount,
            "code": "200",
        }
        deliver([json.dumps(told).encode()], 1, 0)

    @rule()
    def what_was_undecided_is_paid(self) -> None:
        self.bank.come_true()

    @precondition(lambda self: self.bank.kept)
    @rule(number=number)
    def the_bank_gives_money_back(self, number: int) -> None:
        self.bank.charge_back(list(self.bank.kept)[number % len(self.bank.kept)])

    @rule(number=number, stranger=some.booleans())
    def a_settlement_file_comes(self, number: int, stranger: bool) -> None:
        reference = f"ASING{number}"
        if stranger and reference not in {line.reference for line in self.bank.strangers}:
            self.bank.strangers.append(Line(reference, 7_000 + number, today(), DEBIT))
        for _ in range(1 + number % 2):
            reconcile(self.bank, self.bank.settlement(), Occasion.at_present())

    @rule(number=number, months=some.sampled_from((1, 1, 1, 2)))
    def somebody_pays_by_hand(self, number: int, months: int) -> None:
        worker = self.people.workers[number % len(self.people.workers)]
        self.by_hand |= set(self.people.pay_by_hand(worker, months, f"KWT-{Money.steps}-{number}"))

    @rule(number=number, ahead=some.integers(0, 1))
    def a_month_is_raised(self, number: int, ahead: int) -> None:
        self.people.owe(self.people.workers[number % len(self.people.workers)], Month.of(today()) + ahead)

    @rule(number=number, verb=some.sampled_from(("pause", "resume", "resume", "resume", "revoke")))
    def a_mandate_changes(self, number: int, verb: str) -> None:
        self.people.change_mandate(number, verb)

    @rule(number=some.integers(0, 3))
    def another_mandate_is_given(self, number: int) -> None:
        self.people.give_mandate(self.people.workers[number], f"8801{number:06d}")

    @rule(number=number, verb=some.sampled_from(("pause", "resume", "resume", "stop")))
    def a_sponsorship_changes(self, number: int, verb: str) -> None:
        self.people.change_sponsorship(number, verb)

    @rule(number=number)
    def a_supervisor_opens_a_month_again(self, number: int) -> None:
        self.people.reopen(number)

    @rule(number=number)
    def a_supervisor_refunds(self, number: int) -> None:
        self.people.refund(number)

    @invariant()
    def the_invariants_hold(self) -> None:
        Money.steps += 1
        books = self.books()
        assert self.bank.wrong + broken(books) == []
        self.agrees_with_what_was_seen(books)

    def books(self, *, final: bool = False) -> Books:
        return Books.read(
            self.bank.rows(), final=final, said_no=self.bank.said_no, calls=dict(self.bank.calls)
        )

    def agrees_with_what_was_seen(self, books: Books) -> None:
        """The model: a month is paid if somebody gave money for it by hand, or the bank took it and keeps it."""
        kept = {reference for reference, row in books.bank.items() if row["status"] == "settled"}
        debited = {
            books.months[item.obligation_id]
            for item in books.items
            if item.payment_id and books.attempts[item.attempt_id].reference in kept
        } | {
            books.months[item.obligation_id]
            for item in books.code_items
            if item.payment_id and books.codes[item.code_id].reference in kept
        }
        taken = {(month.worker_id, month.month) for month in debited}
        paid = {
            (month.worker_id, month.month)
            for month in books.months.values()
            if month.state == ObligationState.PAID
        }
        assert self.by_hand <= paid
        if books.final:
            assert paid <= self.by_hand | taken

    def teardown(self) -> None:
        """Everything comes to its end; and told once more, in another order, it changes nothing."""
        try:
            self.everything_is_told()
            assert broken(self.books(final=True)) == []
            self.agrees_with_what_was_seen(self.books(final=True))
            assert check(self.bank).differences == ()
            before = _ends(self.books())
            self.everything_is_told()
            assert _ends(self.books()) == before
        finally:
            self.clock.stop()
            sessions.remove()

    def everything_is_told(self) -> None:
        self.bank.come_true()
        for round_ in range(3):
            self.traveller.move_to(later(now(), 26))
            poll(Occasion.at_present(), whole_day=True)
            deliver(self.bank.messages, 2, round_)
            tend_codes(Occasion.at_present(), whole_day=True)
        reconcile(self.bank, self.bank.settlement(), Occasion.at_present())
        assert in_flight() == 0


def _ends(books: Books) -> object:
    """What must come out the same."""
    return (
        sorted((str(key), attempt.state) for key, attempt in books.attempts.items()),
        sorted((str(key), month.state) for key, month in books.months.items()),
        sorted((str(key), code.owed) for key, code in books.codes.items()),
        len(books.entries),
        len(books.payments),
    )


@pytest.mark.long
def test_the_invariants_hold_whatever_happens(application, database, other_bank, record_property):
    Money.steps = 0

    def clean() -> None:
        sessions.remove()
        database.clean(application.extensions["gendong_engine"])

    Money.clean = staticmethod(clean)
    scale = settings().max_examples / settings.get_profile("default").max_examples
    with own_zone():
        run_state_machine_as_test(
            Money,
            settings=settings(
                max_examples=max(1, round(EXAMPLES * scale)),
                stateful_step_count=STEPS,
                deadline=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
    assert Money.steps >= (EXAMPLES * STEPS) // 2
    kind = sessions().get_bind().dialect.name
    record_property("measured", f"auto-debit, {kind}: {Money.steps:,} steps, the invariants after each")
