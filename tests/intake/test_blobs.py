"""Photos that follow: whole, in parts, sealed, cut short, before and after their application."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import func, select

from agentapp.core.clock import now
from agentapp.core.db import sessions
from agentapp.enrolment import photos
from agentapp.enrolment.models import Enrolment, FlagKind, ReturnReason, SecondContent
from agentapp.enrolment.unsent import Draft
from agentapp.intake import parts, uploads
from agentapp.intake.photo_rows import Upload
from agentapp.review import service as review
from tests.enrolment.conftest import jpeg
from tests.factories import AgentFactory, SupervisorFactory
from tests.intake.phone import digest, person, seal


@pytest.fixture(scope="module")
def photo():
    return jpeg(300, 200)


def only(session):
    return session.scalars(select(Enrolment)).one()


def shown(enrolment):
    return photos.store().get(enrolment.ktp_photo)


def test_a_photo_that_follows_hangs_on_its_application_and_drops_the_flag(phone, session, photo):
    phone.put(person(ktp_photo=digest(photo)), 201)
    assert FlagKind.NO_KTP_PHOTO in {flag.kind for flag in only(session).flags}

    told = phone.put_photo(photo, 201).json

    enrolment = only(session)
    assert told == {"sha256": digest(photo), "received": len(photo), "complete": True}
    assert shown(enrolment) == photos.prepare(photo)
    assert (enrolment.flags, enrolment.is_clean) == ([], True)
    assert phone.put_photo(photo, 200).json == told


def test_a_photo_may_come_before_its_application_and_the_same_again_is_still_the_same(phone, session, photo):
    sent = person(ktp_photo=digest(photo), person_photo=digest(photo))
    phone.put_photo(photo, 201)
    first = phone.put(sent, 201).data

    assert phone.put(sent, 200).data == first
    assert only(session).person_photo == only(session).ktp_photo
    assert only(session).is_clean


def test_a_sealed_photo_is_known_by_its_own_digest_not_by_the_seals(phone, session, photo):
    phone.put(person(ktp_photo=digest(photo)), 201)
    sealed = seal(photo, phone.get("/keys").json)

    phone.put_photo(sealed, 201, content_type="application/jose")

    assert shown(only(session)) == photos.prepare(photo)


def test_a_photo_as_large_as_phones_take_them_opens(phone, session):
    noise = Image.effect_noise((1280, 960), 60).convert("RGB")
    stream = io.BytesIO()
    noise.save(stream, "JPEG", quality=50)
    large = stream.getvalue()
    assert len(large) > 150_000
    phone.put(person(ktp_photo=digest(large)), 201)

    phone.put_photo(seal(large, phone.get("/keys").json), 201, content_type="application/jose")

    assert shown(only(session)) == photos.prepare(large)


def part(phone, photo, first, last, status, **options):
    header = {"Content-Range": f"bytes {first}-{last - 1}/{len(photo)}"}
    sent = options.pop("sent", photo[first:last])
    return phone.put_photo(photo, status, sent=sent, headers=header, **options)


def test_a_photo_comes_in_parts_and_goes_on_where_it_stopped(phone, session, photo):
    phone.put(person(ktp_photo=digest(photo)), 201)
    address = f"/blobs/{digest(photo)}"
    phone.ask("HEAD", address, 404)

    assert part(phone, photo, 0, 500, 202).json["received"] == 500
    told = part(phone, photo, 900, 1000, 409).json
    assert (told["code"], told["received"]) == ("wrong_offset", 500)
    head = phone.ask("HEAD", address, 200).headers
    assert (head["Upload-Offset"], head["Upload-Length"]) == ("500", str(len(photo)))
    assert part(phone, photo, 500, len(photo), 201).json["complete"]

    head = phone.ask("HEAD", address, 200).headers
    assert head["Upload-Offset"] == head["Upload-Length"] == str(len(photo))
    assert shown(only(session)) == photos.prepare(photo)
    assert session.scalar(select(func.count()).select_from(Upload)) == 0


def test_what_came_of_a_body_that_the_network_cut_is_kept(phone, photo):
    cut = len(photo) * 99 // 100
    told = {"CONTENT_LENGTH": str(len(photo)), "wsgi.input": io.BytesIO(photo[:cut])}
    short = {"environ_overrides": told}

    told = phone.ask("PUT", f"/blobs/{digest(photo)}", 202, content_type="image/jpeg", **short).json

    assert told == {"sha256": digest(photo), "received": cut, "complete": False}
    assert part(phone, photo, cut, len(photo), 201)


def test_parts_lie_encrypted_and_belong_to_who_sends_them(phone, phone_of, photo, session, settings):
    part(phone, photo, 0, 500, 202)

    upload = session.scalars(select(Upload)).one()
    files = [path.read_bytes() for path in (settings.data_dir / "photo-parts").rglob("*") if path.is_file()]
    assert files
    assert not [file for file in files if photo[:20] in file]
    phone_of(AgentFactory()).ask("HEAD", f"/blobs/{digest(photo)}", 404)
    assert parts.store().rotate() == 0
    assert upload.received == 500


def test_parts_that_nobody_goes_on_with_are_swept(phone, photo, session, settings):
    part(phone, photo, 0, 500, 202)
    folder = settings.data_dir / "photo-parts" / session.scalars(select(Upload.id)).one().hex

    assert (uploads.forget_old(now() + timedelta(days=29)), folder.exists()) == (0, True)
    assert (uploads.forget_old(now() + timedelta(days=31)), folder.exists()) == (1, False)


def test_another_digest_or_no_photo_is_thrown_away_with_the_reason(phone, photo):
    assert phone.put_photo(photo, 422, sha256="0" * 64).json["code"] == "digest_differs"
    assert phone.put_photo(b"no photo", 422).json["code"] == "no_photo"
    broken = phone.put_photo(b"no seal", 422, content_type="application/jose").json
    assert broken["code"] == "not_readable"
    assert part(phone, photo, 500, 400, 400).json["code"] == "bad_range"
    large = {"Content-Range": "bytes 0-7/99999999"}
    assert phone.put_photo(b"no photo", 413, headers=large).json["code"] == "too_large"
    phone.ask("HEAD", f"/blobs/{digest(b'no photo')}", 404)


def test_after_a_crash_before_the_end_the_last_part_is_asked_for_again(phone, photo, monkeypatch, session):
    part(phone, photo, 0, 500, 202)
    with monkeypatch.context() as broken:
        broken.setattr(photos, "prepare", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            part(phone, photo, 500, len(photo), 201)
    sessions.rollback()

    assert phone.ask("HEAD", f"/blobs/{digest(photo)}", 200).headers["Upload-Offset"] == "500"
    assert part(phone, photo, 500, len(photo), 201)


def test_a_photo_waits_for_a_draft_that_must_be_corrected(phone, session, photo):
    phone.put(person(ktp_photo=digest(photo), name=""), 422)
    phone.put_photo(photo, 201)

    assert shown(session.scalars(select(Draft)).one()) == photos.prepare(photo)


def test_a_photo_named_by_no_digest_is_told_beside_its_field(phone):
    assert set(phone.put(person(person_photo="foto.jpg"), 422).json["errors"]) == {"person_photo"}


def test_a_photo_that_comes_after_a_correction_makes_no_conflict(phone, session, photo):
    sent = person(ktp_photo=digest(photo), person_photo=digest(b"never came"))
    first = phone.put_sealed(sent, 201).data
    review.send_back(SupervisorFactory(), only(session).id, ReturnReason.PHOTO_UNREADABLE, "Foto lain")
    form = phone.browser.get(f"/enrolments/{only(session).id}/edit").form(has="address")
    page = form.fill(address="Jorong Baru").submit("Periksa jawaban", status=303).follow()
    page.form("/submission").submit(status=303)

    assert phone.put_sealed(sent, 200).data == first
    assert phone.put_photo(photo, 201).json["complete"]

    session.expire_all()
    assert only(session).address == "Jorong Baru"
    assert shown(only(session)) == photos.prepare(photo)
    assert session.scalar(select(func.count()).select_from(SecondContent)) == 0
