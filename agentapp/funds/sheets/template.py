"""The empty sheet that an officer fills in: our columns, lists to choose from, an example, explanations."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from agentapp.core.dates import month_words
from agentapp.core.errors import N_
from agentapp.core.period import Month
from agentapp.funds.sheets.columns import LABELS, REQUIRED, Field
from agentapp.funds.sheets.example import EXAMPLE
from agentapp.funds.sheets.explanations import EXPLANATIONS, STEPS
from agentapp.funds.sheets.sheet_writer import Formats
from agentapp.funds.sheets.words import Say, in_indonesian
from agentapp.programmes.occupations import OCCUPATIONS

COLUMNS = tuple(EXPLANATIONS)
LAST_ROW = 10_000
"""Lists to choose from reach down to here."""

_LIST, _CHOICES, _HELP = N_("Daftar nama"), N_("Pilihan"), N_("Petunjuk")
_TITLE = N_("Cara mengisi daftar ini")
_NIK_ERROR = N_("NIK harus 16 angka, seperti tertulis di KTP.")
_COLUMN, _CONTENT = N_("Kolom"), N_("Isi")
_SEXES = (N_("Laki-laki"), N_("Perempuan"))
_PROGRAMMES = ("JKK + JKM", "JKK + JKM + JHT")
_MONTHS_OFFERED = 12
_NUMBERS = {Field.MONTHLY_INCOME: "#,##0", Field.MONTHS: "0", Field.DECILE: "0"}


@dataclass(frozen=True, slots=True)
class _Parts:
    """A workbook being made."""

    book: Workbook
    formats: Formats
    say: Say


def template_workbook(first_month: Month, villages: Sequence[str] = (), say: Say = in_indonesian) -> bytes:
    """XLSX bytes of the empty sheet. `first_month`: the first of twelve to choose from.

    `villages`: what to offer as village, such as `13.03.06.2001 Kamang`; none where there are too many.
    """
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        parts = _Parts(book, Formats.of(book), say)
        sheet, choices, guide = (book.add_worksheet(say(name)) for name in (_LIST, _CHOICES, _HELP))
        _write_columns(parts, sheet)
        _write_example(parts, sheet)
        for field, options in _options(first_month, villages).items():
            _offer(parts, sheet, choices, field, options)
        _ask_for_16_digits(parts, sheet)
        _explain(parts, guide)
    return stream.getvalue()


def _options(first_month: Month, villages: Sequence[str]) -> dict[Field, Sequence[str | int]]:
    months = (month_words(month, "id") for month in first_month.run(_MONTHS_OFFERED))
    offered: dict[Field, Sequence[str | int]] = {
        Field.SEX: _SEXES,
        Field.VILLAGE: villages,
        Field.OCCUPATION: [each.label for each in OCCUPATIONS],
        Field.PROGRAMMES: _PROGRAMMES,
        Field.FIRST_MONTH: list(months),
        Field.MONTHS: range(1, 13),
    }
    return {field: options for field, options in offered.items() if options}


def _write_columns(parts: _Parts, sheet: Worksheet) -> None:
    sheet.set_row(0, 34)
    for at, field in enumerate(COLUMNS):
        looks = parts.book.add_format({"num_format": _NUMBERS.get(field, "@")})
        sheet.set_column(at, at, 22 if field in REQUIRED else 18, looks)
        mark = " *" if field in REQUIRED else ""
        sheet.write_string(0, at, parts.say(LABELS[field]) + mark, parts.formats.title)
    sheet.freeze_panes(1, 3)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(len(COLUMNS))}{LAST_ROW}"})


def _write_example(parts: _Parts, sheet: Worksheet) -> None:
    for at, field in enumerate(COLUMNS):
        sheet.write(1, at, EXAMPLE[field], parts.formats.example)


def _offer(
    parts: _Parts, sheet: Worksheet, choices: Worksheet, field: Field, options: Sequence[str | int]
) -> None:
    """A list to choose from that stands on the page of choices; other answers are allowed but for a warning."""
    at, column = COLUMNS.index(field), len(_SHOWN[: _SHOWN.index(field)])
    choices.set_column(column, column, 26)
    choices.write_string(0, column, parts.say(LABELS[field]), parts.formats.title)
    choices.write_column(1, column, options)
    name = xl_col_to_name(column)
    source = f"='{choices.get_name()}'!${name}$2:${name}${len(options) + 1}"
    rule: dict[str, Any] = {"validate": "list", "source": source, "show_error": False}
    sheet.data_validation(1, at, LAST_ROW, at, rule)


_SHOWN = (Field.SEX, Field.VILLAGE, Field.OCCUPATION, Field.PROGRAMMES, Field.FIRST_MONTH, Field.MONTHS)


def _ask_for_16_digits(parts: _Parts, sheet: Worksheet) -> None:
    at = COLUMNS.index(Field.NIK)
    sheet.data_validation(
        1,
        at,
        LAST_ROW,
        at,
        {
            "validate": "length",
            "criteria": "==",
            "value": 16,
            "error_type": "warning",
            "error_title": "NIK",
            "error_message": parts.say(_NIK_ERROR),
        },
    )


def _explain(parts: _Parts, sheet: Worksheet) -> None:
    wrapped = parts.book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 80, wrapped)
    sheet.write_string(0, 0, parts.say(_TITLE), parts.formats.heading)
    for at, step in enumerate(STEPS, start=1):
        sheet.write_string(at, 0, f"{at}.")
        sheet.write_string(at, 1, parts.say(step), wrapped)
    row = len(STEPS) + 2
    for at, title in enumerate((_COLUMN, _CONTENT)):
        sheet.write_string(row, at, parts.say(title), parts.formats.title)
    for at, (field, text) in enumerate(EXPLANATIONS.items(), start=row + 1):
        sheet.write_string(at, 0, parts.say(LABELS[field]))
        sheet.write_string(at, 1, parts.say(text), wrapped)
