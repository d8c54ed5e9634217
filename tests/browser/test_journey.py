"""A day in a valley without signal: forty people and one more, a killed browser, another agent, a bad network.

The phone has a profile on disk, a slow processor, and a proxy between it and the site.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from PIL import Image
from playwright.sync_api import Browser
from sqlalchemy import select

from agentapp.accounts.models import User
from agentapp.core.db import sessions
from agentapp.enrolment import photos
from agentapp.enrolment.models import Enrolment
from agentapp.intake.photo_rows import ArrivedPhoto
from tests.browser import phone
from tests.browser.bad_network import BadNetwork, bad_network
from tests.browser.enrolling import NAMES, SECTIONS, secret_answers
from tests.browser.handset import SLOWER, Handset
from tests.factories import AgentFactory
from tests.support.live import LiveSite, inside, making

PEOPLE, FEWER = 41, 16
"""So many on the phone as it is, and on the one whose database closes all the time."""
LARGE = 5
"""So many photos need several pieces."""
ROUNDS = 300
KEPT = "(await all('drafts')).length === 1"
ALL_SENT = "(await counts()).waiting === 0 && (await items()).every((item) => item.state === 'settled')"
WITHOUT_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });"
CLOSING = """async () => {
  const { closeForTest } = await import("%s");
  setInterval(() => closeForTest().catch((error) => console.info(error.name)), 150);
}"""
OUTBOX = """async () => {
  const { items, blobs } = await import("%s");
  return [await items(), (await blobs()).map(({ plain, item, state }) => ({ plain, item, state }))];
}"""
PRESS = """async () => {
  const { send } = await import("%s");
  await send(true);
  const { counts, items } = await import("%s");
  return (await counts()).waiting === 0 && (await items()).every((item) => item.state === "settled");
}"""


@dataclass
class Valley:
    """Who goes there, and whom they meet."""

    site: LiveSite
    network: BadNetwork
    phone: Handset
    agent: User
    other: User
    people: list[dict[str, str]]
    pictures: list[Path]
    closes_database: bool

    def open(self, path: str) -> None:
        self.phone.open(path)
        if self.closes_database:
            self.phone.page.evaluate(CLOSING % phone.module(self.phone, "database"))

    def enrol(self, number: int) -> None:
        self.open("/offline")
        phone.ready(self.phone)
        self.phone.answer(self.people[number])
        self.take_photo(number)
        self.finish()

    def take_photo(self, number: int) -> None:
        self.phone.page.locator("[name=ktp_photo]").set_input_files(self.pictures[number])
        self.phone.page.locator("[data-photo-state]:not(:empty)").first.wait_for(state="attached")

    def finish(self) -> None:
        self.phone.go_to("iuran")
        phone.finish(self.phone)


def pictures(folder: Path, count: int) -> list[Path]:
    """A picture for each, no two alike, a few of them large."""
    made = []
    for number in range(count):
        grains = (80, 60) if number < LARGE else (24, 18)
        noise = Random(f"{folder} {number}").randbytes(grains[0] * grains[1] * 3)
        path = folder / f"{number}.jpg"
        Image.frombytes("RGB", grains, noise).resize((1400, 1050)).save(path, "JPEG", quality=70)
        made.append(path)
    return made


@pytest.fixture(params=["as it is", "no locks, and the database closes"])
def valley(
    request: pytest.FixtureRequest, browser: Browser, sqlite_site: LiveSite, tmp_path: Path
) -> Iterator[Valley]:
    rough = request.param != "as it is"
    with making(sqlite_site):
        agent, other = AgentFactory(), AgentFactory()
        people = [secret_answers() for _ in range(FEWER if rough else PEOPLE)]
    with bad_network(sqlite_site.port) as network:
        handset = Handset(
            browser,
            sqlite_site,
            network.url,
            tmp_path / "profile",
            before=WITHOUT_LOCKS if rough else "",
            slower=1 if rough else SLOWER,
        )
        made = pictures(tmp_path, len(people))
        yield Valley(sqlite_site, network, handset, agent, other, people, made, closes_database=rough)
        handset.kill()
    assert not handset.complaints


@pytest.mark.long
def test_everybody_is_there_once_with_their_photos(valley, record_property):
    go_into_the_valley(valley)
    last = len(valley.people) - 1
    for number in range(last):
        valley.enrol(number)
    the_browser_is_killed_in_the_middle(valley)
    no_name_is_kept(valley)
    another_agent_comes_home_with_the_phone(valley)
    rounds = press_until_all_is_sent(valley)

    items, blobs = valley.phone.page.evaluate(OUTBOX % phone.module(valley.phone, "outbox"))
    assert {item["state"] for item in items} == {"settled"}
    assert {blob["state"] for blob in blobs} == {"done"}
    with inside(valley.site):
        found = at_the_server(valley)
        same = [blob for blob in blobs if is_kept(found[blob["item"]], blob["plain"])]
    faults = {kind: count for kind, count in valley.network.met.items() if kind != "fine"}
    record_property(
        "measured",
        f"offline: {len(found)} people of {len(valley.people)} at the server, {len(same)} photos equal by hash, "
        f"0 in the outbox, after {rounds} rounds through a network with {faults}",
    )
    assert len(found) == len(same) == len(valley.people)


def go_into_the_valley(valley: Valley) -> None:
    phone.install(valley.phone, str(valley.agent.email))
    phone.cut(valley.phone)
    valley.phone.open("/offline")
    phone.choose_pin(valley.phone)


def the_browser_is_killed_in_the_middle(valley: Valley) -> None:
    """Of the last one: half of it is typed."""
    last = valley.people[-1]
    half = {name: last[name] for section in ("ktp", "diri") for name in SECTIONS[section]}
    valley.open("/offline")
    phone.ready(valley.phone)
    valley.phone.answer(half)
    valley.take_photo(len(valley.people) - 1)
    phone.wait(valley.phone, "database", KEPT)
    valley.phone.page.locator("[data-draft-state]:not(:empty)").wait_for()

    valley.phone.kill()
    valley.phone.switch_on(without_signal=True)

    valley.open("/offline/outbox")
    valley.phone.press("[data-drafts] a.button")
    phone.give_pin(valley.phone)
    phone.ready(valley.phone)
    assert valley.phone.page.locator("main [name=name]").input_value() == last["name"]
    valley.phone.answer({name: text for name, text in last.items() if name not in half})
    valley.finish()


def no_name_is_kept(valley: Valley) -> None:
    kept = phone.dump(valley.phone)
    secret = ("nik", "phone", "address", *NAMES)
    told = {name for person in valley.people for name in secret if person[name] in kept}
    assert not told


def another_agent_comes_home_with_the_phone(valley: Valley) -> None:
    valley.phone.open("/offline/outbox")
    valley.phone.press("[data-sign-out]")
    valley.phone.page.locator("dialog[open] .button--harm").click()
    valley.phone.page.locator("[data-sign-out]").wait_for(state="hidden")
    phone.cut(valley.phone, off=False)
    valley.network.rough = True
    valley.phone.sign_in(str(valley.other.email))


def press_until_all_is_sent(valley: Valley) -> int:
    """How often "Kirim sekarang" had to be pressed."""
    valley.open("/offline/outbox")
    script = PRESS % (phone.module(valley.phone, "delivery"), phone.module(valley.phone, "outbox"))
    for count in range(1, ROUNDS):
        if valley.phone.page.evaluate(script):
            return count
    raise AssertionError(f"not sent after {ROUNDS} rounds: {valley.network.met}")


def at_the_server(valley: Valley) -> dict[str, Enrolment]:
    """By submission, those whom the first agent wrote: each once."""
    wrote = select(Enrolment).where(Enrolment.author_id == valley.agent.id)
    rows = sessions.scalars(wrote).all()
    assert sorted(row.name for row in rows) == sorted(person["name"] for person in valley.people)
    return {str(row.submission_id): row for row in rows}


def is_kept(enrolment: Enrolment, plain: str) -> bool:
    """Whether the photo with this hash on the phone came, is the application's, and can be read as it was kept."""
    arrived = sessions.scalars(select(ArrivedPhoto).where(ArrivedPhoto.plain_sha256 == plain)).one()
    kept = photos.store().get(arrived.kept)
    return enrolment.ktp_photo == arrived.kept == hashlib.sha256(kept).hexdigest()
