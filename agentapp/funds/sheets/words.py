"""How a text of the catalogue is said in a workbook."""

from typing import Protocol


class Say(Protocol):
    """As `gettext`: the text in the reader's language, with its parameters filled in."""

    def __call__(self, text: str, /, **params: object) -> str: ...


def in_indonesian(text: str, /, **params: object) -> str:
    """The text as it stands in the code."""
    return text % params if params else text
