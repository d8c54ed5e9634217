"""What no page of ours sends: places in the queue at the ends of the calendar, versions beyond all numbers."""

from base64 import urlsafe_b64encode
from uuid import uuid4

import pytest

from agentapp.enrolment.models import Enrolment, EnrolmentState
from tests.pages import PageClient

NOBODY = "Tidak ada yang cocok"


@pytest.mark.parametrize(
    "moment", ["2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "x"]
)
def test_a_place_that_cannot_be_is_the_first_page_or_none(
    browser: PageClient, waiting: Enrolment, moment: str
):
    cursor = urlsafe_b64encode(f"{moment}|{uuid4().hex}".encode()).rstrip(b"=").decode()

    page = browser.get("/review", query_string={"after": cursor})

    assert page.heading == browser.get("/review").heading
    assert waiting.name in page.main or NOBODY in page.main


def test_a_search_for_what_no_database_holds_finds_nobody(browser: PageClient, waiting: Enrolment):
    page = browser.get("/review?q=1%00b")

    assert NOBODY in page.main
    assert waiting.name not in page.main


@pytest.mark.parametrize("version", ["1" * 5000, "²", "-1", "x"])
def test_a_version_that_no_page_showed_is_none(browser: PageClient, waiting: Enrolment, version: str):
    token = browser.csrf_token("/review")

    browser.post(f"/review/{waiting.id}/approval", data={"csrf_token": token, "version": version}, status=303)

    assert waiting.state == EnrolmentState.APPROVED
