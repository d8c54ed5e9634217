"""Villages for the search field. The regions are public knowledge, so anybody may ask."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from agentapp.core.web import public
from agentapp.places.registry import Level, place, search_villages

bp = Blueprint("places", __name__)

LONGEST_QUESTION = 80
A_DAY = "public, max-age=86400"


@bp.get("/places/villages")
@public
def villages() -> ResponseReturnValue:
    """Up to twelve villages for `q`, those near the district `near` first: code, name, what they lie in."""
    near = place(request.args.get("near"))
    found = search_villages(
        request.args.get("q", "")[:LONGEST_QUESTION],
        near=near.code if near and near.level == Level.DISTRICT else None,
    )
    answer = jsonify([{"code": each.code, "name": each.title, "path": each.parents} for each in found])
    answer.headers["Cache-Control"] = A_DAY
    return answer
