"""What a bank, or who claims to be one, may send: refused or put aside in one piece, nothing half-applied."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from agentapp.autodebit.announcing import announce
from agentapp.autodebit.attempts import IN_FLIGHT, Attempt, AttemptState
from agentapp.autodebit.bank_messages import apply_waiting, receive
from agentapp.autodebit.bank_words import BankMessage, SettlementFile, SettlementRow
from agentapp.autodebit.gateway import UnreadableSettlement
from agentapp.autodebit.gateways import settlement, use_gateway
from agentapp.autodebit.gateways.settlement import DEBIT, REVERSAL, Line
from agentapp.autodebit.gateways.simulator import simulated
from agentapp.autodebit.gateways.snap import SnapGateway
from agentapp.autodebit.polling import poll
from agentapp.autodebit.preparing import prepare
from agentapp.autodebit.reconciliation import ContradictsEarlier, reconcile
from agentapp.autodebit.sending import Sent, send_due
from agentapp.autodebit.timing import Occasion
from agentapp.contributions.ledger import Account, LedgerEntry
from agentapp.contributions.models import Obligation, ObligationState
from agentapp.core.db import sessions
from agentapp.core.period import Month
from tests.autodebit.conftest import morning
from tests.factories import MandateFactory, ObligationFactory
from tests.support.bank import keys
from tests.support.money import Books, broken
from tests.support.money_bank import ChanceBank, Deed
from tests.support.odd_bank import cuts, http, odd_bank, raw, says, trickles, waits

MONTH, DAY = Month(2026, 12), morning(7).day


@pytest.fixture
def bank(other_bank):
    """Two debits that it executed without a word."""
    bank = ChanceBank(choose=lambda _debit: Deed.PAYS_SILENTLY)
    use_gateway(bank)
    two_are_sent()
    return bank


def two_are_sent():
    for _ in range(2):
        ObligationFactory(worker=MandateFactory().worker, month=MONTH)
    prepare(morning(1))
    announce(morning(1))
    return send_due(morning(7))


def told(bank, reference, outcome="succeeded", amount=16_800):
    """A notification comes, and is applied."""
    body = json.dumps({"reference": reference, "outcome": outcome, "amount": amount, "code": "00"}).encode()
    receive(bank, "/", {}, body)
    apply_waiting(morning(7))
    return list(sessions().scalars(select(BankMessage.verdict).order_by(BankMessage.received_at)))


def references():
    return list(sessions().scalars(select(Attempt.reference).order_by(Attempt.reference)))


def states():
    sessions.remove()
    return list(sessions().scalars(select(Attempt.state).order_by(Attempt.reference)))


def rows_of(model):
    sessions.remove()
    return sessions().query(model).count()


def line(reference, amount=16_800, kind=DEBIT):
    return Line(reference, amount, DAY, kind)


def test_a_notification_of_another_amount_books_nothing_and_lets_the_bank_be_asked_at_once(bank):
    assert told(bank, references()[0], amount=16_801) == ["different_amount"]

    assert states() == [AttemptState.UNKNOWN, AttemptState.UNKNOWN]
    assert rows_of(LedgerEntry) == 0
    asked = poll(morning(7))
    assert (asked[Sent.SUCCEEDED], asked[Sent.SKIPPED]) == (1, 0)


def test_a_notification_replayed_is_applied_once(bank):
    told(bank, references()[0])
    entries = rows_of(LedgerEntry)

    assert told(bank, references()[0]) == ["succeeded"]
    assert (rows_of(BankMessage), rows_of(LedgerEntry)) == (1, entries)


def test_a_notification_of_a_debit_that_nobody_knows_is_kept_and_changes_nothing(bank):
    assert told(bank, "261200000000000099") == ["unknown_reference"]
    assert rows_of(LedgerEntry) == 0


@pytest.mark.parametrize("outcome", ["declined_retryable", "declined_final"])
def test_a_refusal_of_what_was_paid_is_for_a_person_to_look_into(bank, outcome):
    told(bank, references()[0])

    assert told(bank, references()[0], outcome)[-1] == "contradicts"
    assert states()[0] == AttemptState.SUCCEEDED


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file[: len(file) // 2],
        lambda file: file[:-2],
        lambda file: file.replace(b"TOTAL,2", b"TOTAL,3"),
        lambda file: file.replace(b",33600,", b",33601,"),
        lambda file: file.replace(b"\nTOTAL", b"\n" + file.split(b"\n")[1] + b"\nTOTAL"),
        lambda file: b"<html>" + file,
        lambda _file: b"",
    ],
    ids=["cut", "cut at the end", "count", "total", "row twice", "html", "empty"],
)
def test_of_a_file_that_is_not_whole_nothing_is_applied(bank, spoil):
    file = settlement.write([line(reference) for reference in references()])

    with pytest.raises(UnreadableSettlement):
        reconcile(bank, spoil(file), morning(8))

    assert states() == [AttemptState.UNKNOWN, AttemptState.UNKNOWN]
    assert (rows_of(SettlementFile), rows_of(SettlementRow), rows_of(LedgerEntry)) == (0, 0, 0)


def test_rows_that_match_nothing_are_put_aside_and_the_others_settle(bank):
    first, second = references()
    bank.strangers = [line("ASING1", 5_000)]

    done = reconcile(bank, settlement.write([line(first), line(second, 16_801), *bank.strangers]), morning(8))

    assert (done.matched, done.suspense) == (1, 2)
    assert states() == [AttemptState.SETTLED, AttemptState.UNKNOWN]
    books = Books.read(bank.rows())
    assert -books.balance(Account.SUSPENSE) == 16_801 + 5_000
    assert broken(books) == []


def test_a_row_that_contradicts_an_earlier_file_stops_the_whole_file(bank):
    first, second = references()
    reconcile(bank, settlement.write([line(second)]), morning(8))
    before = states(), rows_of(SettlementRow), rows_of(LedgerEntry)

    with pytest.raises(ContradictsEarlier):
        reconcile(bank, settlement.write([line(first), line(second, 16_801)]), morning(9))

    assert (states(), rows_of(SettlementRow), rows_of(LedgerEntry)) == before


def test_a_reversal_told_before_its_debit_comes_to_the_same(bank):
    first, second = references()
    reconcile(bank, settlement.write([line(first, kind=REVERSAL)]), morning(8))
    reconcile(bank, settlement.write([line(first), line(second)]), morning(9))

    assert states() == [AttemptState.CHARGED_BACK, AttemptState.SETTLED]
    assert broken(Books.read([])) == []


@pytest.mark.parametrize(
    "reply",
    [
        raw(http(b"<html>Gangguan</html>", kind="text/html")),
        raw(http(b"")),
        raw(http(b"{}", status=500)),
        raw(http(b'{"responseCode": "2005400"', length=200)),
        says("4999999", 499),
        says("2005477"),
        says("2005400", amount={"value": "99999.00", "currency": "IDR"}),
        waits(3),
        trickles(b'{"responseCode":"2005400"}', 0.1),
        cuts(),
    ],
    ids=["html", "empty", "500", "cut", "unknown", "new 200", "another amount", "silence", "slow", "reset"],
)
def test_an_answer_that_is_no_clear_yes_or_no_is_unknown_and_stays_so(other_bank, reply):
    with odd_bank(reply) as odd:
        gateway = SnapGateway(simulated(keys(), odd.url, read_seconds=0.3))
        use_gateway(gateway)
        assert two_are_sent()[Sent.UNKNOWN] == 2
        much_later = Occasion(DAY, morning(7).moment + timedelta(days=20))
        poll(much_later)
        gateway.close()

    assert set(states()) == {AttemptState.UNKNOWN}
    assert set(sessions().scalars(select(Obligation.state))) == {ObligationState.COLLECTING}
    assert rows_of(LedgerEntry) == 0
    assert all(state in IN_FLIGHT for state in states())
