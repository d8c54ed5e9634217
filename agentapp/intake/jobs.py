"""What a worker does for the intake: safe to run twice, and in several processes at once."""

from collections.abc import Mapping

from agentapp.intake import corrected, keys, life, quarantine, reports, uploads


def sweep() -> Mapping[str, int]:
    """Forget what nobody needs any more; make a new sealing key where the newest is old."""
    return {
        "parts": uploads.forget_old(),
        "held": quarantine.erase_old(),
        "reports": reports.forget_old(),
        "corrected": corrected.forget_old(),
        "keys": keys.renew(first=False),
    }


def beat() -> Mapping[str, int]:
    """Notice when the database has gone back in time."""
    before = life.current()
    return {"lives": int(life.keep_beating() != before)}
