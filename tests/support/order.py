"""pytest plugin: what takes long begins early, and one process alone opens browsers, so that no process is left at the
end with what only it can do, and browsers do not wait for each other: four at once cost twice the time of one.

Tests marked `long` stand at the beginning of what runs on their database, so many places apart as pytest-xdist hands
out at once.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScheduling

APART = 12
LONG = "long"
BROWSER = "tests/browser/"
AHEAD = 2
"""So many tests in a browser are handed out at once: less is not possible."""


class OneForTheBrowser(LoadScheduling):
    """Hands tests in a browser to the first process, and to others only where nothing else is left."""

    def _send_tests(self, node: Any, num: int) -> None:
        assert self.collection is not None
        first = node is self.nodes[0]
        fitting = [place for place in self.pending if self._in_browser(place) == first]
        tests = (fitting or self.pending)[:num]
        if tests and self._in_browser(tests[0]):
            del tests[AHEAD:]
        self.pending[:] = [place for place in self.pending if place not in set(tests)]
        self.node2pending[node].extend(tests)
        node.send_runtest_some(tests)

    def _in_browser(self, place: int) -> bool:
        assert self.collection is not None
        return self.collection[place].startswith(BROWSER)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{LONG}: takes many seconds, so it should begin early")
    if getattr(config.option, "maxschedchunk", 0) is None:
        config.option.maxschedchunk = APART


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScheduling:
    return OneForTheBrowser(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(BROWSER))
    long = [item for item in items if item.get_closest_marker(LONG)]
    items[:] = [item for item in items if item not in set(long)]
    for kind in dict.fromkeys(map(_kind, long)):
        first = next((place for place, item in enumerate(items) if _kind(item) == kind), 0)
        for turn, item in enumerate(item for item in long if _kind(item) == kind):
            items.insert(first + turn * APART, item)


def _kind(item: pytest.Item) -> object:
    spec = getattr(item, "callspec", None)
    return spec and spec.params.get("database_kind")
