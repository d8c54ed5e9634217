"""A fund's legal basis as a file: who may keep it there, when, and what is taken."""

from io import BytesIO

import pytest
from PIL import Image

from agentapp.core import encryption
from agentapp.core.db import sessions
from agentapp.core.encryption import Keyring, use_keyring
from agentapp.core.errors import FieldError, IllegalMove, NotFound, StaleVersion
from agentapp.funds import documents, managing
from agentapp.funds.models import Fund, FundState, SecondPersonRequired
from tests.conftest import FIELD_KEYS
from tests.factories import AdminFactory, AgentFactory, FundFactory, FundOfficerFactory, SupervisorFactory

PDF = b"%PDF-1.7\n1 0 obj << /Title (Perbup 12 Tahun 2026) >>\n%%EOF\n"
OTHER = PDF.replace(b"2026", b"2027")
DRAFT, ACTIVE, FROZEN, CLOSED = FundState


def picture(kind: str) -> bytes:
    kept = BytesIO()
    Image.new("RGB", (8, 8), "white").save(kept, kind)
    return kept.getvalue()


@pytest.fixture(autouse=True)
def kept(tmp_path):
    return documents.use_store(tmp_path / "fund-documents")


@pytest.fixture
def files(tmp_path):
    """The files on the disk."""
    return lambda: [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.fixture
def draft(officer) -> Fund:
    return FundFactory(code="APBD-SJJ", officer=officer, state=DRAFT)


def steps(fund: Fund) -> list[tuple[str, str]]:
    return [(move.verb, move.note) for move in sessions().scalars(fund.history.select())]


def send(client, fund: Fund, content: bytes, name: str = "perbup.pdf", status: int = 303):
    page = client.get(f"/funds/{fund.id}")
    form = page.form("/document")
    data = {**form.data, "file": (BytesIO(content), name)}
    return client.post(form.action, data=data, content_type="multipart/form-data", status=status)


def test_the_officer_uploads_the_administrator_reads_it_and_activates(
    signed_in_client, officer, admin, draft
):
    at_officers, at_admins = signed_in_client(officer), signed_in_client(admin)
    assert "Belum ada dokumen dasar hukum untuk dibaca" in at_admins.get(f"/funds/{draft.id}").main

    told = send(at_officers, draft, PDF).follow().main
    assert "Dokumen dasar hukum diunggah" in told
    assert "PDF, 1 kB" in told
    page = at_admins.get(f"/funds/{draft.id}")
    answer = page.click("Baca dokumen dasar hukumnya dahulu")

    assert answer.get_data() == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="dasar-hukum-apbd-sjj.pdf"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    page.form("/activation").submit(status=303)


@pytest.mark.parametrize(
    ("content", "mimetype", "suffix"),
    [
        (PDF, "application/pdf", "pdf"),
        (picture("JPEG"), "image/jpeg", "jpg"),
        (picture("PNG"), "image/png", "png"),
    ],
)
def test_what_it_is_its_bytes_say(officer, draft, content, mimetype, suffix):
    documents.attach(officer, draft.id, content)

    read = documents.read(sessions(), officer, draft.id)
    assert (read.content, read.kind.mimetype) == (content, mimetype)
    assert read.name == f"dasar-hukum-apbd-sjj.{suffix}"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "kosong"),
        (b"<html><script>alert(1)</script>", "bukan PDF, JPG, atau PNG"),
        (b" " + PDF, "bukan PDF, JPG, atau PNG"),
        (b"PK\x03\x04 a text document", "bukan PDF, JPG, atau PNG"),
    ],
    ids=["empty", "html", "not at its beginning", "docx"],
)
def test_what_is_no_document_is_told_beside_the_field(signed_in_client, officer, draft, files, content, told):
    page = send(signed_in_client(officer), draft, content, status=422)

    assert told in page.error_of("file")
    assert (draft.document, steps(draft), files()) == (None, [], [])


def test_five_megabytes_are_not_too_many_but_a_byte_more_is(officer, draft):
    largest = b"%PDF-" + bytes(documents.MOST_BYTES - 5)
    with pytest.raises(FieldError, match="lebih besar dari 5 MB"):
        documents.attach(officer, draft.id, largest + b"\0")

    documents.attach(officer, draft.id, largest)

    assert steps(draft) == [("attach", "PDF, 5120 kB")]


def test_no_file_chosen_is_told_beside_the_field(signed_in_client, officer, draft):
    page = signed_in_client(officer).get(f"/funds/{draft.id}").form("/document").submit(status=422)

    assert "Pilih berkasnya dahulu" in page.error_of("file")


