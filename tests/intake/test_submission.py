"""`PUT /submissions`: new, the same again, other content, to be corrected; by whom."""

import json
from uuid import uuid4

import pytest
from joserfc import jws
from joserfc.jwk import OKPKey
from sqlalchemy import func, select

from agentapp.core.clock import now
from agentapp.enrolment.models import Enrolment, EnrolmentMove, SecondContent
from agentapp.enrolment.unsent import Draft
from agentapp.intake.held import HeldReason, HeldSending
from agentapp.intake.models import Receipt
from tests.factories import AgentFactory, SupervisorFactory
from tests.intake.phone import person


def count(session, model=Enrolment):
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_new_application_is_received_with_a_signed_receipt(phone, session, agent):
    sent = person()
    told = phone.put(sent, 201).json

    enrolment = session.scalars(select(Enrolment)).one()
    assert told["submission_id"] == sent["submission_id"]
    assert (told["enrolment_id"], told["number"]) == (str(enrolment.id), enrolment.number)
    assert (enrolment.agent, enrolment.author, enrolment.name) == (agent, agent, sent["name"])
    signing = OKPKey.import_key(phone.get("/keys").json["signing"][0])
    receipt = jws.deserialize_compact(told.pop("receipt"), signing, algorithms=["Ed25519"])
    assert json.loads(receipt.payload) == told


def test_the_same_again_gives_the_first_receipt_byte_for_byte(phone, session):
    sent = person()
    first = phone.put(sent, 201).data

    assert phone.put(sent, 200).data == first
    assert phone.put({**sent, "captured_at": now().isoformat()}, 200).data == first
    assert phone.put_sealed(sent, 200).data == first
    assert count(session) == count(session, Receipt) == count(session, EnrolmentMove) == 1


def test_the_page_and_the_phone_lead_to_one_application(phone, session):
    sent = person()
    token = phone.browser.csrf_token("/enrolments/new")
    phone.browser.post("/enrolments/new", data={**sent, "csrf_token": token}, status=303)

    first = phone.put(sent, 200)

    assert first.json["enrolment_id"] == str(session.scalars(select(Enrolment)).one().id)
    assert phone.put(sent, 200).data == first.data


def test_other_content_is_refused_and_both_are_kept(phone, session):
    sent = person()
    phone.put(sent, 201)

    for _ in range(2):
        assert phone.put({**sent, "name": "Orang Lain"}, 409).json["code"] == "different_content"

    assert session.scalars(select(Enrolment)).one().name == sent["name"]
    assert session.scalars(select(SecondContent)).one().content["name"] == "Orang Lain"
    assert phone.put(sent, 200)


def test_what_must_be_corrected_becomes_a_draft_and_names_its_fields(phone, session):
    sent = person(nik="1303", heirs__0__phone="12")
    told = phone.put(sent, 422).json

    draft = session.scalars(select(Draft)).one()
    assert set(told["errors"]) == {"nik", "heirs-0-phone"}
    assert told["draft_url"] == f"/enrolments/{draft.id}/edit"
    assert (draft.content["name"], draft.content["nik"]) == (sent["name"], "1303")
    assert count(session) == 0


def test_the_same_again_does_not_write_over_a_correction_and_is_received_once_that_came(phone, session):
    sent = person(address="")
    draft_url = phone.put(sent, 422).json["draft_url"]
    form = phone.browser.get(draft_url).form(has="address").fill(address="Jorong Baru")
    form.submit("Simpan draf, lanjutkan nanti", status=303)
    phone.put(sent, 422)
    assert session.scalars(select(Draft)).one().content["address"] == "Jorong Baru"

    page = phone.browser.get(draft_url).form(has="address").submit("Periksa jawaban", status=303).follow()
    page.form("/submission").submit(status=303)

    told = phone.put(sent, 200)
    assert session.scalars(select(Enrolment)).one().address == "Jorong Baru"
    assert phone.put(sent, 200).data == told.data
    assert count(session, SecondContent) == 0


def test_a_sealed_body_is_read_like_a_plain_one(phone, session):
    sent = person()
    phone.put_sealed(sent, 201)

    assert session.scalars(select(Enrolment)).one().name == sent["name"]


