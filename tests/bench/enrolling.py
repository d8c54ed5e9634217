"""Enrolments accepted a second: sessions, CSRF, checks, encryption, history and a durable commit, all of it real."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from statistics import median
from uuid import uuid4

from tests.bench.http import Session, form_body, multipart_body
from tests.bench.load import Round, run
from tests.bench.photos import Photos
from tests.bench.report import Row, median_percentile, milliseconds
from tests.factories import PASSWORD, application_data, born, full_name, make_nik
from tests.support.live import LiveSite

CONNECTIONS = 8
MOST_A_SECOND = 1_200
RATE_AIM = 0.65
P99_SECONDS = 0.050
FIRST_NEW_PERSON = 2_000_000
FORM = "application/x-www-form-urlencoded"


class Applications:
    """Requests of new people, each a different one, made before the clock starts."""

    def __init__(self, app: LiveSite, emails: list[str]) -> None:
        self._agents = [signed_in(app, email) for email in emails]
        self._people = count(FIRST_NEW_PERSON)
        self._photos = Photos()

    def plain(self, path: str, amount: int) -> Iterator[bytes]:
        for _, fields, agent in self._forms(amount):
            yield agent.bytes_of("POST", path, form_body(fields), FORM)

    def with_photo(self, path: str, amount: int) -> Iterator[bytes]:
        for n, fields, agent in self._forms(amount):
            body, kind = multipart_body(fields, self._photos.one(n))
            yield agent.bytes_of("POST", path, body, kind)

    def _forms(self, amount: int) -> Iterator[tuple[int, dict[str, str], Session]]:
        for _ in range(amount):
            n = next(self._people)
            agent = self._agents[n % len(self._agents)]
            yield n, {"csrf_token": agent.token, **answers(n)}, agent


def signed_in(app: LiveSite, email: str) -> Session:
    agent = Session(app.port)
    agent.sign_in(email, PASSWORD)
    agent.get("/enrolments/new")
    return agent


def answers(n: int) -> dict[str, str]:
    return application_data(
        submission_id=uuid4(),
        captured_at=datetime.now(UTC).isoformat(),
        nik=make_nik(n).digits,
        birth_date=born(n).isoformat(),
        sex="M",
        name=full_name(n),
        mother_name=full_name(n * 7 + 3),
        phone=f"0813{n:08d}",
    )


def measure_enrolling(
    app: LiveSite, bare: LiveSite, emails: list[str], rounds: int, seconds: float
) -> list[Row]:
    """Both apps by turns, without and with a photo; medians of the rounds."""
    people = Applications(app, emails)
    amount = int(MOST_A_SECOND * seconds)
    rows = []
    for title, made in (
        ("enrolments, no photo", people.plain),
        ("enrolments, 100 kB photo", people.with_photo),
    ):
        taken: dict[str, list[Round]] = {"bare": [], "ours": []}
        for _ in range(rounds):
            for name, site, path in (("bare", bare, "/posts"), ("ours", app, "/enrolments/new")):
                requests = list(made(path, amount))
                taken[name].append(
                    run(site.port, requests, connections=CONNECTIONS, status=303, seconds=seconds)
                )
        rows += rows_of(title, taken)
    return rows


def rows_of(title: str, taken: dict[str, list[Round]]) -> list[Row]:
    rates = {name: median(each.rate for each in rounds) for name, rounds in taken.items()}
    p99 = {
        name: median_percentile([each.latencies for each in rounds], 0.99) for name, rounds in taken.items()
    }
    ratio = rates["ours"] / rates["bare"]
    return [
        Row(
            title,
            f"{rates['bare']:.0f}/s",
            f"{rates['ours']:.0f}/s",
            ratio,
            f">= {RATE_AIM}",
            ratio >= RATE_AIM,
        ),
        Row(
            f"{title}, p99",
            milliseconds(p99["bare"]),
            milliseconds(p99["ours"]),
            p99["ours"] / p99["bare"],
            f"<= {milliseconds(P99_SECONDS)}",
            p99["ours"] <= P99_SECONDS,
        ),
    ]
