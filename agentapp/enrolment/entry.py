"""One filling-in of the form by an agent: what was typed, what of it is kept, and the photos beside it.

Part of the views: it knows the request. The rules are the form's and the service's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from flask import request
from flask_babel import gettext
from flask_wtf.csrf import validate_csrf
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms.validators import ValidationError

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.errors import N_, FieldError
from agentapp.enrolment import drafts, photos
from agentapp.enrolment.answers import Photos
from agentapp.enrolment.forms import FORM_VERSION, MOST_HEIRS, EnrolmentForm
from agentapp.enrolment.models import Enrolment
from agentapp.enrolment.unsent import Draft
from agentapp.places.picker import picker

PHOTOS = ("ktp_photo", "person_photo")
TOO_MANY_HEIRS = N_("Ahli waris paling banyak empat orang. Hapus yang kelima dan seterusnya.")
HEIR_PARTS = 3  # heirs, place, field
STALE = N_("Halaman ini sudah terlalu lama terbuka. Isian Anda masih ada: periksa, lalu kirim sekali lagi.")
_NOT_CONTENT = frozenset({"csrf_token", "intent", "version", "place", *PHOTOS})


def fresh_content(last: Enrolment | None) -> dict[str, str]:
    """What an empty form begins with: a new id, and the village that was chosen last."""
    return {
        "submission_id": str(uuid4()),
        "form_version": FORM_VERSION,
        "captured_at": now().isoformat(timespec="seconds"),
        "village_code": last.village_code if last else "",
        "work_place": last.work_place if last else "",
        "programmes": "jkk_jkm",
        "months": "1",
        "payer": "self",
    }


def content_of(enrolment: Enrolment) -> dict[str, str]:
    """A sent application as the texts that were typed."""
    same = (
        "submission_id form_version name birth_place mother_name phone email address village_code occupation ecosystem "
        "work_place monthly_income programmes months payer"
    )
    code = enrolment.payer_code or ""
    heirs = {
        f"heirs-{at}-{name}": text for at, heir in enumerate(enrolment.heirs) for name, text in heir.items()
    }
    return {
        **{name: str(getattr(enrolment, name) or "") for name in same.split()},
        **heirs,
        "nik": enrolment.nik.digits,
        "sex": str(enrolment.sex),
        "birth_date": enrolment.birth_date.isoformat(),
        "captured_at": enrolment.captured_at.isoformat(),
        "sponsor_code": code,
        "fund_code": code,
        "contested": "y" if enrolment.contested else "",
        "consent": "y",
    }


def csrf_holds() -> bool:
    """Whether the request comes from a page that we gave this browser, and from no other site's."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def typed() -> dict[str, str]:
    """What the request's form says, without photos and what is not part of the answers."""
    return {name: text for name, text in request.form.items() if name not in _NOT_CONTENT}


@dataclass(slots=True)
class Entry:
    """A form with the draft or application it belongs to. `refusals` are what is wrong beside the form's own rules."""

    actor: User
    form: EnrolmentForm
    content: dict[str, str]
    kept: Draft | Enrolment | None = None
    refusals: list[FieldError] = field(default_factory=list)

    @classmethod
    def of(cls, actor: User, content: Mapping[str, str], kept: Draft | Enrolment | None = None) -> "Entry":
        """From texts that are at hand: a fresh form, a draft, a returned application."""
        return cls(actor, EnrolmentForm(formdata=MultiDict(content)), dict(content), kept)

    @classmethod
    def posted(cls, actor: User, submission_id: UUID | None = None) -> "Entry":
        """From the request. `submission_id` overrides the one sent, where the application has one already."""
        content = typed()
        if submission_id is not None:
            content["submission_id"] = str(submission_id)
        if picker(content, None).moved:  # the village of a district just left is no answer
            content["village_code"] = ""
        return cls.of(actor, content)

    @property
    def submission_id(self) -> UUID | None:
        try:
            return UUID(self.content.get("submission_id", ""))
        except ValueError:
            return None

    def tell_stale(self) -> None:
        """Say that the page was too old, above the form."""
        self.form.form_errors.append(gettext(STALE))

    def drop_blank_heirs(self) -> None:
        """An heir nobody typed anything about is no heir; the first stays, to be asked for."""
        entries = self.form.heirs.entries
        entries[1:] = [entry for entry in entries[1:] if not entry.form.blank]

    def offer_heirs(self) -> None:
        """Places for as many heirs as there may be; those left blank are dropped again."""
        while len(self.form.heirs.entries) < MOST_HEIRS:
            self.form.heirs.append_entry()

    def keep_photos(self) -> Photos:
        """Prepare and store the photos sent now; `validate` tells of one that cannot be used."""
        return {"ktp_photo": self._keep_photo("ktp_photo"), "person_photo": self._keep_photo("person_photo")}

    def _keep_photo(self, kind: str) -> str | None:
        upload: FileStorage | None = request.files.get(kind)
        if upload is None or not upload.filename:
            return None
        try:
            return photos.store().put(photos.prepare(upload.read()))
        except photos.UnusablePhoto as error:
            self.refusals.append(FieldError(kind, error.message))
            return None

    def validate(self) -> bool:
        """Whether everything can be sent; what is wrong, photos included, is told beside its field."""
        self.drop_blank_heirs()
        valid: bool = self.form.validate()
        if self._heirs_named() > MOST_HEIRS:
            self.refusals.append(FieldError("", TOO_MANY_HEIRS))
        for error in self.refusals:
            self.form.take(error)
        return valid and not self.refusals

    def _heirs_named(self) -> int:
        """How many heirs something was typed about, also beyond the places that the form has."""
        typed_about = (name.split("-") for name, text in self.content.items() if text.strip())
        return len({parts[1] for parts in typed_about if parts[0] == "heirs" and len(parts) == HEIR_PARTS})

    def keep(self, digests: Photos) -> Draft | None:
        """Keep what was typed, and the photos; None where there is no submission id to keep it under."""
        if self.submission_id is None:
            return None
        self.kept = drafts.keep(self.actor, self.submission_id, self.content, digests)
        return self.kept

    def has_photo(self, kind: str) -> bool:
        return bool(self.kept and getattr(self.kept, kind))

    def shown(self) -> dict[str, Any]:
        """What the template needs; a draft that holds earlier photos is looked for only now."""
        if self.kept is None and self.submission_id is not None:
            self.kept = drafts.draft_of(self.actor, self.submission_id)
        self.offer_heirs()
        return {"form": self.form, "kept": self.kept, "entry": self}
