"""The shell that phones keep: the same for everybody, and nothing of anybody in it."""

import re

import pytest

from tests.factories import AgentFactory
from tests.support.world import World, populate, secrets

PAGES = ("/offline", "/offline/outbox")


@pytest.fixture
def agents_phone(session, signed_in_client):
    world: World = populate()
    return signed_in_client(world.people["agent"])


@pytest.mark.parametrize("path", PAGES)
def test_it_holds_nothing_of_who_asks_no_token_and_no_message_meant_for_one_page(agents_phone, client, path):
    agents_phone.get("/enrolments/new")
    agents_phone.remember(_flashes=[("success", "Hanya untuk halaman berikutnya.")])

    mine, anybodys = agents_phone.get(path), client.get(path)

    assert mine.get_data() == anybodys.get_data()
    assert "csrf_token" not in mine.get_data(as_text=True)
    assert not [text for _, text in secrets() if text in mine.get_data(as_text=True)]
    assert "Set-Cookie" not in mine.headers
    assert "Hanya untuk" in agents_phone.get("/enrolments").words


def test_its_version_stands_on_each_page_and_in_the_worker(client):
    versions = {client.get(path).headers["X-Gendong-Shell"] for path in PAGES}
    worker = client.get("/sw.js")

    assert len(versions) == 1
    version = versions.pop()
    assert version in worker.get_data(as_text=True)
    assert version in client.get("/sw.js?sync=id").get_data(as_text=True)
    assert version not in client.get("/sw.js?sync=en").get_data(as_text=True)
    assert worker.mimetype == "text/javascript"


def test_who_has_it_already_gets_no_body(client):
    for path in (*PAGES, "/sw.js", "/manifest.webmanifest"):
        known = client.get(path).headers["ETag"]

        assert client.get(path, headers={"If-None-Match": known}, status=304).get_data() == b""


def test_everything_the_worker_keeps_and_the_manifest_names_is_there(client):
    kept = re.findall(r'"(/static/[^"]+)"', client.get("/sw.js?sync=id").get_data(as_text=True))
    manifest = client.get("/manifest.webmanifest").json
    pictures = [each["src"] for each in (*manifest["icons"], *manifest["screenshots"])]

    assert len(kept) > 30
    for path in (*kept, *pictures, manifest["start_url"], *(each["url"] for each in manifest["shortcuts"])):
        client.get(path).close()


@pytest.mark.parametrize(
    ("told", "shown"), [("3.1", "3 menunggu kirim · 1 perlu diperbaiki"), ("0.0", None), ("<b>", None)]
)
def test_what_waits_on_the_phone_is_painted_by_the_server(session, signed_in_client, told, shown):
    agent = signed_in_client(AgentFactory())
    agent.set_cookie("outbox", told)

    page = agent.get("/enrolments")

    strip = next(link for link in page.tree.iter("a") if "data-waiting" in link.attrib)
    assert ("hidden" in strip.attrib) == (shown is None)
    assert shown is None or shown in page.words


def test_signing_out_says_how_much_is_unsent(session, signed_in_client):
    agent = signed_in_client(AgentFactory())
    agent.set_cookie("outbox", "3.1")

    question = next(f for f in agent.get("/enrolments").forms if f.action.endswith("/logout")).element

    assert question.get("data-confirm", "").startswith("3 pendaftaran belum terkirim.")


def test_whoever_left_without_a_network_is_signed_out_by_the_first_request(session, signed_in_client):
    agent = signed_in_client(person := AgentFactory())
    agent.set_cookie("left", "yes")

    assert agent.get("/enrolments", status=302).target.startswith("/login")
    assert agent.get_cookie("left") is None
    again = signed_in_client(person)
    assert again.get("/enrolments").heading == "Pendaftaran saya"


def test_what_a_script_asks_then_ends_the_sign_in_but_leaves_the_cookie_to_the_page(
    session, signed_in_client
):
    agent = signed_in_client(AgentFactory())
    agent.set_cookie("left", "yes")

    answer = agent.get("/api/v1/ping", headers={"Sec-Fetch-Mode": "cors"})

    set_here = {cookie.partition("=")[0] for cookie in answer.headers.getlist("Set-Cookie")}
    assert set_here == {"left"}
    assert agent.get("/enrolments", status=302).target.startswith("/login")
