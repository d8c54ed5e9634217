"""What a supervisor sees of the branch's phones: stuck ones first, in words; whom to call; what went wrong."""

from datetime import timedelta
from uuid import uuid4

import pytest

from agentapp.core.clock import now
from agentapp.intake.models import ProblemReport
from agentapp.review import phones, phones_out_of_use
from tests.factories import AgentFactory, MamujuFactory, SupervisorFactory
from tests.factories.intake import PhoneFactory

DAY = timedelta(days=1)
GIGABYTE = 1_000_000_000


def ago(**length):
    return now() - timedelta(**length)


def order(page):
    return [
        text
        for text, url in page.links()
        if url.startswith("/review/phones/") and url != "/review/phones/copy"
    ]


def test_stuck_phones_come_first_and_say_so_in_words(browser):
    PhoneFactory(person=AgentFactory(name="Tenang Saja"))
    PhoneFactory(person=AgentFactory(name="Baru Menunggu"), waiting=3, oldest_at=ago(hours=23))
    PhoneFactory(person=AgentFactory(name="Lama Menunggu"), waiting=3, oldest_at=ago(days=2))
    silent = AgentFactory(name="Lama Diam", phone="+6281277001122")
    PhoneFactory(person=silent, waiting=1, last_contact_at=ago(days=4))

    page = browser.get("/review").click("2 HP agen macet lebih dari 24 jam")

    assert order(page)[:2] == ["Lama Diam", "Lama Menunggu"]
    assert set(order(page)[2:]) == {"Tenang Saja", "Baru Menunggu"}
    assert page.words.count("Macet") == 2
    for words in ("Macet 4 hari", "Macet 2 hari", "3 menunggu kirim", "Semua sudah terkirim"):
        assert words in page.words
    assert page.link("Telepon Lama Diam") == f"tel:{silent.phone}"


CASES = {
    "nothing waits": ({"last_contact_at": ago(days=9)}, False),
    "the oldest waits for less than a day": ({"waiting": 1, "oldest_at": ago(hours=23)}, False),
    "the oldest waits for more than a day": ({"waiting": 1, "oldest_at": ago(hours=25)}, True),
    "silent for more than a day while something waited": (
        {"waiting": 1, "last_contact_at": ago(hours=25)},
        True,
    ),
    "something is to be put right since yesterday": ({"needs_fix": 1, "oldest_at": ago(hours=25)}, True),
    "photos alone wait, and it was here just now": ({"waiting": 1, "oldest_at": None}, False),
}


@pytest.mark.parametrize("case", CASES)
def test_what_counts_as_stuck_is_counted_alike_on_queue_and_page(session, supervisor, case):
    facts, stuck = CASES[case]
    PhoneFactory(**facts)

    assert [each.stuck for each in phones.seen(session, supervisor)] == [stuck]
    assert phones.count_stuck(session, supervisor) == stuck


def test_what_a_phone_told_last_counts_whoever_was_signed_in(session, supervisor):
    shared = uuid4()
    first, second = AgentFactory(name="Yang Pertama"), AgentFactory(name="Yang Kedua")
    PhoneFactory(phone_id=shared, person=first, waiting=5, oldest_at=ago(days=3), last_contact_at=ago(days=2))
    PhoneFactory(phone_id=shared, person=second)
    PhoneFactory(phone_id=shared, person=AgentFactory(branch=MamujuFactory()), last_contact_at=ago(days=1))

    (seen,) = phones.seen(session, supervisor)

    assert (seen.people, seen.unsettled) == ([second, first], 0)
    assert phones.count_stuck(session, supervisor) == 0


def test_a_clock_that_is_wrong_makes_nothing_old_or_young(phone_of, supervisor, session):
    for years in (-2, 2):
        clock = now() + years * 365 * DAY
        phone_of(AgentFactory()).tell(
            now=clock.isoformat(), waiting=1, oldest_at=(clock - DAY / 2).isoformat()
        )

    seen = phones.seen(session, supervisor)

    assert [(each.stuck, round((now() - each.since) / timedelta(hours=1))) for each in seen] == [
        (False, 12)
    ] * 2


