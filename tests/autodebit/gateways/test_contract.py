"""What every bank promises, whichever it is. A new bank is one more name in `banks.BANKS`."""

from functools import partial

import pytest

from agentapp.autodebit.code_issuer import CodeFate
from agentapp.autodebit.gateway import (
    BadNotification,
    BindingRefused,
    Outcome,
    UnreadableSettlement,
    WrongOtp,
)
from agentapp.core.clock import today
from tests.autodebit.gateways.banks import BANKS
from tests.autodebit.gateways.debits import code, debit
from tests.support.crowd import at_once

ACCOUNT = "8801234567"


@pytest.fixture(params=BANKS)
def bank(request, tmp_path, monkeypatch):
    with BANKS[request.param](tmp_path, monkeypatch) as bank:
        yield bank


@pytest.fixture
def gateway(bank):
    return bank.gateway


@pytest.fixture
def codes(gateway):
    """What gives out payment codes; a bank without it is asked for nothing more."""
    if gateway.codes is None:
        pytest.skip(f"{gateway.code} gives no codes")
    return gateway.codes


@pytest.fixture
def bound(bank, gateway):
    """A debit of an account that its owner has opened."""
    opened = gateway.finish_binding(gateway.begin_binding(ACCOUNT, "Siti", "B0001"), bank.answer)
    return debit(account_token=opened.token)


def test_it_says_who_it_is(gateway):
    assert gateway.code.isidentifier()
    assert gateway.name


def test_an_account_is_opened_with_the_right_answer(bank, gateway):
    challenge = gateway.begin_binding(ACCOUNT, "Siti", "B0001")
    opened = gateway.finish_binding(challenge, bank.answer)

    assert opened.tail == "4567"
    assert ACCOUNT not in challenge


def test_after_a_wrong_answer_the_right_one_still_opens_it(bank, gateway):
    challenge = gateway.begin_binding(ACCOUNT, "Siti", "B0001")
    with pytest.raises(WrongOtp):
        gateway.finish_binding(challenge, bank.wrong_answer)

    assert gateway.finish_binding(challenge, bank.answer).token


def test_what_is_no_account_is_refused(gateway):
    with pytest.raises(BindingRefused):
        gateway.begin_binding("12-34", "Siti", "B0001")


@pytest.mark.parametrize("challenge", ["", "|", "x|y", "bm90aGluZyBvZiBvdXJz"])
def test_a_challenge_that_is_none_opens_nothing(bank, gateway, challenge):
    with pytest.raises(BindingRefused):
        gateway.finish_binding(challenge, bank.answer)


def test_a_token_can_be_given_back_twice_and_the_account_opened_anew(bank, gateway, bound):
    gateway.unbind(bound.account_token, "U0001")
    gateway.unbind(bound.account_token, "U0002")

    again = gateway.finish_binding(gateway.begin_binding(ACCOUNT, "Siti", "B0002"), bank.answer)
    assert again.token


def test_the_same_debit_is_the_same_bytes(gateway, bound):
    assert gateway.body(bound) == gateway.body(bound)
    assert bound.reference.encode() in gateway.body(bound)


def test_a_debit_is_made_and_found_again(bank, gateway, bound):
    assert gateway.send(bound).outcome in (Outcome.SUCCEEDED, Outcome.UNKNOWN)
    bank.work()
    told = gateway.inquire(bound)

    assert (told.outcome, told.amount) == (Outcome.SUCCEEDED, 16_800)


def test_a_debit_sent_again_is_made_once(bank, gateway, bound):
    for _ in range(3):
        gateway.send(bound)
        bank.work()

    assert bank.taken() == {bound.reference: 1}


def test_a_debit_sent_by_many_at_once_is_made_once(bank, gateway, bound):
    answers = at_once([partial(gateway.send, bound)] * 8)
    bank.work()

    assert {answer.outcome for answer in answers} <= {Outcome.SUCCEEDED, Outcome.UNKNOWN}
    assert bank.taken() == {bound.reference: 1}


