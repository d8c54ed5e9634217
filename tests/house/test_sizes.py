"""Small files, small functions: the ceilings of the house, and where it stands."""

from statistics import median

from tests.support.findings import MEASURED
from tests.support.source import functions, line_count, modules, name, written

FILE_LINES = 300
TEMPLATE_LINES = 80
FUNCTION_LINES = 25
MEDIAN_FILE_LINES = 85
MEDIAN_FUNCTION_LINES = 6


def test_no_file_is_longer_than_300_lines():
    long = {name(path): line_count(path) for path in written() if line_count(path) > FILE_LINES}

    assert not long


def test_no_template_is_longer_than_80_lines():
    templates = [path for path in written() if path.suffix == ".html"]
    long = {name(path): line_count(path) for path in templates if line_count(path) > TEMPLATE_LINES}

    assert not long


def test_no_function_of_the_app_is_longer_than_25_lines():
    long = {
        f"{name(path)}:{function}": lines
        for path in modules()
        for function, lines in functions(path)
        if lines > FUNCTION_LINES
    }

    assert not long


def test_most_files_and_functions_are_small(record_property):
    files = median(line_count(path) for path in modules())
    lengths = median(lines for path in modules() for _, lines in functions(path))
    record_property(MEASURED, f"median file {files:.0f} lines, median function {lengths:.0f} lines")

    assert files <= MEDIAN_FILE_LINES
    assert lengths <= MEDIAN_FUNCTION_LINES
