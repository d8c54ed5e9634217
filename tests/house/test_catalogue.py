"""Whoever chose English reads English: every text is in the catalogue, translated, with its placeholders."""

from functools import cache

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tests.support.databases import ROOT

TRANSLATIONS = ROOT / "agentapp" / "translations"
ENGLISH = TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
FOLDERS = ("agentapp", "templates")


@cache
def texts() -> frozenset[str]:
    """The Indonesian source texts of the app and its templates, by their first form."""
    found = set()
    with (TRANSLATIONS / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    for folder in FOLDERS:
        patterns = [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods]
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, patterns, options, KEYWORDS):
            found.add(message[0] if isinstance(message, tuple) else message)
    return frozenset(found)


@cache
def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def is_translated(string: str | tuple[str, ...]) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


def test_there_are_texts_to_translate():
    assert "Masuk" in texts()
    assert len(texts()) > 300


def test_every_text_is_translated_into_english():
    translated = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in english()
        if message.id and not message.fuzzy and is_translated(message.string)
    }

    assert sorted(texts() - translated) == []


def test_the_catalogue_holds_no_text_that_is_gone():
    kept = {
        message.id if isinstance(message.id, str) else message.id[0] for message in english() if message.id
    }

    assert sorted(kept - texts()) == []
    assert not english().obsolete


def test_translations_have_the_placeholders_of_their_source():
    wrong = {
        str(message.id): [str(error) for error in message.check(english())]
        for message in english()
        if message.id
    }

    assert not {text: errors for text, errors in wrong.items() if errors}


def test_no_translation_brings_markup_or_leaves_an_attribute():
    """Translations stand in templates as they are, also between the double quotes of an attribute."""
    loose = [
        text
        for message in english()
        if message.id
        for text in (message.string if isinstance(message.string, tuple) else (message.string,))
        if set('<>"') & set(text)
    ]

    assert loose == []
