"""Names of people, folded so that they are found however they were typed."""

import re
import unicodedata

KEY_LENGTH = 120


def name_key(name: str) -> str:
    """The folded form of a name for search: lower case, no accents, single spaces.

    Apostrophes within a word vanish (`Nur'aini` is `nuraini`); other marks part words (`M.Yusuf` is
    `m yusuf`). Letters of other scripts stay. At most 120 characters; folding a folded name changes nothing.
    """
    plain = _without_accents(_without_accents(name).casefold())
    return " ".join(_parted(plain).split())[:KEY_LENGTH].rstrip()


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    return "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))


_APOSTROPHES = re.compile("['`´‘’ʻʼ]")
_OTHER_MARKS = re.compile(r"[\W_]")


def _parted(text: str) -> str:
    return _OTHER_MARKS.sub(" ", _APOSTROPHES.sub("", text))
