"""Texts as people mean them, whatever keyboard, phone or spreadsheet they come from."""

import re
import unicodedata
from typing import Any

_SPACES = re.compile(r"\s+")
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}


def clean_line(text: Any) -> Any:
    """One line as people mean it: NFC, single spaces, no control, direction or zero-width marks."""
    if not isinstance(text, str):
        return text
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    spaced = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return "".join(mark for mark in spaced if unicodedata.category(mark) not in _INVISIBLE).strip()


def clean_text(text: Any) -> Any:
    """As `clean_line`, but keeps line breaks."""
    if not isinstance(text, str):
        return text
    return "\n".join(clean_line(line) for line in text.splitlines()).strip()
