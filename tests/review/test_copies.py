"""The copy of a phone's outbox, taken in by a supervisor: like sent by the phone itself, and twice is once."""

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from agentapp.core.clock import now
from agentapp.enrolment import photos
from agentapp.enrolment.models import Enrolment, Flag, FlagKind, SecondContent
from agentapp.enrolment.unsent import Draft
from agentapp.intake.held import HeldReason, HeldSending
from agentapp.intake.keys import offered
from agentapp.intake.models import Phone, Receipt
from agentapp.intake.photo_rows import ArrivedPhoto
from agentapp.intake.signing import make_ticket
from tests.factories import AgentFactory, MamujuFactory
from tests.factories.intake import PhoneFactory
from tests.intake.phone import digest, person, seal

PAGE = "/review/phones/copy"


def picture(shade):
    made = BytesIO()
    Image.new("RGB", (64, 48), (shade, 90, 90)).save(made, "JPEG")
    return made.getvalue()


class Outbox:
    """What lies finished on a phone. `seal` and `add_photo` do what finishing.js does."""

    def __init__(self):
        self.phone, self.items, self.photos = uuid4(), [], []
        self.keys = offered()

    def add(self, sent, by=None):
        ticket = {"ticket": make_ticket(by.id, self.phone)} if by else {}
        sealed = seal(json.dumps(sent | ticket).encode(), self.keys).decode()
        self.items.append({"submission_id": sent["submission_id"], "at": now().isoformat(), "sealed": sealed})
        return sent

    def add_photo(self, content):
        sealed = seal(content, self.keys)
        photo = {"sha256": digest(sealed), "submission_id": str(uuid4()), "sealed": sealed.decode()}
        self.photos.append(photo)
        return digest(content)

    def copy(self):
        told = {"format": "gendong-outbox-1", "phone": str(self.phone), "made_at": now().isoformat()}
        return json.dumps(told | {"submissions": self.items, "blobs": self.photos}).encode()


@pytest.fixture
def outbox(session):
    return Outbox()


@pytest.fixture
def hand_in(browser):
    """The supervisor picks a file; the page that answers."""

    def hand_in(content, status=200):
        page = browser.get("/review/phones").click("Masukkan salinan dari HP")
        form = page.form(has="file")
        data = {
            "csrf_token": form.data["csrf_token"],
            "file": FileStorage(BytesIO(content), "gendong-2026-11-22.json"),
        }
        boundary, body = encode_multipart(data)
        kind = f"multipart/form-data; boundary={boundary}"
        return browser.post(PAGE, data=body, content_type=kind, status=status)

    return hand_in


def count(session, model):
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_each_part_of_a_copy_finds_its_place_and_the_page_says_which(
    outbox, hand_in, agent, supervisor, session
):
    photo = outbox.add_photo(picture(10))
    new = outbox.add(person(name="Orang Baru", ktp_photo=photo), by=agent)
    outbox.add(person(name="Salah Isi", nik="1303"), by=agent)
    second = outbox.add(person(name="Isi Pertama"), by=agent)
    outbox.add({**second, "name": "Isi Kedua"}, by=agent)
    outbox.items.append({"submission_id": str(uuid4()), "at": now().isoformat(), "sealed": "rusak"})
    outbox.photos.append({**outbox.photos[0], "sha256": "0" * 64})

    page = hand_in(outbox.copy())

    for words in (
        "5 pendaftaran dalam salinan", "2 diterima sekarang", "1 sudah ada dengan isi lain", "1 perlu diperbaiki agen",
        "1 diperiksa pengelola", "Yang perlu diperbaiki: NIK", "2 foto", "1 diterima sekarang", "1 rusak",
        "1 bagian belum masuk",
    ):  # fmt: skip
        assert words in page.main, words
    enrolment = session.scalars(select(Enrolment).where(Enrolment.name == new["name"])).one()
    assert (enrolment.author, enrolment.agent) == (agent, agent)
    assert page.link("Orang Baru") == f"/review/{enrolment.id}"
    assert photos.store().get(enrolment.ktp_photo) == photos.prepare(picture(10))
    assert set(session.scalars(select(Receipt.sent_by_id))) == {supervisor.id}
    assert session.scalars(select(Draft)).one().agent_id == agent.id
    assert session.scalars(select(HeldSending.reason)).one() == HeldReason.BROKEN_SEAL


