"""What the clock does for sponsorships; each safe to run twice."""

from collections.abc import Mapping

from agentapp.sponsorship.carrying import finish_over


def end_finished() -> Mapping[str, int]:
    """End the sponsorships whose months are over."""
    return {"ended": finish_over()}
