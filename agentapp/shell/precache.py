"""What the service worker keeps, and the version that changes with any of it."""

import hashlib
from pathlib import Path

SCRIPTS = ("js/*.js", "js/offline/*.js")
FILES = ("css/app.css", "img/favicon.svg")
ALONE = frozenset(
    {"js/shortcuts.js", "js/countdown.js", "js/progress.js", "js/share.js", "js/copy.js", "js/autosave.js"}
)
"""Behaviours of pages that only open online."""


def kept_files(folder: Path) -> list[str]:
    """Names of the static files below `folder` that the shell needs."""
    scripts = [path.relative_to(folder).as_posix() for pattern in SCRIPTS for path in folder.glob(pattern)]
    return [*FILES, *(name for name in sorted(scripts) if name not in ALONE)]


def version_of(*texts: str) -> str:
    """Twelve characters that change when a shell page, or any static file that it names, does."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]
