"""What the clock does for funds; each safe to run twice."""

from collections.abc import Mapping

from agentapp.funds.ending import finish_over
from agentapp.funds.recosting import recost_all
from agentapp.funds.telling import tell_ending


def keep_places() -> Mapping[str, int]:
    """End the places whose months are over, keep what places cost by now, tell whose last month it is."""
    return {"ended": finish_over(), "recosted": recost_all(), "told": tell_ending()}