BROKEN = {
    "no JSON": (b"{", HeldReason.NOT_READABLE),
    "a list": (b"[1]", HeldReason.NOT_READABLE),
    "an object in it": (b'{"name": {}}', HeldReason.NOT_READABLE),
    "deep": (b"[" * 100_000, HeldReason.NOT_READABLE),
    "another id": (json.dumps({"submission_id": str(uuid4())}).encode(), HeldReason.OTHER_ID),
    "a false ticket": (b'{"ticket": "a.b.c"}', HeldReason.TICKET),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_cannot_be_read_is_kept_and_never_dropped(phone, session, what):
    sent, reason = BROKEN[what]
    path = f"/submissions/{uuid4()}"
    told = [phone.ask("PUT", path, 202, data=sent, content_type="application/json").json for _ in range(2)]

    held = session.scalars(select(HeldSending)).one()
    assert told[0] == told[1]
    assert (told[0]["code"], told[0]["quarantine_id"]) == ("quarantined", str(held.id))
    assert (held.reason, (held.body or "").encode("latin-1")) == (reason, sent)


@pytest.mark.parametrize(
    ("sealed", "reason"),
    [
        (b"not.a.seal", HeldReason.BROKEN_SEAL),
        (b"\xff\x00", HeldReason.BROKEN_SEAL),
        (b"eyJraWQiOiAieCJ9.a.b.c.d", HeldReason.UNKNOWN_KEY),
    ],
)
def test_a_seal_that_does_not_open_is_kept(phone, session, sealed, reason):
    phone.put_body(uuid4(), sealed, 202)

    assert session.scalars(select(HeldSending.reason)).one() == reason


def test_a_form_of_another_site_is_refused_before_anything_is_read(phone, session):
    path = f"/submissions/{uuid4()}"

    phone.ask("PUT", path, 415, data="nik=1", content_type="application/x-www-form-urlencoded")
    phone.ask("PUT", path, 415, data="{}", content_type="text/plain")
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    phone.ask("PUT", path, 403, data="{}", content_type="application/json", headers=elsewhere)
    phone.ask("PUT", path, 413, data=b"1" * 300_000, content_type="application/json")
    assert count(session) == count(session, HeldSending) == 0


def test_who_is_not_signed_in_or_no_agent_is_told_so_in_json(client, phone_of, session):
    path = f"/api/v1/submissions/{uuid4()}"
    page = client.put(path, json=person(), status=401)
    supervisor = phone_of(SupervisorFactory())

    assert page.json["code"] == "signed_out"
    assert supervisor.put(person(), 404).json["code"] == "not_found"


def test_an_item_of_a_shared_phone_stays_its_authors(phone, phone_of, agent, session):
    ticket = phone.tell()["ticket"]
    other = AgentFactory()
    sent = person(ticket=ticket)

    told = phone_of(other).put_sealed(sent, 201).data

    enrolment = session.scalars(select(Enrolment)).one()
    assert (enrolment.author, enrolment.agent) == (agent, agent)
    assert session.scalars(select(Receipt)).one().sent_by_id == other.id
    assert phone.put_sealed(sent, 200).data == told


def test_somebody_elses_id_with_other_content_is_kept_apart_and_tells_nothing(phone, phone_of, session):
    sent = person()
    phone.put(sent, 201)

    told = phone_of(AgentFactory()).put({**sent, "name": "Orang Lain"}, 202).json

    assert told["code"] == "quarantined"
    assert session.scalars(select(HeldSending.reason)).one() == HeldReason.NOT_YOURS
    assert count(session, SecondContent) == 0


def test_too_much_is_refused_with_the_time_to_wait(phone, monkeypatch):
    from limits import RateLimitItemPerMinute  # noqa: PLC0415

    from agentapp.intake import api  # noqa: PLC0415

    monkeypatch.setattr(api, "SENDINGS", RateLimitItemPerMinute(1, 10, namespace="tests"))
    phone.put(person(), 201)

    page = phone.put(person(), 429)

    assert page.json["code"] == "too_often"
    assert 0 < int(page.headers["Retry-After"]) <= 600
