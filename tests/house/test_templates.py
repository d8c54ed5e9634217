"""Templates: every text can be translated, nothing is inline."""

import re

import pytest

from tests.support.source import TEMPLATES, name

FILES = sorted(TEMPLATES.rglob("*.html"))
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
TRANSLATED = re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", re.DOTALL)
JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
READ_ALOUD = re.compile(r"\s(?:placeholder|aria-label|title|alt|content)=\"([^\"]*)\"")
TAG = re.compile(r"<[^>]*>", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
ENTITY = re.compile(r"&\w+;|&#\d+;")
ALONE = {"500.html"}  # shown when translation itself may be at fault
DRAWINGS = {
    "icons.html",
    "pictograms.html",
    "card.html",
    "qr.html",
}  # paths they hold themselves, a QR code by segno
CLASSES = re.compile(r"\{% block \w+_class %\}.*?\{% endblock %\}", re.DOTALL)
NAMES = {
    "Gendong",
    "English",
    "Bahasa",
    "Indonesia",
    "BPJS",
    "Ketenagakerjaan",
    "width",
    "device",
    "initial",
    "scale",
}
NAMES |= {"light", "dark", "viewport", "fit", "cover", "Rp", "telephone", "no", "noindex"}


def untranslated(source: str) -> set[str]:
    """Words that a reader would see in the same language whatever they chose."""
    plain = JINJA.sub(" ", TRANSLATED.sub(" ", CLASSES.sub(" ", COMMENT.sub(" ", source))))
    seen = [TAG.sub(" ", plain), *READ_ALOUD.findall(plain)]
    return {word for text in seen for word in WORD.findall(ENTITY.sub(" ", text))} - NAMES


@pytest.mark.parametrize("path", [path for path in FILES if path.name not in ALONE], ids=name)
def test_every_word_can_be_translated(path):
    assert not untranslated(path.read_text())


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_style_and_no_script_stands_in_a_template(path):
    source = COMMENT.sub("", path.read_text())

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|<script(?![^>]*\bsrc=)", source)


@pytest.mark.parametrize("path", [path for path in FILES if path.name not in DRAWINGS], ids=name)
def test_nothing_is_trusted_as_safe_markup(path):
    assert not re.search(r"\|\s*safe\b|autoescape false", path.read_text())
