"""pytest plugin: what takes long begins early, so that no process is left alone with it at the end.

Tests in a browser come first, a few processes share them. Tests marked `long` stand at the beginning of what runs on
their database, so many places apart as pytest-xdist hands out at once.
"""

import pytest

APART = 12
LONG = "long"
FIRST = "browser"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{LONG}: takes many seconds, so it should begin early")
    if getattr(config.option, "maxschedchunk", 0) is None:
        config.option.maxschedchunk = APART


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: FIRST not in item.path.parts)
    long = [item for item in items if item.get_closest_marker(LONG)]
    items[:] = [item for item in items if item not in set(long)]
    for kind in dict.fromkeys(map(_kind, long)):
        first = next((place for place, item in enumerate(items) if _kind(item) == kind), 0)
        for turn, item in enumerate(item for item in long if _kind(item) == kind):
            items.insert(first + turn * APART, item)


def _kind(item: pytest.Item) -> object:
    spec = getattr(item, "callspec", None)
    return spec and spec.params.get("database_kind")
