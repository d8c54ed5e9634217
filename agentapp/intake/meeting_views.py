"""What a phone asks before it sends: whether this is really us, and which keys to seal to."""

from flask import current_app, jsonify, request
from flask.typing import ResponseReturnValue

from agentapp.accounts.guard import public
from agentapp.core.clock import now
from agentapp.intake import api, keys
from agentapp.intake.api import Operation, described
from agentapp.intake.openapi import describe
from agentapp.intake.shapes import KeysTold, Pong

bp = api.guarded("intake_meeting")

LONGEST_NONCE = 100


@bp.get("/ping")
@public
@described(
    Operation(
        summary="Is this the server, and not a hotel's login page?",
        query={"nonce": "comes back as it is"},
        answers={200: (Pong, "it is")},
    )
)
def ping() -> ResponseReturnValue:
    nonce = request.args.get("nonce", "")[:LONGEST_NONCE]
    version = str(current_app.static_url_path).rpartition("/")[2]
    return api.told(Pong(nonce, now().isoformat(), version))


@bp.get("/openapi.json")
@public
def description() -> ResponseReturnValue:
    """All of the interface, for machines."""
    return jsonify(describe(current_app))


@bp.get("/keys")
@public
@described(
    Operation(
        summary="The keys to seal to, and those that check what the server signed",
        answers={200: (KeysTold, "JWKs")},
    )
)
def offered_keys() -> ResponseReturnValue:
    return api.told(KeysTold(**keys.offered()))
