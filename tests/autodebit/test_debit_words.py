"""What pages say of each debit, and the other way to pay where auto-debit failed."""

from datetime import date
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from agentapp.autodebit import service
from agentapp.autodebit.announcing import announce
from agentapp.autodebit.attempts import Attempt, AttemptState
from agentapp.autodebit.gateway import Cause
from agentapp.autodebit.models import MandateMove, MandateState
from agentapp.autodebit.preparing import prepare
from agentapp.autodebit.sending import send
from agentapp.autodebit.simulator.personas import OTP, Persona
from agentapp.contributions.models import Obligation, ObligationState
from agentapp.core.db import sessions
from agentapp.core.errors import DomainError
from agentapp.core.period import Month
from tests.autodebit.conftest import morning
from tests.factories import MandateFactory, ObligationFactory, SponsorFactory
from tests.factories.debits import AttemptFactory

NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)

SAID = {
    AttemptState.SCHEDULED: "Akan ditarik 24 November 2026",
    AttemptState.NOTIFIED: "Akan ditarik 24 November 2026",
    AttemptState.SENT: "Sedang ditagih",
    AttemptState.UNKNOWN: "Sedang dicek ke bank",
    AttemptState.SUCCEEDED: "Berhasil",
    AttemptState.SETTLED: "Berhasil",
    AttemptState.DECLINED_RETRYABLE: "Saldo kurang, tidak dicoba lagi bulan ini",
    AttemptState.DECLINED_FINAL: "Saldo kurang, tidak dicoba lagi bulan ini",
    AttemptState.REFUNDED: "Uang sudah kembali ke rekening",
    AttemptState.CHARGED_BACK: "Uang dikembalikan bank",
    AttemptState.CANCELLED: "Batal, tidak ada uang ditarik",
}


@pytest.fixture
def mandate(bank, late_november):
    return MandateFactory()


@pytest.fixture
def browser(mandate, signed_in_client):
    return signed_in_client(mandate.worker.agent)


@pytest.mark.parametrize("state", AttemptState)
def test_each_state_of_a_debit_has_its_words(mandate, browser, state):
    AttemptFactory(mandate=mandate, state=state)

    assert SAID[state] in browser.get(f"/mandates/{mandate.id}").main


@pytest.mark.parametrize("cause", Cause)
def test_each_cause_has_its_words(mandate, browser, cause):
    AttemptFactory(mandate=mandate, state=AttemptState.DECLINED_FINAL, cause=cause)

    assert "tidak dicoba lagi" in browser.get(f"/mandates/{mandate.id}").main


def test_a_refused_debit_tells_the_day_of_the_next_try(mandate, browser):
    first = AttemptFactory(mandate=mandate, state=AttemptState.DECLINED_RETRYABLE)
    months = [sessions().get(Obligation, first.items[0].obligation_id)]
    AttemptFactory(mandate=mandate, number=2, obligations=months, scheduled_on=date(2026, 11, 26))
    page = browser.get(f"/mandates/{mandate.id}")

    assert "Saldo kurang, dicoba lagi 26 November 2026" in page.main
    assert "Bayar cara lain" not in page.main


def test_what_failed_for_good_is_paid_another_way_from_both_pages(mandate, browser):
    AttemptFactory(mandate=mandate, state=AttemptState.DECLINED_FINAL)

    for path in (f"/mandates/{mandate.id}", f"/workers/{mandate.worker_id}"):
        page = browser.get(path)
        assert "tidak berhasil ditarik: Saldo kurang" in page.main
        assert page.click("Bayar cara lain").heading == "Catat pembayaran"


def test_once_it_is_paid_another_way_nothing_is_asked_any_more(mandate, browser):
    attempt = AttemptFactory(mandate=mandate, state=AttemptState.DECLINED_FINAL)
    sessions().get(Obligation, attempt.items[0].obligation_id).state = ObligationState.COLLECTING
    sessions().commit()

    assert "Bayar cara lain" not in browser.get(f"/mandates/{mandate.id}").main


