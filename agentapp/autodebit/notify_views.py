"""Where banks tell us what became of debits and payment codes: checked and kept at once, applied afterwards."""

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from limits import RateLimitItemPerMinute
from werkzeug.exceptions import RequestEntityTooLarge

from agentapp.accounts.guard import public
from agentapp.accounts.throttle import Guard, TooManyTries, count_wrong, expect_room
from agentapp.autodebit.bank_messages import receive
from agentapp.autodebit.gateway import BadNotification
from agentapp.autodebit.gateways import gateway
from agentapp.core import background

bp = Blueprint("bank", __name__)

LONGEST = 64 * 1024
FORGERIES = RateLimitItemPerMinute(60, 15, namespace="notify")
"""Only what is not signed by the bank counts: a bank may tell as much as it has to."""


@bp.post("/bank/<code>/notify")
@bp.post("/bank/<code>/notify/<path:service>")
@public
def notify(code: str, service: str = "") -> ResponseReturnValue:  # noqa: ARG001 - signed with the path, read there
    bank = gateway()
    if code != bank.code:
        return _refusal("not found", 404)
    guards: list[Guard] = [(FORGERIES, request.remote_addr or "")]
    try:
        expect_room(guards)
        body = _body()
        receive(bank, request.path, dict(request.headers), body)
    except TooManyTries as error:
        return _refusal("too many", error.status)
    except RequestEntityTooLarge:
        return _refusal("too long", 413)
    except BadNotification:
        count_wrong(guards)
        return _refusal("unauthorized", 401)
    background.soon("bank_messages")
    headers, answer = bank.notification_received(request.path, body)
    return Response(answer, headers=dict(headers))


def _body() -> bytes:
    """The bytes as they were signed. Raises RequestEntityTooLarge."""
    request.max_content_length = LONGEST
    return request.get_data()


def _refusal(why: str, status: int) -> ResponseReturnValue:
    return jsonify(error=why), status
