import pytest

from tests.factories import AgentFactory


def switch(page, language=None, target=None):
    form = page.form("/language")
    if target is not None:
        form.data["next"] = target
    if language is None:
        return form.submit()
    return page.client.post("/language", data=dict(form.data) | {"language": language})


def lang(page):
    return page.tree.get("lang") or page.tree.find(".").get("lang")


def test_a_visitor_s_choice_is_kept_in_the_session(client, session):
    page = switch(client.get("/login")).follow()

    assert page.path == "/login"
    assert lang(page) == "en"
    assert lang(client.get("/login")) == "en"


def test_a_person_s_choice_goes_with_them_to_another_browser(client, sign_in, signed_in_client):
    agent = AgentFactory()
    sign_in(agent)

    switch(client.get("/account"))

    assert agent.locale == "en"
    assert lang(signed_in_client(agent).get("/account")) == "en"


def test_an_unknown_language_changes_nothing(client, session):
    page = switch(client.get("/login"), language="jv").follow()

    assert lang(page) == "id"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", ""])
def test_the_switch_leads_to_no_other_site(client, session, target):
    assert switch(client.get("/login"), target=target).target == "/"