@pytest.mark.parametrize(
    ("owed", "debit", "word"),
    [
        (ObligationState.COLLECTING, AttemptState.SENT, "Sedang ditagih"),
        (ObligationState.COLLECTING, AttemptState.UNKNOWN, "Sedang dicek"),
        (ObligationState.REVERSED, AttemptState.CHARGED_BACK, "Dikembalikan bank, belum dibayar"),
    ],
)
def test_the_box_of_the_month_says_where_its_money_is(mandate, browser, owed, debit, word):
    month = ObligationFactory(worker=mandate.worker, state=owed)
    AttemptFactory(mandate=mandate, state=debit, obligations=[month])

    boxes = next(found for found in browser.get(f"/workers/{mandate.worker_id}").tree.iter("ol"))
    assert word in "".join(boxes.itertext())


def test_a_month_that_is_collected_is_not_paid_by_hand_and_the_page_says_why(mandate, browser):
    ObligationFactory(worker=mandate.worker, state=ObligationState.COLLECTING)
    page = browser.get(f"/workers/{mandate.worker_id}/payments/new")

    assert "Sedang ditagih lewat autodebet November 2026" in page.main
    assert "Desember 2026 ·" in page.main


def test_before_it_is_announced_the_next_debit_is_a_forecast(mandate, browser):
    ObligationFactory(worker=mandate.worker, month=NOVEMBER, state=ObligationState.WAIVED)
    ObligationFactory(worker=mandate.worker, month=DECEMBER)
    assert "Perkiraan untuk iuran Desember 2026" in browser.get(f"/mandates/{mandate.id}").main
    prepare(morning(1))
    announce(morning(1))
    page = browser.get(f"/mandates/{mandate.id}")

    assert "Rp16.800 pada 7 Desember 2026" in page.main
    assert "Pemberitahuannya sudah dikirim" in page.main
    assert "Penarikan Rp16.800 pada 7 Desember 2026 dibatalkan" in page.click("Cabut izin").main


def at_once(*steps):
    """Runs the steps in threads that begin together; what each came to, None where a rule refused it."""
    together, ends = Barrier(len(steps)), {}

    def run(place, step):
        together.wait()
        try:
            ends[place] = step()
        except DomainError:
            ends[place] = None
        finally:
            sessions.remove()

    threads = [Thread(target=run, args=each) for each in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [ends[place] for place in range(len(steps))]


def test_two_who_type_the_code_at_once_activate_it_once(bank):
    actor = SponsorFactory().user
    asked = service.MandateAsked(account=Persona.LANCAR.account(7), holder="Budi", cap=50_000, language="id")
    mandate_id = service.give(actor, asked).id
    sessions.remove()
    confirmed = at_once(*[lambda: service.confirm(actor, mandate_id, OTP)] * 2)

    assert len([each for each in confirmed if each]) == 1
    moves = sessions().scalars(select(MandateMove.verb)).all()
    assert moves.count("activate") == 1


def test_revoked_while_it_is_sent_it_is_either_cancelled_or_pays_its_month(bank, late_november):
    mandate = MandateFactory()
    ObligationFactory(worker=mandate.worker, month=DECEMBER)
    prepare(morning(1))
    announce(morning(1))
    attempt_id, agent, mandate_id = (
        sessions().scalars(select(Attempt.id)).one(),
        mandate.worker.agent,
        mandate.id,
    )
    sessions.remove()
    at_once(lambda: send(attempt_id, morning(7)), lambda: service.revoke(agent, mandate_id))

    attempt = sessions().get(Attempt, attempt_id)
    month = sessions().get(Obligation, attempt.items[0].obligation_id)
    assert attempt.mandate.state == MandateState.REVOKED
    assert (attempt.state, month.state, len(bank.book())) in [
        (AttemptState.SUCCEEDED, ObligationState.PAID, 1),
        (AttemptState.CANCELLED, ObligationState.DUE, 0),
    ]
