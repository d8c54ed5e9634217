"""The corpus of nasty files: each is read as its table says, and its repair workbook reads the same."""

import pytest

from agentapp.funds.sheets.checking import Checker, column_problems
from agentapp.funds.sheets.headers import find_layouts
from agentapp.funds.sheets.reading import read
from agentapp.funds.sheets.refusal import SheetRefused
from agentapp.funds.sheets.repair import repair_workbook
from agentapp.funds.sheets.villages import Villages
from tests.funds.sheets.corpus import CORPUS, REFUSED, Case


def checked(content: bytes, filename: str):
    book = read(content, filename)
    layouts = find_layouts(book)
    assert column_problems(layouts) == []
    checker = Checker(Villages(["13.03.06"]))
    return book, layouts, checker, list(checker.rows(book, layouts))


@pytest.fixture(params=CORPUS, scope="module")
def case(request: pytest.FixtureRequest) -> Case:
    return CORPUS[request.param]


@pytest.fixture(scope="module")
def outcome(case: Case):
    return checked(case.content(), case.filename)


def test_each_file_of_the_corpus_reads_as_expected(case, outcome):
    _, _, checker, rows = outcome

    assert checker.tally.readable == case.readable
    assert dict(checker.tally.problems) == case.problems
    assert dict(checker.tally.warnings) == case.warnings
    assert len(checker.tally.passed_over) == case.passed_over
    assert [row for row in rows if row.person is None and not row.problems] == []


def test_the_workbook_of_rows_to_repair_reads_the_same(outcome):
    book, layouts, _, rows = outcome
    problems = {(row.sheet, row.number): row.problems for row in rows if row.problems}
    if not problems:
        return

    *_, again = checked(repair_workbook(book, layouts, problems), "perbaiki.xlsx")

    expected = [
        [each.code for each in row.problems if each.code != "nik_twice"] for row in rows if row.problems
    ]
    assert [[each.code for each in row.problems] for row in again] == expected


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_in_is_refused_with_a_plain_sentence(name):
    content, sentence = REFUSED[name]

    with pytest.raises(SheetRefused) as refusal:
        find_layouts(read(content(), "daftar.csv"))

    assert refusal.value.message == sentence


def test_the_corpus_is_large_enough():
    assert len(CORPUS) + len(REFUSED) >= 25
