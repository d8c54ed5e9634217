"""What workers are told: short, kind, with amount and day in full; Indonesian or English."""

import re
from dataclasses import replace
from datetime import date

import pytest

from agentapp.contributions import notices
from agentapp.contributions.notices import Means, Settled
from agentapp.core.period import Month

NOV = Month(2026, 11)
SETTLED = Settled(
    name="Siti",
    means=Means.OWN,
    number="A1B2C3D4E",
    amount=1_234_567,
    first=NOV,
    last=NOV + 2,
    received_on=date(2026, 11, 5),
)
DUE = ("Siti", NOV, 16_800, date(2026, 11, 15))
END = ("Siti", date(2026, 11, 30), 50_400)
ALL = {
    "receipt": lambda language: notices.receipt(SETTLED, language),
    "receipt of another's money": lambda language: notices.receipt(
        replace(SETTLED, means=Means.OTHERS), language
    ),
    "receipt of a credit": lambda language: notices.receipt(replace(SETTLED, means=Means.CREDIT), language),
    "late receipt": lambda language: notices.receipt(
        replace(SETTLED, received_on=date(2027, 3, 1)), language
    ),
    "reversed": lambda language: notices.reversed_receipt(SETTLED, language),
    "due": lambda language: notices.due_soon(*DUE, language),
    "ending": lambda language: notices.ending(*END, language),
}
MOST_WORDS = 15
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")


@pytest.mark.parametrize("told", ALL.values(), ids=ALL)
def test_at_most_three_sentences_of_fifteen_words(application, told):
    with application.app_context():
        subject, text = told("id")
    sentences = SENTENCE.split(text)

    assert len(sentences) <= 3
    assert [sentence for sentence in sentences if len(_words(sentence)) > MOST_WORDS] == []
    assert len(_words(subject)) <= MOST_WORDS
    assert re.search(r"Rp[\d.]+\d", text)


def _words(sentence: str) -> list[str]:
    """A day and a span of months count as one, as one says them."""
    return re.sub(r"\d+ (?=[A-Z])|(?<=[a-z]) (?=\d{4})|\b – ", "", sentence).split()


@pytest.mark.parametrize("told", ALL.values(), ids=ALL)
def test_days_and_months_are_in_the_asked_language_whatever_the_process_speaks(application, told):
    with application.test_request_context(headers={"Accept-Language": "id"}):
        english = " ".join(told("en"))
        indonesian = " ".join(told("id"))

    assert not re.search(r"Januari|Maret", english)
    assert not re.search(r"January|March", indonesian)


def test_without_an_app_it_is_indonesian():
    _, text = notices.receipt(SETTLED, "id")

    assert text == (
        "Terima kasih, Siti. Iuran November 2026 – Januari 2027 sebesar Rp1.234.567 kami terima 5 November 2026. "
        "Perlindungannya sampai 31 Januari 2027."
    )


def test_what_somebody_else_paid_is_not_thanked_for():
    _, text = notices.receipt(replace(SETTLED, means=Means.OTHERS), "id")

    assert "Terima kasih" not in text
    assert "sudah dibayar untuk Anda" in text