@pytest.mark.parametrize(
    ("state", "before", "attach", "detach"),
    [
        (DRAFT, False, True, False),
        (DRAFT, True, True, True),
        (ACTIVE, False, True, False),
        (ACTIVE, True, False, False),
        (FROZEN, False, True, False),
        (FROZEN, True, True, True),
        (CLOSED, False, False, False),
        (CLOSED, True, False, False),
    ],
)
@pytest.mark.parametrize("verb", ["attach", "detach"])
def test_what_was_there_when_it_was_activated_stays_until_it_is_frozen(
    officer, draft, files, state, before, attach, detach, verb
):
    if before:
        documents.attach(officer, draft.id, PDF)
    draft.state, had, known = state, draft.document, len(files())
    sessions().commit()
    allowed = {"attach": attach, "detach": detach}[verb]
    told = (OTHER,) if verb == "attach" else ()

    if allowed:
        getattr(documents, verb)(officer, draft.id, *told)
        assert draft.state == state
        assert bool(draft.document) == (verb == "attach")
        assert draft.document != had
        assert len(files()) == (1 if verb == "attach" else 0)
    else:
        with pytest.raises(IllegalMove):
            getattr(documents, verb)(officer, draft.id, *told)
        sessions().rollback()
        assert (draft.document, len(files())) == (had, known)


def test_the_page_offers_only_what_may_be_done(signed_in_client, officer, draft):
    documents.attach(officer, draft.id, PDF)
    draft.state = ACTIVE
    page = signed_in_client(officer).get(f"/funds/{draft.id}")

    assert "bekukan dana dahulu" in page.main
    assert not [form for form in page.forms if "/document" in form.action]


def test_a_fund_keeps_its_history_of_the_document(signed_in_client, officer, draft):
    client = signed_in_client(officer)
    send(client, draft, PDF)
    send(client, draft, PDF)
    send(client, draft, picture("PNG"))
    page = client.get(f"/funds/{draft.id}").form("/document/removal").submit(status=303).follow()

    assert [verb for verb, _ in steps(draft)] == ["attach", "exchange", "detach"]
    assert "Dokumen dasar hukum dihapus" in page.main
    assert "Belum ada dokumen" in page.main
    client.get(f"/funds/{draft.id}/document", status=404)


def test_who_exchanged_the_document_does_not_activate_the_fund(admin, draft):
    documents.attach(admin, draft.id, PDF)

    with pytest.raises(SecondPersonRequired):
        managing.activate(admin, draft.id)


def test_who_looked_at_another_document_activates_nothing(admin, officer, draft):
    documents.attach(officer, draft.id, PDF)
    seen = draft.version
    documents.attach(officer, draft.id, OTHER)

    with pytest.raises(StaleVersion):
        managing.activate(admin, draft.id, seen)
    with pytest.raises(StaleVersion):
        documents.detach(officer, draft.id, seen)


def test_a_document_that_comes_while_the_fund_is_active_is_no_edit_of_its_terms(admin, officer, draft):
    draft.state = ACTIVE
    sessions().commit()
    documents.attach(admin, draft.id, PDF)
    managing.freeze(officer, draft.id, "Menunggu perubahan anggaran")

    assert managing.activate(admin, draft.id).state == ACTIVE


def test_two_funds_with_the_same_file_lose_only_their_own(officer, draft, files):
    other = FundFactory(officer=officer, state=DRAFT)
    for fund in (draft, other):
        documents.attach(officer, fund.id, PDF)
    documents.detach(officer, draft.id)

    assert documents.read(sessions(), officer, other.id).content == PDF
    assert len(files()) == 1


def test_it_lies_encrypted_and_a_new_key_is_no_loss(officer, draft, files, kept, keyring):
    documents.attach(officer, draft.id, PDF)
    (path,) = files()
    assert b"Perbup" not in path.read_bytes()
    written = path.read_bytes()

    use_keyring(Keyring.parse(f"{encryption.new_key()},{FIELD_KEYS}"))
    try:
        assert (kept.rotate(), kept.rotate()) == (1, 0)
        assert path.read_bytes() != written
        assert documents.read(sessions(), officer, draft.id).content == PDF
    finally:
        use_keyring(keyring)


def test_the_command_rotates_documents_too(app, officer, draft, kept, keyring):
    older = encryption.new_key()
    try:
        use_keyring(Keyring.parse(f"{older},{FIELD_KEYS}"))
        digest = documents.attach(officer, draft.id, PDF).document
        use_keyring(Keyring.parse(f"{FIELD_KEYS},{older}"))
        result = app.test_cli_runner().invoke(args=["keys", "rotate", "--json"])
    finally:
        use_keyring(keyring)

    assert '"files": 1' in result.stdout
    assert kept.get(digest).endswith(PDF)


@pytest.mark.parametrize("stranger", [FundOfficerFactory, SupervisorFactory, AgentFactory])
def test_whoever_does_not_see_the_fund_does_not_see_its_document(signed_in_client, officer, draft, stranger):
    documents.attach(officer, draft.id, PDF)
    client = signed_in_client(stranger())
    data = {"csrf_token": client.csrf_token("/account"), "file": (BytesIO(OTHER), "a.pdf")}

    client.get(f"/funds/{draft.id}/document", status=404)
    client.post(f"/funds/{draft.id}/document", data=data, content_type="multipart/form-data", status=404)
    del data["file"]
    client.post(f"/funds/{draft.id}/document/removal", data=data, status=404)

    assert documents.read(sessions(), officer, draft.id).content == PDF


def test_a_stranger_is_told_nothing_about_the_fund(officer, draft):
    with pytest.raises(NotFound):
        documents.attach(FundOfficerFactory(), draft.id, PDF)
    with pytest.raises(FieldError):
        documents.attach(officer, draft.id, b"")


@pytest.fixture
def admin(session):
    return AdminFactory()
