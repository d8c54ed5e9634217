"""`GET /reference/<name>/<version>`: files to keep for ever."""

from flask.typing import ResponseReturnValue

from agentapp.accounts.guard import allow
from agentapp.accounts.permissions import Permission
from agentapp.core.db import sessions
from agentapp.core.errors import NotFound
from agentapp.intake import api, reference
from agentapp.intake.api import Operation, described

bp = api.guarded("intake_reference")

FOR_EVER = "private, max-age=31536000, immutable"


@bp.get("/reference/<name>/<version>")
@allow(Permission.ENROLMENT_WRITE)
@described(
    Operation(
        summary="A file to look things up in offline; its address changes when its content does",
        answers={200: (None, "villages, funds, occupations or rates")},
    )
)
def reference_file(name: str, version: str) -> ResponseReturnValue:
    found = reference.file(sessions(), name)
    if version != found.version:
        raise NotFound
    return api.told(found.content.decode(), headers={"Cache-Control": FOR_EVER})