def test_the_same_copy_again_changes_nothing(outbox, hand_in, agent, phone_of, session):
    outbox.add(person(ktp_photo=outbox.add_photo(picture(20))), by=agent)
    item, photo = outbox.items[0], outbox.photos[0]
    phone = phone_of(agent)
    hand_in(outbox.copy())
    first = session.scalars(select(Receipt.answer)).one()

    again = hand_in(outbox.copy())

    assert again.main.count("1 sudah ada sebelumnya") == 2
    assert "Semua isi salinan sudah ada di server" in again.main
    assert phone.put_body(item["submission_id"], item["sealed"].encode(), 200).data.decode() == first
    phone.put_photo(photo["sealed"].encode(), 200, content_type="application/jose")
    assert [count(session, model) for model in (Enrolment, Receipt, ArrivedPhoto, SecondContent)] == [
        1,
        1,
        1,
        0,
    ]


BROKEN = {
    "cut": (lambda copy: copy[:-40], "rusak atau terpotong"),
    "a photo": (lambda _: picture(1), "bukan salinan"),
    "other JSON": (lambda _: b"[]", "bukan salinan"),
    "another format": (lambda copy: copy.replace(b"outbox-1", b"outbox-9"), "bukan salinan"),
    "an id that is none": (lambda copy: copy.replace(b'"phone": "', b'"phone": "x'), "bukan salinan"),
    "nothing in it": (lambda _: b"", "bukan salinan"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_file_is_told_and_nothing_of_it_is_taken(outbox, hand_in, agent, session, how):
    outbox.add(person(), by=agent)
    spoil, words = BROKEN[how]

    assert words in hand_in(spoil(outbox.copy()), 422).error_of("file")
    assert count(session, Enrolment) == 0


def test_no_file_is_told_too_and_a_form_of_another_site_is_refused(browser, session):
    form = browser.get(PAGE).form(has="file")
    page = browser.post(PAGE, data={"csrf_token": form.data["csrf_token"]}, status=422)

    assert "Pilih berkasnya dahulu" in page.error_of("file")
    browser.post(PAGE, data={"file": (BytesIO(b"{}"), "x.json")}, status=422)


def test_an_item_without_a_ticket_has_no_author_and_waits_for_an_administrator(outbox, hand_in, session):
    outbox.add(person())

    assert "1 diperiksa pengelola" in hand_in(outbox.copy()).main
    assert session.scalars(select(HeldSending.reason)).one() == HeldReason.TICKET
    assert count(session, Enrolment) == 0


def test_what_somebody_wrote_who_has_left_is_looked_after_by_the_successor(outbox, hand_in, agent, session):
    outbox.add(person(), by=agent)
    successor = AgentFactory()
    agent.deactivated_at, agent.successor = now(), successor

    hand_in(outbox.copy())

    enrolment = session.scalars(select(Enrolment)).one()
    assert (enrolment.author, enrolment.agent) == (agent, successor)
    assert session.scalars(select(Flag.kind)).all().count(FlagKind.SCOPE_CHANGED) == 1


def test_of_another_branchs_people_the_page_tells_no_name(outbox, hand_in, session):
    far = AgentFactory(name="Agen Jauh", branch=MamujuFactory())
    outbox.add(person(name="Warga Mamuju"), by=far)

    page = hand_in(outbox.copy())

    assert "1 diterima sekarang" in page.main
    assert "Warga Mamuju" not in page.main
    assert "Agen Jauh" not in page.main
    assert session.scalars(select(Enrolment)).one().agent == far


@pytest.mark.parametrize("since", [-1, 1])
def test_a_phone_whose_copy_came_is_stuck_no_longer_unless_it_spoke_since(
    outbox, hand_in, agent, session, since
):
    spoke = now() + timedelta(hours=since)
    PhoneFactory(phone_id=outbox.phone, person=agent, waiting=1, last_contact_at=spoke)
    outbox.add(person(), by=agent)

    hand_in(outbox.copy())

    assert session.scalars(select(Phone.waiting)).one() == (1 if since > 0 else 0)


def test_one_part_that_makes_the_server_stumble_keeps_no_other_back(
    outbox, hand_in, agent, session, tmp_path, data_dir
):
    outbox.add(person(ktp_photo=outbox.add_photo(picture(30))), by=agent)
    no_folder = Path(tmp_path / "full")
    no_folder.write_text("")
    try:
        photos.use_store(no_folder)
        page = hand_in(outbox.copy())
    finally:
        photos.use_store(data_dir / "photos")

    assert "1 bagian belum masuk" in page.main
    assert count(session, Enrolment) == 1
    assert "Semua isi salinan sudah ada" in hand_in(outbox.copy()).main


def test_a_copy_of_40_mb_is_taken_and_one_of_70_is_too_large(outbox, hand_in, agent, session):
    outbox.add(person(), by=agent)
    megabyte = b" " * 1024 * 1024

    assert "1 diterima sekarang" in hand_in(outbox.copy() + megabyte * 40).main
    hand_in(outbox.copy() + megabyte * 65, 413)
