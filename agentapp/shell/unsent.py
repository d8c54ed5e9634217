"""How much waits on the phone that asks: it says so itself, in a cookie of two figures, so that no page jumps."""

import re

from flask import request

_TWO = re.compile(r"(\d{1,4})\.(\d{1,4})", re.ASCII)


def unsent(which: str = "waiting") -> int:
    """How many finished people are not at the server yet; `broken`: how many of them wait for a person."""
    match = _TWO.fullmatch(request.cookies.get("outbox", ""))
    return int(match[2 if which == "broken" else 1]) if match else 0
