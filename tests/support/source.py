"""The project's own files, read as text and as syntax trees: what the rules of the house look at."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.databases import ROOT

APP = ROOT / "agentapp"
TEMPLATES = ROOT / "templates"
MIGRATIONS = ROOT / "migrations" / "versions"
FOLDERS = ("agentapp", "tests", "templates", "static", "migrations", ".ci")
WRITTEN = {".py", ".html", ".css", ".js"}


def modules(folder: Path = APP) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def written() -> list[Path]:
    """Every file of code, template and style; what tools have made is left out."""
    return sorted(
        path
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.suffix in WRITTEN and "__pycache__" not in path.parts and "versions" not in path.parts
    )


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def line_count(path: Path) -> int:
    return len(path.read_text().splitlines())


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """(name, lines of the body without its docstring) of every function."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            yield node.name, (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def imported(node: ast.AST) -> Iterator[str]:
    """Names of the modules that an import statement names."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield node.module or ""
