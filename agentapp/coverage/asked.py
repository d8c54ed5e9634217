"""What of the figures is asked for: as the query string has it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from agentapp.core.period import InvalidMonth, Month
from agentapp.coverage.models import Dimension

_VALUE = re.compile(r"[\w+ ./&()-]{1,120}")
NARROWING = tuple(dimension for dimension in Dimension if dimension != Dimension.ALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A region (empty: all one may see), a month (None: the latest), a value that narrows, a dimension to list by.

    `dimension` with `value` narrows all figures to the people who have it; `by` is what the people of the region are
    listed by beside the regions. What makes no sense in a query is passed over.
    """

    region: str = ""
    month: Month | None = None
    dimension: Dimension = Dimension.ALL
    value: str = ""
    by: Dimension = Dimension.ECOSYSTEM

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """What a query string asks for. `only` is "dimension:value"."""
        dimension, _, value = query.get("only", "").partition(":")
        narrow = dimension in NARROWING and _VALUE.fullmatch(value) is not None
        by = query.get("by", "")
        return cls(
            region=query.get("region", "").strip(),
            month=_month(query.get("month", "")),
            dimension=Dimension(dimension) if narrow else Dimension.ALL,
            value=value if narrow else "",
            by=Dimension(by) if by in NARROWING else Dimension.ECOSYSTEM,
        )

    @property
    def narrowed(self) -> bool:
        return self.dimension != Dimension.ALL

    @property
    def only(self) -> str:
        """The narrowing as the query string has it."""
        return f"{self.dimension}:{self.value}" if self.narrowed else ""

    def query(self, **changes: object) -> dict[str, str]:
        """The query string of this, but for `changes`."""
        asked = replace(self, **changes)  # type: ignore[arg-type]
        parts = {
            "region": asked.region,
            "month": str(asked.month or ""),
            "only": asked.only,
            "by": "" if asked.by == Dimension.ECOSYSTEM else asked.by.value,
        }
        return {name: text for name, text in parts.items() if text}

    def narrow(self, dimension: Dimension, value: str) -> dict[str, str]:
        """The query string that narrows to one value."""
        return self.query(dimension=dimension, value=value)

    def anybody(self) -> dict[str, str]:
        """The query string without narrowing."""
        return self.query(dimension=Dimension.ALL, value="")


def _month(text: str) -> Month | None:
    try:
        return Month.parse(text)
    except InvalidMonth:
        return None
