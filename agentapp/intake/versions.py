"""The form's versions: what an older form asked, said as today's form asks it, for 90 days after it was replaced.

A version that is not listed, of a form that is newer than this server or of another program, is read as it stands:
the form itself says what is missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from agentapp.core.clock import now
from agentapp.intake.held import HeldReason
from agentapp.intake.sealing import Unplaceable

ACCEPTED_FOR = timedelta(days=90)
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Replaced:
    """A version that another took the place of at `at`; `convert` makes its texts those of the next one."""

    version: str
    at: datetime
    convert: Callable[[Texts], dict[str, str]]


HISTORY: tuple[Replaced, ...] = ()
"""Oldest first; none was replaced yet. A new version of the form adds a line here for its predecessor."""


def convert(texts: Texts, *, any_age: bool = False) -> dict[str, str]:
    """The texts as today's form has them. Raises Unplaceable for one replaced too long ago, unless `any_age`."""
    versions = [each.version for each in HISTORY]
    version = texts.get("form_version", "")
    current = dict(texts)
    if version not in versions:
        return current
    steps = HISTORY[versions.index(version) :]
    if not any_age and now() > steps[0].at + ACCEPTED_FOR:
        raise Unplaceable(HeldReason.FORM_TOO_OLD)
    for step in steps:
        current = step.convert(current)
    return current
