"""pytest plugin: what loading the tests made stays to the end, so the collector of garbage need not walk over it."""

import gc

import pytest

MANY = 50_000


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(MANY, 20, 50)
