"""What `import-linter` does not see: imports hidden in functions, migrations that lean on the app."""

import ast
import re

from tests.support.source import MIGRATIONS, imported, modules, name, tree

VAGUE_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "managers",
    "process",
    "data",
    "common",
    "misc",
}


def test_no_import_hides_in_a_function():
    hidden = [
        f"{name(path)}:{inner.lineno}"
        for path in modules()
        for outer in ast.walk(tree(path))
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert not hidden


def test_migrations_import_no_app_code():
    leaning = [
        f"{name(path)}: {module}"
        for path in modules(MIGRATIONS)
        for node in ast.walk(tree(path))
        for module in imported(node)
        if module.split(".")[0] not in {"alembic", "sqlalchemy", "datetime", "uuid", "json"}
    ]

    assert not leaning


def test_migrations_are_numbered_one_after_the_other():
    files = modules(MIGRATIONS)

    assert [path.name[:4] for path in files] == [f"{number:04d}" for number in range(1, len(files) + 1)]
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", path.name) for path in files)


def test_modules_are_named_for_what_they_hold():
    assert not [name(path) for path in modules() if path.stem in VAGUE_NAMES]
