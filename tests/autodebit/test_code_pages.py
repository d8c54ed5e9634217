"""A payment code where people look for it: the agent, the sponsor, the supervisor."""

import re

import pytest

from agentapp.accounts.models import User
from agentapp.autodebit.attempts import AttemptState
from agentapp.autodebit.checking import check
from agentapp.autodebit.codes import PaymentCode, PaymentCodeState
from agentapp.contributions import ledger
from agentapp.contributions.ledger import EntryKind
from agentapp.core.db import sessions
from tests.factories import MandateFactory, ObligationFactory, SponsorFactory, SponsorMandateFactory
from tests.factories.debits import AttemptFactory, PaymentCodeFactory


def read(number):
    """As it stands on pages."""
    return " ".join(re.findall(".{1,4}", number))


def owed_code():
    """A code that was paid after its month had been."""
    attempt = AttemptFactory(state=AttemptState.CANCELLED)
    code = PaymentCodeFactory(attempt=attempt, state=PaymentCodeState.PAID, owed=attempt.amount)
    ledger.post_received(sessions(), code.reference, code.owed)
    ledger.post(sessions(), EntryKind.REFUND_OWED, code.reference, code.owed)
    sessions().commit()
    return code


def test_the_agent_reads_it_on_the_workers_page_and_hands_it_on(bank, signed_in_client):
    code = PaymentCodeFactory()
    worker = code.mandate.worker
    page = signed_in_client(worker.agent).get(f"/workers/{worker.id}")

    assert read(code.number) in page.main
    assert "Tepat Rp16.800" in page.main
    assert "Jangan catat pembayarannya di sini." in page.main
    (forward,) = [href for _, href in page.links() if href.startswith("https://wa.me/")]
    assert code.number[:4] in forward


def test_while_the_bank_is_asked_there_is_no_number_yet(bank, signed_in_client):
    code = PaymentCodeFactory(state=PaymentCodeState.WANTED)
    worker = code.mandate.worker
    page = signed_in_client(worker.agent).get(f"/workers/{worker.id}")

    assert "Kode bayarnya sedang diminta dari bank." in page.main
    assert read(code.number) not in page.main


def test_the_sponsor_reads_it_on_the_page_of_the_mandate(bank, signed_in_client):
    sponsor = SponsorFactory()
    mandate = SponsorMandateFactory(sponsor=sponsor)
    month = ObligationFactory()
    refused = AttemptFactory(mandate=mandate, state=AttemptState.DECLINED_FINAL, obligations=[month])
    code = PaymentCodeFactory(attempt=refused)
    page = signed_in_client(sponsor.user).get(f"/mandates/{mandate.id}")

    assert read(code.number) in page.main
    assert "Jangan catat" not in page.main


@pytest.mark.parametrize("state", ["paid", "expired", "withdrawn", "failed"])
def test_one_that_takes_no_money_is_not_shown(bank, signed_in_client, state):
    code = PaymentCodeFactory(state=PaymentCodeState(state))
    worker = code.mandate.worker
    page = signed_in_client(worker.agent).get(f"/workers/{worker.id}")

    assert read(code.number) not in page.main


def test_where_the_bank_gives_none_the_agent_is_told_what_else_to_do(bank, signed_in_client):
    worker = AttemptFactory(state=AttemptState.DECLINED_FINAL).mandate.worker
    page = signed_in_client(worker.agent).get(f"/workers/{worker.id}")

    assert "Bayar dengan kode iuran atau tunai lewat agen." in page.main


def test_the_supervisor_finds_it_beside_the_refused_debit(desk):
    code = PaymentCodeFactory()
    page = desk()

    assert f"kode bayar {read(code.number)}" in page.main
    assert "Kirim kodenya" in page.main


def test_money_that_is_to_go_back_goes_by_hand_with_a_note(bank, supervisor, signed_in_client):
    code = owed_code()
    browser = signed_in_client(supervisor)
    page = browser.get("/money").click(f"Periksa {code.mandate.worker.name}")
    assert page.heading == "Uang kode bayar yang perlu dikembalikan"
    assert page.form().submit(status=422).error_of("note")

    done = page.form().fill(note="Transfer BRI 14 Desember").submit()

    assert "uang ini sudah kembali" in done.follow().main
    kept = sessions().get_one(PaymentCode, code.id)
    assert (kept.returned_by_id, kept.returned_note) == (supervisor.id, "Transfer BRI 14 Desember")
    assert kept.returned_at is not None
    browser.get(f"/money/codes/{code.id}", status=404)
    assert not [fault for fault in check(bank.gateway).differences if fault.startswith("account")]


def test_what_is_not_owed_cannot_be_given_back(bank, supervisor, signed_in_client):
    code = PaymentCodeFactory(attempt=AttemptFactory(mandate=MandateFactory(), state=AttemptState.CANCELLED))

    assert isinstance(supervisor, User)
    signed_in_client(supervisor).get(f"/money/codes/{code.id}", status=404)
