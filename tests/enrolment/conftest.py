"""An agent at the form, with real pictures at hand."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from agentapp.accounts.models import User
from tests.factories import AgentFactory, application_data
from tests.pages import Page, PageClient


@pytest.fixture
def agent(session: object) -> User:
    return AgentFactory()


@pytest.fixture
def browser(agent: User, sign_in: Callable[[User], PageClient]) -> PageClient:
    return sign_in(agent)


@pytest.fixture
def send(browser: PageClient) -> Callable[..., Page]:
    """Post the whole form, as a phone would: valid answers of a new person with `changes`."""

    def send(status: int | None = None, **changes: Any) -> Page:
        files = {name: changes.pop(name) for name in ("ktp_photo", "person_photo") if name in changes}
        data = application_data(csrf_token=browser.csrf_token("/enrolments/new"), **changes) | files
        return browser.post("/enrolments/new", data=data, content_type="multipart/form-data", status=status)

    return send


def jpeg(width: int = 900, height: int = 600, **options: Any) -> bytes:
    """A photo with some content."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    file = io.BytesIO()
    picture.save(file, "JPEG", **options)
    return file.getvalue()


def upload(content: bytes, name: str = "ktp.jpg") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name
