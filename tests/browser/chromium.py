"""How the system's Chromium is started."""

import os
import shutil
from typing import Any

QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--disable-gpu",  # there is none; to imitate one costs a fifth more
)


def how() -> dict[str, Any]:
    """What Playwright is to be told: where it is, and its options."""
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert chromium, "install Chromium: sudo apt-get install -y chromium-headless-shell"
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    return {"executable_path": chromium, "args": [*QUIET, *as_root]}
