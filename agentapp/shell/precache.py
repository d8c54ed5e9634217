"""What the service worker keeps, and the version that changes with any of it."""

import hashlib
from pathlib import Path

FILES = ("css/app.css", "img/favicon.svg")
SCRIPTS = ("js/*.js", "js/offline/*.js")
ONLINE_ONLY = frozenset(
    f"js/{name}.js" for name in ("shortcuts", "countdown", "progress", "share", "copy", "autosave", "theme")
)
"""Behaviours of pages that only open online."""

IN_WORKER = "js/offline/background.js"
"""The worker's own: browsers keep it with the worker."""


def scripts(folder: Path) -> list[str]:
    """Names of the scripts that the shell runs, below the static files in `folder`."""
    found = [path.relative_to(folder).as_posix() for pattern in SCRIPTS for path in folder.glob(pattern)]
    return [name for name in sorted(found) if name not in ONLINE_ONLY | {IN_WORKER}]


def kept_files(folder: Path) -> list[str]:
    """Names of the static files that the shell needs."""
    return [*FILES, *scripts(folder)]


def version_of(*texts: str) -> str:
    """Twelve characters that change when a shell page, or any static file that it names, does."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]
