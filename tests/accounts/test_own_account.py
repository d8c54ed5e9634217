import pytest

from agentapp.accounts.models import AccountEventKind
from agentapp.accounts.passwords import matches
from tests.factories import PASSWORD, AgentFactory, SponsorUserFactory
from tests.pages import PageClient

ANDROID = "Mozilla/5.0 (Linux; Android 10; K) Chrome/130.0.0.0 Mobile Safari/537.36"
NEW = "tiga kuda di sawah"


@pytest.fixture
def agent(session):
    return AgentFactory(name="Yusrizal Piliang", email="agen@contoh.id")


@pytest.fixture
def change(client):
    def change(status=302, **typed):
        values = {"old_password": PASSWORD, "password": NEW, "password_again": NEW, **typed}
        return client.get("/account/password").form().fill(values).submit(status=status)

    return change


def test_the_page_says_who_one_is_and_where_one_is_signed_in(app, enter, agent):
    phone = PageClient(app)
    phone.environ_base["HTTP_USER_AGENT"] = ANDROID
    enter("agen@contoh.id", at=phone)

    page = phone.get("/account")

    assert "Yusrizal Piliang" in page.main
    assert "agen@contoh.id" in page.main
    assert "Chrome · Android" in page.main
    assert page.main.count("Perangkat ini") == 1


def test_the_password_changes_and_other_devices_are_signed_out(
    client, sign_in, signed_in_client, change, agent, events
):
    elsewhere = signed_in_client(agent)
    sign_in(agent)

    change()

    assert matches(agent.password_hash, NEW)
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").target.startswith("/login")
    assert events(agent) == [AccountEventKind.PASSWORD_CHANGED]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"old_password": "salah sekali"}, "old_password"),
        ({"password": "pendek", "password_again": "pendek"}, "password"),
        ({"password": "yusrizal keren", "password_again": "yusrizal keren"}, "password"),
        ({"password_again": "lain sama sekali"}, "password_again"),
        ({"old_password": ""}, "old_password"),
    ],
)
def test_a_wrong_field_is_told_beside_it_and_nothing_changes(client, sign_in, change, agent, typed, field):
    sign_in(agent)

    page = change(status=422, **typed)

    assert page.error_of(field)
    assert matches(agent.password_hash, PASSWORD)


def test_signing_out_everywhere_ends_every_browser(client, sign_in, signed_in_client, agent, events):
    browsers = [signed_in_client(agent) for _ in range(2)]
    sign_in(agent)

    client.get("/account").form("/sign-out-everywhere").submit()

    for browser in (client, *browsers):
        assert browser.get("/account").target.startswith("/login")
    assert events(agent) == [AccountEventKind.SIGNED_OUT_EVERYWHERE]


def test_nobody_elses_browser_is_signed_out(sign_in, signed_in_client, client, agent):
    other = signed_in_client(SponsorUserFactory())
    sign_in(agent)

    client.get("/account").form("/sign-out-everywhere").submit()

    assert other.get("/account").status_code == 200


def test_an_agent_chooses_where_the_village_picker_starts(client, sign_in, agent):
    sign_in(agent)

    page = client.get("/account/district").form().fill(home_district="13.03.04").submit(follow=True)

    assert agent.home_district == "13.03.04"
    assert page.path == "/account"


def test_only_an_agent_has_such_a_district(client, sign_in, session):
    sign_in(SponsorUserFactory())

    client.get("/account/district", status=404)

    assert "/account/district" not in [href for _, href in client.get("/account").links()]
