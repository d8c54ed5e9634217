"""What became of what was sent; and, after a restore, what is missing."""

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.db import sessions
from agentapp.intake import api, changes, offers
from agentapp.intake.api import Operation, described
from agentapp.intake.content import JSON
from agentapp.intake.shapes import Changes, Missing, Offers, Refusal

bp = api.guarded("intake_changes")

LONGEST_CURSOR = 200


@bp.get("/changes")
@allow(Permission.ENROLMENT_WRITE)
@described(
    Operation(
        summary="What became of applications since a cursor, each at least once",
        query={"since": "the cursor of the last answer; everything without one"},
        answers={200: (Changes, "oldest first; ask again at once while `more`")},
    )
)
def changed() -> ResponseReturnValue:
    return api.told(changes.since(me(), request.args.get("since", "")[:LONGEST_CURSOR], _edit_url))


def _edit_url(draft_id: UUID) -> str:
    return url_for("enrolment_form.edit", enrolment_id=draft_id)


@bp.post("/offers")
@allow(Permission.ENROLMENT_WRITE)
@described(
    Operation(
        summary="Applications that the phone holds receipts for, after `life` changed",
        takes={JSON: Offers},
        answers={200: (Missing, "to be sent again"), 422: (Refusal, "not of that shape")},
    )
)
def offered() -> ResponseReturnValue:
    return api.told(Missing(offers.missing(sessions(), api.read(Offers).items)))
