"""The receipt of a payment: on the page, on paper, as a message; what a payer may see; money that went back."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from agentapp.contributions import ledger
from agentapp.contributions.ledger import EntryKind
from agentapp.contributions.models import Payment, PaymentChannel
from agentapp.contributions.receipt_sheet import receipt_sheet, rows
from agentapp.contributions.receipts import Receipt, ReceiptLine, receipt_of, tell_worker
from agentapp.core.clock import JAKARTA, now
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import NotFound
from agentapp.core.outbox_entry import OutboxEntry
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Programmes
from tests.contributions.members import join, pay
from tests.contributions.test_cards import pages_in
from tests.factories import ObligationFactory, PaymentFactory


@pytest.fixture
def browser(agent, sign_in):
    return sign_in(agent)


@pytest.fixture
def payment(agent, worker) -> Payment:
    return pay(agent, worker, months=3, reference="KWT-77")


@pytest.fixture
def debited(worker) -> Payment:
    """Taken by auto-debit: recorded by nobody."""
    owed = ObligationFactory(worker=worker, month=Month(2026, 10))
    payment = PaymentFactory(
        worker=worker, channel=PaymentChannel.AUTODEBIT, recorded_by=None, reference="2611001-1"
    )
    with transaction() as session:
        owed.settle(payment)
        ledger.post_payment(session, payment, [owed])
    return payment


def give_back(payment) -> None:
    """What happens when the bank takes the money back."""
    with transaction() as session:
        payment.reversed_at = now()
        for owed in list(payment.obligations):
            owed.reverse()
            ledger.post(
                session,
                EntryKind.CONTRIBUTION_REVERSED,
                payment.number,
                owed.amount,
                payment=payment,
                obligation=owed,
            )
    sessions().expire_all()


def path(payment) -> str:
    return f"/workers/{payment.worker_id}/payments/{payment.id}"


def test_a_receipt_says_who_paid_what_for_which_months(session, payment, worker, agent):
    receipt = receipt_of(session, payment)

    assert [str(line.month) for line in receipt.lines] == ["2026-11", "2026-12", "2027-01"]
    assert sum(line.amount for line in receipt.lines) == receipt.amount == payment.amount
    assert (receipt.name, receipt.recorded_by) == (worker.name, agent.name)
    assert (receipt.received_on.isoformat(), receipt.protects_until.isoformat()) == (
        "2026-11-05",
        "2027-01-31",
    )


def test_a_payment_that_paid_no_month_has_no_receipt(session, worker):
    with pytest.raises(NotFound):
        receipt_of(session, PaymentFactory(worker=worker))


def test_a_sponsor_sees_neither_family_name_nor_number_nor_who_typed_what(session, payment, app):
    receipt = receipt_of(session, payment).for_payer()
    with app.test_request_context():
        told = " ".join(value for _, value in rows(receipt))

    first, *family = payment.worker.name.split()
    assert first in told
    assert "Rp8.400" in told
    hidden = [*family, payment.recorded_by.name, payment.reference, str(payment.worker.membership.number)]
    assert not [secret for secret in hidden if secret in told or secret in told.replace(" ", "")]


def test_the_reference_of_a_debit_is_the_payers_own(session, debited):
    assert receipt_of(session, debited).for_payer().reference == debited.reference


def test_a_debit_is_called_so_and_was_recorded_by_nobody(browser, debited):
    page = browser.get(path(debited))

    assert "Autodebet" in page.main
    assert "Dicatat oleh" not in page.main
    assert "Autodebet" in browser.get(f"/workers/{debited.worker_id}").main


def test_nobody_records_a_debit_by_hand(browser, worker):
    form = browser.get(f"/workers/{worker.id}/payments/new").form()
    sent = {**form.fill(reference="KWT-77").data, "channel": "autodebit"}

    page = browser.post(f"/workers/{worker.id}/payments/new", data=sent, status=422)

    assert page.error_of("channel")


def test_money_that_went_back_is_said_wherever_the_payment_stands(browser, payment, session, app):
    give_back(payment)

    assert "Dibatalkan: uang kembali" in browser.get(f"/workers/{payment.worker_id}").main
    page = browser.get(path(payment))
    assert "Dibatalkan: uang kembali" in page.main
    assert "Iuran Desember 2026" in page.main  # the books still know
    assert "Melindungi sampai" not in page.main
    assert "dibatalkan" in message_on(page)
    assert pages_in(browser.get(f"{path(payment)}/receipt.pdf").get_data()) == 1


def message_on(page) -> str:
    return parse_qs(urlsplit(page.link("Kirim lewat WhatsApp")).query)["text"][0]


def test_the_message_to_forward_names_amount_and_days_and_no_family_name(browser, payment):
    page = browser.get(path(payment))
    message = message_on(page)

    first, family = payment.worker.name.split()
    told = (first, "Rp25.200", "November 2026 – Januari 2027", "5 November 2026", "31 Januari 2027")
    assert not [fact for fact in told if fact not in message]
    assert family not in message
    assert f'data-copy="{message}"' in page.get_data(as_text=True)


def test_the_receipt_comes_as_a_pdf_named_by_its_number(browser, payment):
    answer = browser.get(f"{path(payment)}/receipt.pdf")

    assert answer.mimetype == "application/pdf"
    assert payment.number in answer.headers["Content-Disposition"]
    assert pages_in(answer.get_data()) == 1
    assert re.search(rb"/MediaBox \[0 0 419\.\d+ 595\.\d+\]", answer.get_data())  # half an A4 sheet


def test_a_pdf_belongs_to_its_worker_too(browser, agent, payment, signed_in_client):
    answer = browser.get(f"/workers/{join(agent).id}/payments/{payment.id}/receipt.pdf", status=404)

    assert answer.mimetype == "text/html"
    assert payment.number not in answer.main


@pytest.mark.parametrize("name", ["Siti", "R" * 120, "Raden Mas " * 12, "محمد يوسف", "😀"])
def test_any_name_can_be_printed(application, name):
    assert pages_in(printed(application, replace(RECEIPT, name=name))) == 1


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(("months", "pages"), [(1, 1), (12, 1), (60, 3)])
def test_any_number_of_months_can_be_printed(application, language, months, pages):
    lines = tuple(ReceiptLine(month, 8_400) for month in Month(2026, 11).run(months))
    receipt = replace(RECEIPT, lines=lines, amount=8_400 * months, reversed_on=date(2026, 12, 1))

    assert pages_in(printed(application, receipt, language)) == pages


def printed(application, receipt, language="id") -> bytes:
    with application.test_request_context(headers={"Accept-Language": language}):
        return receipt_sheet(receipt, "Data contoh")


RECEIPT = Receipt(
    number="P00000001",
    name="Siti Koto",
    first_name="Siti",
    amount=8_400,
    lines=(ReceiptLine(Month(2026, 11), 8_400),),
    programmes=Programmes.JKK_JKM,
    funding=FundingKind.SELF,
    channel=PaymentChannel.CASH,
    received_on=date(2026, 11, 5),
    reversed_on=None,
    zone=JAKARTA,
    membership_number=26_000_000_001,
    reference="KWT-1",
    recorded_by="Agen Demo",
    recorded_at=datetime(2026, 11, 5, 3, 0, tzinfo=UTC),
)


def test_the_worker_is_told_once_with_the_payment_itself(session, agent, worker):
    payment = pay(agent, worker, months=1)
    pay(agent, worker, months=1)  # the same money told twice
    with transaction() as here:
        tell_worker(here, payment, payment.obligations)

    (entry,) = session.scalars(select(OutboxEntry)).all()
    assert (entry.key, entry.phone, entry.kind) == (f"receipt:{payment.number}", worker.phone, "receipt")
    assert f"Terima kasih, {worker.first_name}." in entry.text


def test_months_that_are_over_promise_no_cover():
    late = replace(RECEIPT, received_on=date(2027, 3, 1))

    assert "Lunasi juga bulan berikutnya" in late.message()
    assert "Perlindungannya" not in late.message()
