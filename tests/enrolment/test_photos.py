"""Photos: upright, without metadata, reduced, encrypted, seen only by those who see the case."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.encryption import Keyring, new_key, use_keyring
from agentapp.core.errors import NotFound
from agentapp.enrolment import photos
from agentapp.enrolment.models import Enrolment
from agentapp.enrolment.photos import PhotoStore, UnusablePhoto, prepare
from tests.conftest import FIELD_KEYS
from tests.enrolment.conftest import jpeg, upload
from tests.factories import AdminFactory, AgentFactory, MamujuFactory, SponsorUserFactory, SupervisorFactory
from tests.pages import Page, PageClient

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def opened(photo: bytes) -> Image.Image:
    return Image.open(io.BytesIO(photo))


def with_exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = "Kamera Rahasia"
    exif[GPS] = {1: "S", 2: (0.0, 41.0, 30.0), 3: "E", 4: (101.0, 12.0, 0.0)}
    return exif


@pytest.mark.parametrize("size", [(900, 600), (4000, 3000)], ids=["reduced by the phone", "12 MP"])
def test_no_metadata_survives(size: tuple[int, int]):
    kept = prepare(jpeg(*size, exif=with_exif(), comment=b"rahasia"))

    assert b"Rahasia" not in kept
    assert b"rahasia" not in kept
    assert not opened(kept).getexif()


def hidden_before_the_last_scan(photo: bytes) -> bytes:
    """The picture with a comment in front of its last scan, where no camera writes one."""
    comment = b"\xff\xfe" + struct.pack(">H", 10) + b"GPS-4711"
    at = photo.rindex(b"\xff\xda")
    return photo[:at] + comment + photo[at:]


def test_no_metadata_survives_between_the_scans_of_a_progressive_photo():
    photo = prepare(hidden_before_the_last_scan(jpeg(progressive=True)))

    assert b"GPS-4711" not in photo
    assert opened(photo).size == (900, 600)


def test_metadata_amid_the_picture_of_a_reduced_photo_is_refused():
    photo = jpeg()
    amid = photo[:-2] + b"\xff\xfe" + struct.pack(">H", 10) + b"GPS-4711" + photo[-2:]

    with pytest.raises(UnusablePhoto):
        prepare(amid)


def test_a_photo_taken_sideways_stands_upright():
    kept = prepare(jpeg(800, 400, exif=with_exif(orientation=6)))

    assert opened(kept).size == (400, 800)


def test_a_camera_photo_is_reduced_to_1280_pixels():
    kept = prepare(jpeg(4000, 3000, quality=92))

    assert opened(kept).size == (1280, 960)
    assert len(kept) < 300_000


def test_a_photo_that_the_phone_reduced_keeps_every_pixel():
    sent = jpeg(900, 600, exif=with_exif())

    assert opened(prepare(sent)).tobytes() == opened(sent).tobytes()


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF"])
def test_other_pictures_become_jpegs(kind: str):
    file = io.BytesIO()
    Image.new("RGBA" if kind != "HEIF" else "RGB", (300, 200), "#123456").save(file, kind)

    kept = prepare(file.getvalue())

    assert opened(kept).format == "JPEG"
    assert opened(kept).size == (300, 200)


def png_that_says(width: int, height: int) -> bytes:
    """A PNG of a few bytes that unpacks to width × height pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def with_broken_tables(photo: bytes) -> bytes:
    """The picture as a decoder refuses it, though its segments are in order: a code longer than codes may be."""
    at = photo.index(b"\xff\xc4") + 5
    return photo[:at] + b"\xff" * 16 + photo[at + 16 :]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"halo",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"MZ" + b"\0" * 500,
        jpeg()[:3000],
        jpeg()[:-2],
        with_broken_tables(jpeg()),
        png_that_says(50_000, 50_000),
        png_that_says(8_000, 5_000),
        b"GIF89a" + b"\0" * 50,
    ],
    ids=[
        "nothing",
        "text",
        "svg",
        "pdf",
        "program",
        "cut off",
        "without end",
        "broken tables",
        "bomb",
        "40 MP",
        "gif",
    ],
)
def test_what_is_no_usable_photo_is_refused(content: bytes):
    with pytest.raises(UnusablePhoto):
        prepare(content)


