"""A phone without a screen: seals, sends, asks."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from joserfc import jwe
from joserfc.jwk import ECKey

from agentapp.core.clock import now
from tests.factories import application_data
from tests.pages import ANY, Page, PageClient

API = "/api/v1"


def seal(content: bytes, keys: dict[str, Any]) -> bytes:
    """Sealed to the current key of what `GET /keys` tells."""
    told = next(key for key in keys["keys"] if key["kid"] == keys["current"])
    header = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": told["kid"]}
    return jwe.encrypt_compact(header, content, ECKey.import_key(told)).encode()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass
class PhoneClient:
    """Somebody's phone. Every answer is checked: JSON, and a refusal says its code and a sentence."""

    browser: PageClient
    id: UUID = field(default_factory=uuid4)

    def ask(self, method: str, path: str, status: int | None = None, **options: Any) -> Page:
        page = self.browser.open(API + path, method=method, status=ANY, **options)
        if method != "HEAD":
            assert page.mimetype == "application/json", f"{page.status_code} {page.mimetype}"
        if page.status_code >= 400 and method != "HEAD":
            assert set(page.json) >= {"code", "message"}, page.json
            assert page.json["message"], page.json
        right = page.status_code < 400 if status is None else page.status_code == status
        assert right, f"{method} {path}: {page.status_code} {page.get_data(as_text=True)[:600]}"
        return page

    def get(self, path: str, status: int | None = None) -> Page:
        return self.ask("GET", path, status)

    def send_json(self, method: str, path: str, content: object, status: int | None = None) -> Page:
        return self.ask(method, path, status, data=json.dumps(content), content_type="application/json")

    def put(self, content: dict[str, Any], status: int | None = None) -> Page:
        """A submission as plain JSON."""
        return self.send_json("PUT", f"/submissions/{content['submission_id']}", content, status)

    def put_sealed(self, content: dict[str, Any], status: int | None = None) -> Page:
        sealed = seal(json.dumps(content).encode(), self.get("/keys").json)
        return self.put_body(content["submission_id"], sealed, status)

    def put_body(self, key: object, sealed: bytes, status: int | None = None) -> Page:
        path = f"/submissions/{key}"
        return self.ask("PUT", path, status, data=sealed, content_type="application/jose")

    def tell(self, status: int | None = None, **changes: Any) -> dict[str, Any]:
        """How the phone is; what it is told, the ticket among it."""
        report = {"version": "0123456789", "now": now().isoformat(), "waiting": 0, "needs_fix": 0} | changes
        told: dict[str, Any] = self.send_json("PUT", f"/phones/{self.id}", report, status).json
        return told

    def put_photo(self, content: bytes, status: int | None = None, **options: Any) -> Page:
        kind = options.pop("content_type", "image/jpeg")
        path = f"/blobs/{options.pop('sha256', digest(content))}"
        sent = options.pop("sent", content)
        return self.ask("PUT", path, status, data=sent, content_type=kind, **options)

    def changes(self, cursor: str = "") -> dict[str, Any]:
        told: dict[str, Any] = self.get(f"/changes?since={cursor}").json
        return told


def person(**changes: Any) -> dict[str, str]:
    """The fields of a submission of a new person."""
    return application_data(form_version="2026-11", **changes)
