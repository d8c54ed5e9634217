"""Every view says who may open it; what says nothing is closed."""

import pytest

from agentapp.accounts.guard import declared
from agentapp.accounts.permissions import GRANTS, Permission


def test_every_view_declares_a_permission_or_is_public(app):
    silent = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and declared(app.view_functions[rule.endpoint]) is False
    }

    assert not silent


def test_a_view_that_declares_nothing_opens_for_nobody(app, client, monkeypatch):
    monkeypatch.delattr(app.view_functions["health.healthz"], "gendong_public")

    assert client.get("/healthz", status=302).target.startswith("/login")


@pytest.mark.parametrize("permission", list(Permission))
def test_every_permission_is_given_to_somebody(permission):
    assert any(permission in granted for granted in GRANTS.values())
