"""Where a sheet's table begins, and which column holds what."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice

from agentapp.core.errors import N_
from agentapp.funds.sheets.cell import Book, Cell, Line, cell_at, is_blank, text_of
from agentapp.funds.sheets.columns import Field
from agentapp.funds.sheets.contents import CONTENTS, looks_like, looks_like_names, share
from agentapp.funds.sheets.layout import Column, Layout
from agentapp.funds.sheets.naming import meaning
from agentapp.funds.sheets.refusal import SheetRefused
from agentapp.places.village_index import fold

BY_CONTENT = 75
_HEAD = 200
_TITLES_WITHIN = 40
_LEAST_TITLES = 3
_CONTRADICTED = 0.2
_CHECKED = (Field.NIK, Field.BIRTH_DATE, Field.SEX, Field.PHONE)
NO_PEOPLE = N_("Tidak ada daftar nama di berkas ini. Pastikan ada kolom NIK dan Nama.")

_KAMPUNG = "kampung"


def find_layouts(book: Book) -> tuple[Layout, ...]:
    """A layout for each sheet that holds people, in the book's order.

    A sheet holds people if one of its columns holds NIKs. Raises SheetRefused if no sheet does.
    """
    layouts = [layout for sheet in book.sheets if (layout := find_layout(book, sheet))]
    people = tuple(layout for layout in layouts if Field.NIK in layout.columns)
    if not people:
        raise SheetRefused(NO_PEOPLE)
    return people


def find_layout(book: Book, sheet: str) -> Layout | None:
    """The layout of one sheet by its titles and by what its cells hold; None for an empty sheet."""
    head = [line for line in islice(book.lines(sheet), _HEAD) if any(line.cells)]
    if not head:
        return None
    titled = max(
        (_titled(sheet, head, at) for at in range(min(_TITLES_WITHIN, len(head)))),
        key=lambda layout: len(layout.columns),
    )
    if not _means_something(titled, head):
        titled = _untitled(sheet, head)
    sample = [line.cells for line in head if line.number >= titled.first_row]
    return _by_contents(titled, sample)


def _means_something(titled: Layout, head: Sequence[Line]) -> bool:
    """Whether the titles name some fields, or two of which one is the NIK and has NIKs below it."""
    nik = titled.columns.get(Field.NIK)
    if nik is None or len(titled.columns) != _LEAST_TITLES - 1:
        return len(titled.columns) >= _LEAST_TITLES
    below = (cell_at(line.cells, nik.index) for line in head if line.number >= titled.first_row)
    return any(CONTENTS[Field.NIK](cell) for cell in below if cell != "")


def _titled(sheet: str, head: Sequence[Line], at: int) -> Layout:
    """The layout if the titles stood in row `at` of the head, or partly in the row below it."""
    line = head[at]
    single = _layout(sheet, line, line.number + 1, _texts(line.cells))
    if at + 1 == len(head):
        return single
    below = head[at + 1]
    double = _layout(sheet, line, below.number + 1, _merged(line.cells, below.cells))
    alone = max(len(single.columns), len(_layout(sheet, below, 0, _texts(below.cells)).columns))
    return double if len(double.columns) > alone and not _has_nik(below) else single


def _layout(sheet: str, line: Line, first_row: int, titles: tuple[str, ...]) -> Layout:
    best: dict[Field, Column] = {}
    for index, title in enumerate(titles):
        field, score = meaning(title) if title else (None, 0)
        if field and (field not in best or best[field].score < score):
            best[field] = Column(index, score)
    return Layout(sheet, line.number, first_row, titles, best)


def _texts(cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(text_of(cell) if isinstance(cell, str) else "" for cell in cells)


def _merged(upper: Sequence[Cell], lower: Sequence[Cell]) -> tuple[str, ...]:
    """Titles over two rows: the lower one where it means something, else the upper."""
    return tuple(
        low if low and (meaning(low)[0] or not up) else up
        for up, low in zip(
            _texts([cell_at(upper, at) for at in range(max(len(upper), len(lower)))]),
            _texts([cell_at(lower, at) for at in range(max(len(upper), len(lower)))]),
            strict=True,
        )
    )


def _has_nik(line: Line) -> bool:
    return any(CONTENTS[Field.NIK](cell) for cell in line.cells if cell != "")


def _untitled(sheet: str, head: Sequence[Line]) -> Layout:
    """A sheet whose titles mean nothing: its rows begin with the first that has a NIK."""
    at = next((at for at, line in enumerate(head) if _has_nik(line)), 0)
    above = head[at - 1] if at and len([cell for cell in head[at - 1].cells if cell != ""]) > 1 else None
    width = max(len(line.cells) for line in head)
    titles = _texts(above.cells) if above else ("",) * width
    return Layout(sheet, above.number if above else 0, head[at].number, titles)


def _by_contents(layout: Layout, sample: Sequence[Sequence[Cell]]) -> Layout:
    """Columns nobody named, and titles that the cells contradict."""
    width = max((len(cells) for cells in sample), default=0)
    columns = [[cell_at(cells, at) for cells in sample] for at in range(width)]
    found = dict(layout.columns)
    for field in CONTENTS:
        at = found[field].index if field in found else None
        free = _free(layout, found, width)
        if at is not None and at < width and _contradicted(field, columns[at]):
            free += [column.index for other, column in found.items() if other not in CONTENTS]
        elif at is not None:
            continue
        if (better := _best(field, columns, free)) is not None:
            found = {other: column for other, column in found.items() if column.index != better}
            found[field] = Column(better, BY_CONTENT)
    return replace(layout, columns=_with_village(layout, _with_name(layout, found, columns)))


def _contradicted(field: Field, cells: Sequence[Cell]) -> bool:
    filled = [cell for cell in cells if not is_blank(cell)]
    return field in _CHECKED and len(filled) >= _LEAST_TITLES and share(field, filled) < _CONTRADICTED


def _free(layout: Layout, found: Mapping[Field, Column], width: int) -> list[int]:
    """Columns without a field, and without a title that says they hold something else."""
    used = {column.index for column in found.values()}
    return [at for at in range(width) if at not in used and not _says_other(layout, at)]


def _says_other(layout: Layout, at: int) -> bool:
    title = layout.titles[at] if at < len(layout.titles) else ""
    field, score = meaning(title)
    return field is None and score > 0


def _best(field: Field, columns: Sequence[Sequence[Cell]], free: Sequence[int]) -> int | None:
    likely = [at for at in free if looks_like(field, columns[at])]
    return max(likely, key=lambda at: (share(field, columns[at]), -at), default=None)


def _with_name(
    layout: Layout, found: Mapping[Field, Column], columns: Sequence[Sequence[Cell]]
) -> Mapping[Field, Column]:
    """With the names' column, where no title names it: the first of words right of the NIK, else any."""
    nik = found.get(Field.NIK)
    if Field.NAME in found or nik is None:
        return found
    likely = [at for at in _free(layout, found, len(columns)) if looks_like_names(columns[at])]
    if not likely:
        return found
    at = min(likely, key=lambda at: (at < nik.index, at))
    return {**found, Field.NAME: Column(at, BY_CONTENT - 10)}


def _with_village(layout: Layout, found: Mapping[Field, Column]) -> Mapping[Field, Column]:
    """A *kampung* is a village where no other column is: in Papua."""
    hamlet = found.get(Field.HAMLET)
    if not hamlet or not {Field.VILLAGE, Field.VILLAGE_CODE}.isdisjoint(found):
        return found
    if fold(layout.titles[hamlet.index]) != _KAMPUNG:
        return found
    moved = dict(found)
    moved[Field.VILLAGE] = moved.pop(Field.HAMLET)
    return moved
