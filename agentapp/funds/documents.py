"""A fund's legal basis as a file: a decree, a decision, an agreement. Kept encrypted, for whoever sees the fund.

It is kept byte by byte as it came, for it may be signed. What it is, its bytes say, not its name.
"""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.db import transaction
from agentapp.core.errors import N_, FieldError, NotFound
from agentapp.core.kept_files import KeptFiles
from agentapp.funds.models import Fund
from agentapp.funds.visible import find_fund

MOST_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that is taken, and the bytes that it begins with."""

    label: str
    suffix: str
    mimetype: str
    begins: bytes


KINDS = (
    FileKind("PDF", "pdf", "application/pdf", b"%PDF-"),
    FileKind("JPG", "jpg", "image/jpeg", b"\xff\xd8\xff"),
    FileKind("PNG", "png", "image/png", b"\x89PNG\r\n\x1a\n"),
)


@dataclass(frozen=True, slots=True)
class Document:
    """A legal basis as it came. `name`: what the file may be called by whoever takes it along."""

    content: bytes
    kind: FileKind
    name: str


_stores: list[KeptFiles] = []


def use_store(folder: Path) -> KeptFiles:
    """Keep the documents of this process below `folder`."""
    _stores[:] = [KeptFiles(folder, "fund_document")]
    return store()


def store() -> KeptFiles:
    """Where this process keeps them. Raises IndexError before `use_store`."""
    return _stores[0]


def read(session: Session, actor: User, fund_id: UUID) -> Document:
    """The legal basis of a fund that the actor sees. Raises NotFound, also where there is none."""
    fund = find_fund(session, actor, fund_id)
    if fund.document is None:
        raise NotFound
    content = store().get(fund.document).removeprefix(fund.id.bytes)
    kind = _kind(content)
    return Document(content, kind, f"dasar-hukum-{fund.code.lower()}.{kind.suffix}")


def attach(actor: User, fund_id: UUID, content: bytes, version: int | None = None) -> Fund:
    """Keep the legal basis of a fund, instead of the one before.

    Raises NotFound, StaleVersion, IllegalMove, FieldError ("file") for what is empty, larger than 5 MB, or neither PDF
    nor JPG nor PNG.
    """
    kind = _checked(content)
    with transaction() as session:
        fund = _open_fund(session, actor, fund_id, version)
        before = fund.document
        digest = store().put(fund.id.bytes + content)
        fund.attach(actor, digest, f"{kind.label}, {_kilobytes(content)} kB")
    _forget(fund, before)
    return fund


def detach(actor: User, fund_id: UUID, version: int | None = None) -> Fund:
    """Keep the legal basis of a fund no longer. Raises NotFound, StaleVersion, IllegalMove."""
    with transaction() as session:
        fund = _open_fund(session, actor, fund_id, version)
        before = fund.document
        fund.detach(actor)
    _forget(fund, before)
    return fund


def _open_fund(session: Session, actor: User, fund_id: UUID, version: int | None) -> Fund:
    fund = find_fund(session, actor, fund_id, lock=True)
    fund.expect_version(version)
    fund.expect_open_document()
    return fund


def _forget(fund: Fund, digest: str | None) -> None:
    """Remove a file that the fund names no more. No other can: each file begins with the key of its fund.

    After the commit, and with the fund held anew: it may have come back meanwhile.
    """
    if digest is None:
        return
    with transaction() as session:
        session.refresh(fund, with_for_update=True)
        if fund.document != digest:
            store().remove(digest)


def _checked(content: bytes) -> FileKind:
    if not content:
        raise FieldError("file", N_("Berkas ini kosong. Pilih berkas yang lain."))
    if len(content) > MOST_BYTES:
        raise FieldError("file", N_("Berkas ini lebih besar dari 5 MB. Perkecil dahulu, lalu unggah lagi."))
    return _kind(content)


def _kind(content: bytes) -> FileKind:
    for kind in KINDS:
        if content.startswith(kind.begins):
            return kind
    raise FieldError("file", N_("Berkas ini bukan PDF, JPG, atau PNG. Simpan sebagai PDF, lalu unggah lagi."))


def _kilobytes(content: bytes) -> int:
    return -(-len(content) // 1024)
