"""`/healthz`: the process answers. `/readyz`: it can work, database and migrations included."""

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from agentapp.core.db import sessions
from agentapp.core.web import public

bp = Blueprint("health", __name__)


def expected_heads(folder: str) -> set[str]:
    config = Config()
    config.set_main_option("script_location", folder)
    return set(ScriptDirectory.from_config(config).get_heads())


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    try:
        heads = set(MigrationContext.configure(sessions().connection()).get_current_heads())
    except SQLAlchemyError:
        return jsonify(status="unavailable", why="database"), 503
    if heads != current_app.extensions["gendong_heads"]:
        return jsonify(status="unavailable", why="migrations"), 503
    return jsonify(status="ok")
