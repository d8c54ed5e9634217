"""What a supervisor puts right at the desk for money: refunds, doubts, lost money, months given back."""

import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from agentapp.autodebit import mending, refunding
from agentapp.autodebit.announcing import announce
from agentapp.autodebit.attempts import Attempt, AttemptState
from agentapp.autodebit.bank_words import Refund, RefundState, SettlementRow
from agentapp.autodebit.checking import check
from agentapp.autodebit.gateways import use_gateway
from agentapp.autodebit.preparing import prepare
from agentapp.autodebit.reconciliation import reconcile
from agentapp.autodebit.refunding import Returned
from agentapp.autodebit.sending import send_due
from agentapp.autodebit.simulator.personas import Persona
from agentapp.contributions.ledger import EntryKind, LedgerEntry
from agentapp.contributions.models import Obligation, ObligationState
from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import IllegalMove, NotFound
from agentapp.core.period import Month
from tests.autodebit.conftest import morning
from tests.contributions.members import pay
from tests.factories import (
    MamujuFactory,
    MandateFactory,
    ObligationFactory,
    SupervisorFactory,
)
from tests.factories.debits import AttemptFactory, RefundFactory

LONG_AGO = timedelta(days=2)


def unknown(**given):
    attempt = AttemptFactory(state=AttemptState.UNKNOWN, **given)
    attempt.sent_at = now() - LONG_AGO
    sessions().commit()
    return attempt


def debited(persona=Persona.LANCAR):
    mandate = MandateFactory(persona=persona)
    ObligationFactory(worker=mandate.worker, month=Month(2026, 12))
    prepare(morning(1))
    announce(morning(1))
    send_due(morning(7))
    sessions.remove()
    return sessions().scalars(select(Attempt)).one()


def owed_back():
    """Lancar's debit took the money, although meanwhile somebody had paid the month."""
    attempt = debited(Persona.HILANG)
    with transaction() as session:
        owed = session.get(Obligation, attempt.items[0].obligation_id)
        owed.state = ObligationState.DUE
        session.get(Attempt, attempt.id).let_go()
    worker = sessions().get(Obligation, attempt.items[0].obligation_id).worker
    pay(worker.agent, worker, 2)
    mending.ask_bank(SupervisorFactory(), attempt.id)
    sessions.remove()
    return sessions().scalars(select(Refund)).one()


def refund_entries():
    sessions.remove()
    return list(sessions().scalars(select(LedgerEntry).where(LedgerEntry.kind == EntryKind.REFUNDED)))


def test_what_was_taken_too_much_is_given_back_and_the_books_agree_with_the_bank(bank, desk, supervisor):
    refund_id = owed_back().id
    page = desk().form(f"/money/refunds/{refund_id}").submit(status=303).follow()

    assert "Bank sudah mengembalikan" in page.main
    sessions.remove()
    assert sessions().get(Refund, refund_id).state == RefundState.REFUNDED
    assert [debit["status"] for debit in bank.book()] == ["reversed"]
    assert check(bank.gateway).differences == ()


def test_money_goes_back_once_however_often_it_is_asked_for(bank, supervisor):
    refund = owed_back()
    refunding.refund(supervisor, refund.id)

    with pytest.raises(IllegalMove):
        refunding.refund(supervisor, refund.id)
    assert len(refund_entries()) == 1


