"""The description of the interface, OpenAPI 3.1, made from the views, their types and the enrolment form."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from flask import Flask
from werkzeug.routing import Rule

from agentapp.accounts.guard import declared
from agentapp.intake.api import PREFIX, Operation, operation_of
from agentapp.intake.shapes import Refusal

REF = "#/components/schemas/{name}"
_ARGUMENT = re.compile(r"<(?:uuid:)?(\w+)>")
_ARGUMENTS = {
    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "name": {"type": "string", "pattern": "^[a-z]+(-[0-9]{2}\\.[0-9]{2})?$"},
    "version": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
}
_UUID = {"type": "string", "format": "uuid"}
_ALWAYS = {
    401: "nobody is signed in",
    404: "not for this role, or not there",
    403: "sent by another site",
    413: "too large",
    415: "another type of content",
    429: "too often: `Retry-After` says how long to wait",
}
_OF_SENDING = (403, 413, 415, 429)


def describe(app: Flask) -> dict[str, Any]:
    """The whole description."""
    found = list(_operations(app))
    types = {kind for _, _, operation in found for kind in _types(operation)} | {Refusal}
    named = sorted(types, key=lambda kind: kind.__name__)
    _, schemas = msgspec.json.schema_components(named, ref_template=REF)
    paths: dict[str, Any] = {}
    for rule, method, operation in found:
        at = paths.setdefault(_ARGUMENT.sub(r"{\1}", rule.rule), {})
        is_public = declared(app.view_functions[rule.endpoint]) is True
        at[method.lower()] = _told(rule, operation, is_public=is_public)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Gendong", "version": "1", "description": "What agents' phones send and ask."},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "gendong"}},
        },
    }


def _operations(app: Flask) -> Iterator[tuple[Rule, str, Operation]]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        operation = operation_of(app.view_functions[rule.endpoint])
        if rule.rule.startswith(PREFIX) and operation is not None:
            for method in sorted(_methods(rule)):
                yield rule, method, operation


def _methods(rule: Rule) -> set[str]:
    methods = set(rule.methods or ()) - {"OPTIONS"}
    return methods - {"HEAD"} if "GET" in methods else methods


def _types(operation: Operation) -> Iterator[type]:
    yield from (kind for kind, _ in operation.answers.values() if kind is not None)
    yield from (kind for kind in operation.takes.values() if isinstance(kind, type))


def _told(rule: Rule, operation: Operation, *, is_public: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": rule.endpoint.replace(".", "_"),
        "summary": operation.summary,
        "security": [] if is_public else [{"session": []}],
        "parameters": list(_parameters(rule, operation)),
        "responses": {str(status): each for status, each in _answers(operation, is_public=is_public)},
    }
    if operation.takes:
        bodies = {kind: {"schema": _schema(shape)} for kind, shape in operation.takes.items()}
        told["requestBody"] = {"required": True, "content": bodies}
    return told


def _parameters(rule: Rule, operation: Operation) -> Iterator[dict[str, Any]]:
    for name in _ARGUMENT.findall(rule.rule):
        yield {"name": name, "in": "path", "required": True, "schema": _ARGUMENTS.get(name, _UUID)}
    for place, told in (("query", operation.query), ("header", operation.headers)):
        for name, what in told.items():
            yield {"name": name, "in": place, "description": what, "schema": {"type": "string"}}


def _answers(operation: Operation, *, is_public: bool) -> Iterator[tuple[int, dict[str, Any]]]:
    for status, (kind, what) in operation.answers.items():
        schema = _schema(kind) if kind else None
        yield status, {"description": what} | (_json(schema) if schema else {})
    refused = set(_ALWAYS) if operation.takes else set(_ALWAYS) - set(_OF_SENDING)
    for status in sorted(refused - set(operation.answers) - ({401, 404} if is_public else set())):
        yield status, {"description": _ALWAYS[status]} | _json(_schema(Refusal))


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _schema(shape: Any) -> dict[str, Any]:
    if shape is None:
        return {"type": "string", "format": "binary"}
    return shape if isinstance(shape, dict) else {"$ref": REF.format(name=shape.__name__)}
