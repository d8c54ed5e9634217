"""Chance that repeats: the same seed text gives the same draws on every machine and in every run."""

import random
from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


class Chance(random.Random):
    """A source of draws, seeded by a text."""

    def uuid(self) -> UUID:
        return UUID(int=self.getrandbits(128), version=4)

    def happens(self, share: float) -> bool:
        """True in `share` (0 to 1) of the cases."""
        return self.random() < share

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys, each as often as its weight."""
        return self.choices(list(weights), list(weights.values()))[0]

    def between(self, first: datetime, last: datetime) -> datetime:
        """A moment from `first` up to `last`, whole seconds."""
        return (first + (last - first) * self.random()).replace(microsecond=0)
