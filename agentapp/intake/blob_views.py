"""`/blobs/<sha256>`: photos that follow their application, whole or in ranges."""

import re

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.db import sessions
from agentapp.core.errors import N_, DomainError, NotFound
from agentapp.enrolment.photos import LARGEST_UPLOAD
from agentapp.intake import api, blobs, uploads
from agentapp.intake.api import Operation, described
from agentapp.intake.content import JOSE, SHA256
from agentapp.intake.shapes import BlobOffset, BlobTold, Refusal
from agentapp.intake.uploads import Piece, WrongOffset

bp = api.guarded("intake_blobs")

IMAGES = ("image/jpeg", "image/png", "image/webp", "image/heif", "image/heic")
RANGE = re.compile(r"bytes ([0-9]{1,9})-([0-9]{1,9})/([0-9]{1,9})", re.ASCII)


class BadRange(DomainError):
    code = "bad_range"
    default = N_("Bagian foto ini tidak dapat dibaca. Perbarui aplikasi, lalu coba lagi.")


@bp.route("/blobs/<sha256>", methods=["HEAD"])
@allow(Permission.ENROLMENT_WRITE)
@described(
    Operation(
        summary="How much of a photo is here: `Upload-Offset` of `Upload-Length`",
        answers={200: (None, "some of it, or all"), 404: (None, "nothing of it")},
    )
)
def standing(sha256: str) -> ResponseReturnValue:
    known = _digest(sha256)
    size = blobs.size_of(sessions(), known)
    received, total = (size, size) if size is not None else uploads.progress(me(), known)
    sizes = {"Upload-Offset": str(received), "Upload-Length": str(total)}
    return api.told("", headers={"Upload-Complete": "?1" if size is not None else "?0", **sizes})


@bp.put("/blobs/<sha256>")
@allow(Permission.ENROLMENT_WRITE)
@described(
    Operation(
        summary="A photo, plain or sealed, whole or from where the last part ended",
        takes=dict.fromkeys((*IMAGES, JOSE, "application/octet-stream")),
        headers={"Content-Range": "`bytes first-last/total` for a part"},
        answers={
            201: (BlobTold, "complete"),
            200: (BlobTold, "was complete already"),
            202: (BlobTold, "a part; the rest is awaited"),
            400: (Refusal, "no range"),
            409: (BlobOffset, "does not begin where the last part ended"),
            422: (Refusal, "another digest, or no photo: thrown away"),
        },
    )
)
def blob(sha256: str) -> ResponseReturnValue:
    known = _digest(sha256)
    piece = _piece(known)
    size = blobs.size_of(sessions(), known)
    if size is not None:
        return api.told(BlobTold(known, size, complete=True))
    try:
        received, complete = blobs.take(me(), piece, request.mimetype)
    except WrongOffset as error:
        return api.told(BlobOffset(error.code, gettext(error.message), error.received), 409)
    return api.told(BlobTold(known, received, complete), 201 if complete else 202)


def _digest(text: str) -> str:
    if not SHA256.fullmatch(text):
        raise NotFound
    return text


def _piece(sha256: str) -> Piece:
    """What came of the body, also where the network cut it short. Raises BadRange."""
    told = request.headers.get("Content-Range")
    content = api.body_so_far(LARGEST_UPLOAD)
    if told is None:
        total = max(request.content_length or 0, len(content))
        return Piece(sha256=sha256, begins=0, total=total, content=content)
    match = RANGE.fullmatch(told)
    if match is None:
        raise BadRange
    first, last, total = map(int, match.groups())
    if not first <= last < total or len(content) > last - first + 1:
        raise BadRange
    return Piece(sha256=sha256, begins=first, total=total, content=content)
