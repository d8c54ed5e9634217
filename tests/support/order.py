"""pytest plugin: tests marked `long` begin early and apart, so that no process is left alone with them at the end.

They stand at the beginning of what runs on their database, so many places apart as pytest-xdist hands out at once.
"""

import pytest

APART = 12
LONG = "long"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{LONG}: takes many seconds, so it should begin early")
    if getattr(config.option, "maxschedchunk", 0) is None:
        config.option.maxschedchunk = APART


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    long = [item for item in items if item.get_closest_marker(LONG)]
    items[:] = [item for item in items if item not in set(long)]
    for kind in dict.fromkeys(map(_kind, long)):
        first = next((place for place, item in enumerate(items) if _kind(item) == kind), 0)
        for turn, item in enumerate(item for item in long if _kind(item) == kind):
            items.insert(first + turn * APART, item)


def _kind(item: pytest.Item) -> object:
    spec = getattr(item, "callspec", None)
    return spec and spec.params.get("database_kind")