def test_many_debits_at_once_are_each_made_once(bank, gateway, bound):
    debits = [debit(f"G2611A{number:07d}", account_token=bound.account_token) for number in range(40)]
    at_once([partial(gateway.send, one) for one in debits])
    bank.work()

    assert bank.taken() == {one.reference: 1 for one in debits}


def test_what_was_never_asked_for_is_not_found(gateway, bound):
    assert gateway.inquire(bound).outcome == Outcome.NOT_FOUND


def test_an_inquiry_for_another_amount_is_no_success(bank, gateway, bound):
    gateway.send(bound)
    bank.work()
    told = gateway.inquire(debit(account_token=bound.account_token, amount=36_800))

    assert (told.outcome, told.amount) == (Outcome.UNKNOWN, 16_800)


def test_a_refund_gives_the_money_back_once(bank, gateway, bound):
    gateway.send(bound)
    bank.work()
    for _ in range(3):
        assert gateway.refund(bound, "F0001").outcome in (Outcome.REFUNDED, Outcome.UNKNOWN)
        bank.work()

    assert gateway.inquire(bound).outcome == Outcome.REFUNDED
    assert bank.given_back() == 1


def test_a_notification_that_nobody_signed_is_refused(gateway):
    with pytest.raises(BadNotification):
        gateway.read_notification("/bank/x/notify", {}, b"{}")


def test_the_days_file_has_the_debit(bank, gateway, bound):
    gateway.send(bound)
    bank.work()
    (row,) = gateway.read_settlement(bank.statement())

    assert (row.reference, row.amount, row.settled_on, row.reversed) == (
        bound.reference,
        16_800,
        today(),
        False,
    )


def test_a_file_cut_anywhere_is_refused(bank, gateway, bound):
    gateway.send(bound)
    bank.work()
    whole = bank.statement()

    for length in range(len(whole)):
        with pytest.raises(UnreadableSettlement):
            gateway.read_settlement(whole[:length])


def test_a_book_that_is_shown_has_the_debit(bank, gateway, bound):
    gateway.send(bound)
    book = gateway.book()
    if book is not None or gateway.code == "simulator":
        assert [(entry.reference, entry.amount, entry.reversed) for entry in book] == [
            (bound.reference, 16_800, False)
        ]


def test_a_code_is_given_out_once_and_waits_for_its_money(codes):
    asked = code()
    assert codes.number("0000000001") == asked.number

    assert {codes.issue(asked).fate for _ in range(3)} == {CodeFate.STANDS}
    assert codes.inquire(asked).fate == CodeFate.STANDS


def test_a_code_that_many_ask_for_at_once_is_given_out_once(codes):
    answers = at_once([partial(codes.issue, code())] * 8)

    assert {answer.fate for answer in answers} <= {CodeFate.STANDS, CodeFate.UNKNOWN}


def test_a_code_that_is_paid_says_so_and_how_much(bank, codes):
    codes.issue(code())
    bank.pay_code(code().number)

    told = codes.inquire(code())
    assert (told.fate, told.amount) == (CodeFate.PAID, 16_800)
    assert bank.taken() == {code().reference: 1}


def test_a_code_that_is_withdrawn_takes_no_more_money(codes):
    codes.issue(code())

    assert [codes.withdraw(code()).fate for _ in range(2)] == [CodeFate.GONE] * 2
    assert codes.inquire(code()).fate == CodeFate.GONE


def test_a_code_cannot_be_withdrawn_once_it_is_paid(bank, codes):
    codes.issue(code())
    bank.pay_code(code().number)

    assert codes.withdraw(code()).fate == CodeFate.PAID


def test_the_days_file_has_what_a_code_brought(bank, gateway, codes):
    codes.issue(code())
    bank.pay_code(code().number)
    (row,) = gateway.read_settlement(bank.statement())

    assert (row.reference, row.amount, row.reversed) == (code().reference, 16_800, False)
