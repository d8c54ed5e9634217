"""An agent in the field: an installed app, a network that may fail in one way, and what the server has of it."""

from dataclasses import dataclass

from sqlalchemy import select

from agentapp.accounts.models import User
from agentapp.core.db import sessions
from agentapp.enrolment.models import Enrolment
from tests.browser import phone
from tests.browser.bad_network import BadNetwork
from tests.browser.enrolling import secret_answers
from tests.browser.visitor import Visitor
from tests.support.live import LiveSite, inside

API = "/api/v1/"
PING, SUBMISSIONS, BLOBS = f"{API}ping", f"{API}submissions/", f"{API}blobs/"
ALL_SENT = "Semua sudah terkirim"


@dataclass
class Field:
    """Who goes there with what. Everything the phone asks passes `network`."""

    site: LiveSite
    network: BadNetwork
    agent: User
    phone: Visitor

    def meet(self, fault: str = "", *paths: str) -> None:
        """From now on what is asked below these paths meets this fault, and nothing else does."""
        self.network.always = dict.fromkeys(paths, fault)

    def sealed(self, photo: bytes = b"", **changes: str) -> str:
        """The key of somebody who was finished just now."""
        return phone.seal_up(self.phone, secret_answers() | changes, photo)

    def send(self, times: int = 1) -> None:
        phone.send(self.phone, times)

    def count(self, *keys: str) -> int:
        """How many applications the server has under these keys."""
        with inside(self.site):
            found = sessions.scalars(
                select(Enrolment.submission_id).where(Enrolment.author_id == self.agent.id)
            )
            return sum(str(key) in keys for key in found)

    def states(self) -> dict[str, str]:
        """How each finished person stands on the phone."""
        return {item["id"]: item["state"] for item in phone.stored(self.phone, "outbox")}

    def expect_reach(self, words: str) -> None:
        self.phone.page.locator("[data-reach]", has_text=words).wait_for()

    def expect_item(self, words: str) -> None:
        """Somebody on the list of what waits."""
        self.phone.page.locator("[data-items] .entry", has_text=words).first.wait_for()

    def expect_strip(self, words: str) -> None:
        self.phone.page.locator("[data-waiting]", has_text=words).wait_for()

    def press_item(self, words: str, step: str) -> None:
        """A button of the one who is told of in these words."""
        entry = self.phone.page.locator("[data-items] .entry", has_text=words)
        entry.locator("button", has_text=step).click()
