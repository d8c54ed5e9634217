"""The interface is what its description says: schemathesis asks it whatever the description allows, and more."""

from collections import Counter
from contextlib import suppress

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.factories import AgentFactory

SMALL = settings(
    max_examples=5,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def description(client):
    return client.get("/api/v1/openapi.json").json


def test_it_tells_every_operation(description):
    told = {(method, path) for path, methods in description["paths"].items() for method in methods}

    assert told == {
        ("get", "/api/v1/ping"),
        ("get", "/api/v1/keys"),
        ("put", "/api/v1/submissions/{submission_id}"),
        ("head", "/api/v1/blobs/{sha256}"),
        ("put", "/api/v1/blobs/{sha256}"),
        ("get", "/api/v1/changes"),
        ("put", "/api/v1/phones/{phone_id}"),
        ("post", "/api/v1/offers"),
        ("post", "/api/v1/reports"),
        ("get", "/api/v1/reference/{name}/{version}"),
    }


def test_a_submission_has_the_fields_of_the_form(description):
    content = description["paths"]["/api/v1/submissions/{submission_id}"]["put"]["requestBody"]["content"]
    fields = set(content["application/json"]["schema"]["properties"])

    assert {"nik", "heirs-0-name", "heirs-3-phone", "ktp_photo", "consent", "ticket"} <= fields


@pytest.mark.parametrize("allowed", [True, False], ids=["allowed", "not allowed"])
def test_every_answer_is_one_that_the_description_tells(app, signed_in_client, allowed):
    cookie = signed_in_client(AgentFactory()).get_cookie("gendong")
    mode = GenerationMode.POSITIVE if allowed else GenerationMode.NEGATIVE
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)

    asked = [_ask(result.ok(), mode, {"gendong": cookie.value}) for result in schema.get_all_operations()]

    statuses = sum(asked, Counter())
    assert 401 not in statuses
    assert set(statuses) >= ({200, 201, 202} if allowed else {200, 404, 422})


def _ask(operation, mode, cookies):
    """How often requests of this kind to an operation were answered how."""
    statuses = Counter()

    @SMALL
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case):
        answer = case.call(cookies=cookies, headers={"Accept-Encoding": "identity"})
        statuses[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    with suppress(Unsatisfiable):  # nothing can be wrong with a request that has no parts
        ask()
    return statuses
