"""Every setting is in the README, and the README names no other."""

import ast
import re

from tests.support.databases import ROOT
from tests.support.source import APP, tree

ROW = re.compile(r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|", re.MULTILINE)
UPPER = re.compile(r"[A-Z][A-Z_]{3,}")


def read_settings() -> set[str]:
    """Names that `config.py` asks its reader for."""
    return {
        call.args[0].value
        for call in ast.walk(tree(APP / "config.py"))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and UPPER.fullmatch(str(call.args[0].value))
    }


def test_the_readme_lists_exactly_the_settings_there_are():
    rows = ROW.findall((ROOT / "README.md").read_text())
    documented = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}

    assert documented == read_settings() | {"DATABASE_URL"}


def test_only_the_settings_read_the_environment():
    readers = [
        path.name
        for path in APP.rglob("*.py")
        if path.name != "config.py" and re.search(r"os\.(environ|getenv)", path.read_text())
    ]

    assert not readers
