"""A demo instance: invented people at real places, in every state that the app knows. All synthetic."""

from agentapp.demo.loading import Summary, load

__all__ = ["Summary", "load"]