def test_two_who_ask_at_once_get_it_back_once(bank, supervisor):
    refund_id, actors = owed_back().id, [supervisor.id, SupervisorFactory().id]
    sessions.remove()
    together, ends = Barrier(2), []

    def ask(actor_id):
        together.wait()
        try:
            ends.append(refunding.refund(sessions().get(type(supervisor), actor_id), refund_id))
        except IllegalMove:
            ends.append(None)
        finally:
            sessions.remove()

    threads = [Thread(target=ask, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Returned.DONE in ends
    assert len(refund_entries()) == 1
    assert check(bank.gateway).differences == ()


def test_an_unclear_answer_leaves_it_asked_and_it_may_be_asked_again(bank, supervisor):
    refund = owed_back()
    nowhere = bank.open(base_url="http://127.0.0.1:9")
    use_gateway(nowhere)
    assert refunding.refund(supervisor, refund.id) == Returned.UNCLEAR
    nowhere.close()
    use_gateway(bank.gateway)
    sessions.remove()
    assert sessions().get(Refund, refund.id).state == RefundState.ASKED

    assert refunding.refund(supervisor, refund.id) == Returned.DONE


def test_a_debit_in_doubt_is_asked_about_at_once(bank, desk):
    attempt = debited(Persona.HILANG)
    attempt.sent_at = now() - LONG_AGO
    sessions().commit()
    page = desk().form(f"/money/debits/{attempt.id}/inquiry").submit(status=303).follow()

    assert "bulannya lunas" in page.main
    assert "Semua beres" in page.main


@pytest.mark.parametrize(
    "state", [AttemptState.NOTIFIED, AttemptState.SUCCEEDED, AttemptState.DECLINED_FINAL]
)
def test_only_a_debit_in_doubt_is_asked_about(supervisor, state):
    with pytest.raises(NotFound):
        mending.ask_bank(supervisor, AttemptFactory(state=state).id)


LOST = {"reference": "XX1", "account": "8801", "amount": 16_800, "period": "2026-12"}


def told(bank, status):
    book = [{**LOST, "at": "2026-12-07T02:00:00+00:00", "status": status}]
    reconcile(bank.gateway, json.dumps(book).encode(), morning(8))


def balance():
    sessions.remove()
    return check(SilentBank()).balances["suspense"]


class SilentBank:
    code = "simulator"

    def book(self):
        return None


def test_lost_money_that_went_back_leaves_the_desk_and_the_books(bank, desk):
    told(bank, "settled")
    assert balance() == -16_800
    form = desk().click("Periksa XX1").form()

    assert form.submit(status=422).error_of("note")
    page = form.fill(note="Surat bank 12/2026").submit(status=303).follow()
    assert "Semua beres" in page.main
    assert balance() == 0
    assert check(SilentBank()).differences == ()


def test_the_banks_own_word_that_it_went_back_afterwards_is_booked_once(bank, supervisor):
    told(bank, "settled")
    row = sessions().scalars(select(SettlementRow)).one()
    mending.returned(supervisor, row.id, "Surat bank 12/2026")
    told(bank, "reversed")

    assert balance() == 0


def test_lost_money_is_placed_once(bank, supervisor):
    told(bank, "settled")
    row = sessions().scalars(select(SettlementRow)).one()
    mending.returned(supervisor, row.id, "Surat bank 12/2026")

    with pytest.raises(NotFound):
        mending.returned(supervisor, row.id, "Surat bank 13/2026")


def test_a_reversed_month_is_opened_again_and_waits_no_more(desk):
    owed = ObligationFactory(state=ObligationState.REVERSED)
    page = desk().form(f"/money/months/{owed.id}/reopening").submit(status=303).follow()

    assert "terbuka lagi" in page.main
    assert "Semua beres" in page.main
    assert sessions().get(Obligation, owed.id).state == ObligationState.DUE


@pytest.mark.parametrize("state", [ObligationState.DUE, ObligationState.COLLECTING, ObligationState.LAPSED])
def test_only_a_reversed_month_is_opened_again(supervisor, state):
    owed = ObligationFactory(state=state)

    with pytest.raises(IllegalMove):
        mending.reopen(supervisor, owed.id)


def test_another_branchs_records_cannot_even_be_touched(bank):
    far = SupervisorFactory(branch=MamujuFactory())
    for refused in (
        lambda: mending.reopen(far, ObligationFactory(state=ObligationState.REVERSED).id),
        lambda: mending.ask_bank(far, unknown().id),
        lambda: refunding.refund(far, RefundFactory().id),
    ):
        with pytest.raises(NotFound):
            refused()
