"""Ways on from a step: to the queue or a case, keeping what the supervisor works through."""

from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from agentapp.review.filters import Filters

STAY = "queue"


def carried() -> dict[str, Any]:
    """The filters, and where to go after a decision: handed on from URL to URL."""
    then = {"then": STAY} if stays() else {}
    return {**Filters.read(request.args).chosen, **then}


def stays() -> bool:
    """Whether the supervisor wants to come back to the queue after each decision."""
    return request.args.get("then") == STAY


def to_queue() -> ResponseReturnValue:
    return redirect(url_for("review.queue", **carried()), 303)


def to_case(enrolment_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("review.case", enrolment_id=enrolment_id, **carried()), 303)