def test_one_phone_tells_how_it_is_whom_to_call_and_what_it_reported(browser, agent, session):
    phone = PhoneFactory(
        person=agent, waiting=2, needs_fix=1, oldest_at=ago(days=2), version="0123456789", clock_error_s=-7_300,
        storage_used=12_000_000, storage_quota=GIGABYTE, persisted=False, last_error="idb_closed",
    )  # fmt: skip
    agent.phone = "+6281277003344"
    lines = (
        f'[{{"at":"{now().isoformat()}","code":"idb_closed","n":3}},{{"at":"besok","code":"net_lost","n":0}}]'
    )
    report = {"phone_id": phone.phone_id, "version": "0123456789", "lines": lines, "at": now()}
    session.add(ProblemReport(person_id=agent.id, **report))
    session.add(ProblemReport(person_id=AgentFactory(branch=MamujuFactory()).id, **{**report, "lines": "[]"}))

    page = browser.get("/review/phones").click(agent.name)

    for words in (
        "Macet 2 hari", "2 menunggu kirim", "1 perlu ditangani", "0123456789 · bukan yang terbaru",
        "12 MB dari 1.000 MB",
        "Tidak. HP dapat menghapusnya", "2 jam terlalu lambat", "2 catatan", "net_lost",
    ):  # fmt: skip
        assert words in page.words, words
    assert page.words.count("Laporan ") == 2  # the heading's and one
    assert page.link("Telepon Desmawati Jambak") == "tel:+6281277003344"
    assert page.link("Kirim pesan Desmawati Jambak").startswith("https://wa.me/?text=Halo%20Desmawati.")


def test_phones_of_another_branch_are_not_to_be_seen(browser, signed_in_client):
    PhoneFactory(waiting=1, last_contact_at=ago(days=4))
    key = PhoneFactory().phone_id
    far = signed_in_client(SupervisorFactory(branch=MamujuFactory()))

    assert "Belum ada HP" in far.get("/review/phones").words
    assert "macet" not in far.get("/review").words
    far.get(f"/review/phones/{key}", status=404)
    browser.get(f"/review/phones/{uuid4()}", status=404)


def test_a_long_list_comes_in_pages(browser, monkeypatch):
    monkeypatch.setattr(phones, "PAGE", 2)
    PhoneFactory.create_batch(3)

    first = browser.get("/review/phones")

    assert len(order(first)) == 2
    assert len(order(first.click("Berikutnya"))) == 1
    assert len(order(browser.get("/review/phones?page=-3"))) == 2


def test_a_lost_phone_is_said_to_be_out_of_use_which_can_be_taken_back(browser, supervisor, agent):
    shared = uuid4()
    for person in (agent, AgentFactory(branch=MamujuFactory())):
        PhoneFactory(phone_id=shared, person=person, waiting=3, last_contact_at=ago(days=9))

    page = browser.get("/review/phones").click(agent.name)
    assert "3 pendaftaran di HP ini belum terkirim" in page.get_data(as_text=True)
    page = page.form("/retirement").submit(status=303).follow()

    assert f"Dicatat oleh {supervisor.name}" in page.words
    assert "macet" not in browser.get("/review").words
    assert "Tidak dipakai lagi (1)" in browser.get("/review/phones").words
    page.form("/return").submit(status=303)
    assert "1 HP macet" in browser.get("/review/phones").words


def test_a_phone_that_tells_of_itself_is_in_use_again_whoever_has_it(phone_of, supervisor, session):
    first, second = AgentFactory(), AgentFactory()
    phone = phone_of(second)
    PhoneFactory(phone_id=phone.id, person=first, waiting=1, last_contact_at=ago(days=9))
    phones_out_of_use.retire(supervisor, phone.id)
    assert [each.is_retired for each in phones.retired(session, supervisor)] == [True]

    phone.tell()

    assert phones.retired(session, supervisor) == []
    assert [each.people for each in phones.seen(session, supervisor)] == [[second, first]]


def test_a_phone_of_another_branch_cannot_be_put_out_of_use(signed_in_client, supervisor, session):
    key = PhoneFactory().phone_id
    far = signed_in_client(SupervisorFactory(branch=MamujuFactory()))
    for step in ("retirement", "return"):
        token = {"csrf_token": far.csrf_token("/review/phones")}
        far.post(f"/review/phones/{key}/{step}", data=token, status=404)

    assert not phones.one(session, supervisor, key).is_retired
