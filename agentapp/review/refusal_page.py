"""A rule said no to a step: what happened, and the ways on."""

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from agentapp.accounts.guard import wants_json
from agentapp.core.errors import Conflict, DomainError, FieldError
from agentapp.review.ways import carried


def refused(error: DomainError) -> ResponseReturnValue:
    """The sentence of the rule with its status; on a page with a way back to the case and to the next one."""
    message = gettext(error.message, **error.params)
    if wants_json():
        return jsonify(error=message), error.status
    enrolment_id = (request.view_args or {}).get("enrolment_id")
    page = render_template(
        "review/refused.html", error=error, message=message, enrolment_id=enrolment_id, carried=carried()
    )
    return page, error.status


def register(bp: Blueprint) -> None:
    for kind in (Conflict, FieldError):
        bp.register_error_handler(kind, refused)
