"""What a run found out and people want to read: measured figures and pictures, said at its end.

A picture of every page is kept, in both languages; of every step of every test where asked for:
`make test ARGS="tests/browser --pictures"`. A test says a figure by `record_property("measured", "…")`, which also
comes through from pytest-xdist's workers.
"""

import pytest

from tests.support.databases import ROOT

SCREENS = ROOT / "tests" / "output" / "screens"
MEASURED = "measured"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pictures", action="store_true", help=f"keep pictures of every step in {SCREENS.relative_to(ROOT)}"
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures, and where the pictures are."""
    figures = [
        str(value)
        for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
        if report.when == "call"
        for name, value in report.user_properties
        if name == MEASURED
    ]
    pictures = len(list(SCREENS.rglob("*.jpg")))
    if figures or pictures:
        terminalreporter.section("measured")
    for figure in figures:
        terminalreporter.write_line(figure)
    if pictures:
        terminalreporter.write_line(f"{pictures} pictures of pages in {SCREENS.relative_to(ROOT)}")