@given(st.binary(max_size=400))
def test_no_bytes_whatsoever_do_harm(noise: bytes):
    for content in (noise, jpeg(40, 30)[:200] + noise, b"\xff\xd8" + noise):
        try:
            kept = prepare(content)
        except UnusablePhoto:
            continue
        assert opened(kept).format == "JPEG"


def test_the_store_keeps_a_photo_once_encrypted_under_its_hash(tmp_path: Path):
    store = PhotoStore(tmp_path)
    photo = prepare(jpeg())

    digest = store.put(photo)

    assert store.put(photo) == digest
    assert store.get(digest) == photo
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in files] == [digest]
    assert photo[:50] not in files[0].read_bytes()


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64])
def test_what_the_store_does_not_have_is_not_found(tmp_path: Path, digest: str):
    with pytest.raises(NotFound):
        PhotoStore(tmp_path).get(digest)


def test_photos_move_under_the_newest_key(tmp_path: Path, keyring: Keyring):
    store, photo, newer = PhotoStore(tmp_path), prepare(jpeg()), new_key()
    digest = store.put(photo)
    try:
        use_keyring(Keyring.parse(f"{newer},{FIELD_KEYS}"))
        assert store.rotate() == 1
        assert store.rotate() == 0
        use_keyring(Keyring.parse(newer))
        assert store.get(digest) == photo
    finally:
        use_keyring(keyring)


Send = Callable[..., Page]


def sent(session: Session) -> Enrolment:
    return session.scalars(select(Enrolment)).one()


def test_the_form_keeps_the_photo(send: Send, session: Session, browser: PageClient):
    send(ktp_photo=upload(jpeg()))

    enrolment = sent(session)
    assert enrolment.ktp_photo
    answer = browser.get(f"/enrolments/{enrolment.id}/photos/ktp_photo")
    assert answer.mimetype == "image/jpeg"
    assert answer.data == photos.store().get(enrolment.ktp_photo)
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_is_no_photo_is_told_beside_its_field_and_nothing_is_lost(send: Send, session: Session):
    page = send(ktp_photo=upload(b"halo", "ktp.jpg"), name="Syafrizal", status=422)

    assert "bukan foto" in page.error_of("ktp_photo")
    assert page.form(has="submission_id").data["name"] == "Syafrizal"
    assert session.scalars(select(Enrolment)).all() == []


def test_a_photo_sent_with_a_mistake_in_another_field_is_not_asked_for_again(send: Send, session: Session):
    page = send(ktp_photo=upload(jpeg()), name="", status=422)
    form = page.form(has="submission_id").fill(name="Syafrizal Caniago")

    form.submit("Periksa jawaban", follow=True).form("/submission").submit()

    assert sent(session).ktp_photo


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (lambda agent: SupervisorFactory(branch=agent.branch), 200),
        (lambda _: SupervisorFactory(branch=MamujuFactory()), 404),
        (lambda agent: AgentFactory(branch=agent.branch), 404),
        (lambda _: AdminFactory(), 404),
        (lambda _: SponsorUserFactory(), 404),
    ],
    ids=["supervisor of the branch", "another supervisor", "another agent", "admin", "sponsor"],
)
def test_a_photo_is_seen_by_those_who_may_see_the_case(
    send: Send,
    session: Session,
    agent: User,
    signed_in_client: Callable[[User], PageClient],
    who,
    status: int,
):
    send(person_photo=upload(jpeg()))

    answer = signed_in_client(who(agent)).get(
        f"/enrolments/{sent(session).id}/photos/person_photo", status=status
    )

    assert (answer.mimetype == "image/jpeg") == (status == 200)


def test_a_photo_needs_a_login(send: Send, session: Session, client: PageClient, app):
    send(ktp_photo=upload(jpeg()))

    answer = PageClient(app).get(f"/enrolments/{sent(session).id}/photos/ktp_photo", status=302)

    assert answer.target.startswith("/login")


def test_there_are_only_two_kinds_of_photos(send: Send, session: Session, browser: PageClient):
    send(ktp_photo=upload(jpeg()))

    answer = browser.get(f"/enrolments/{sent(session).id}/photos/nik", status=404)

    assert answer.mimetype == "text/html"
