"""What would fill the memory is seen before the reader unpacks it."""

from zipfile import ZipFile

import pytest

from agentapp.funds.sheets.archive import BROKEN, FAR, TOO_LARGE, check_unpacked
from agentapp.funds.sheets.refusal import SheetRefused
from tests.funds.sheets.files import packed, repacked, xlsx
from tests.funds.sheets.people import people


def refusal(content: bytes, most: int = 1_000_000) -> SheetRefused:
    with pytest.raises(SheetRefused) as refused:
        check_unpacked(content, most)
    return refused.value


def with_row(row: bytes) -> bytes:
    return repacked(xlsx(people()), lambda _name, part: part.replace(b"</sheetData>", row + b"</sheetData>"))


def test_a_zip_bomb_is_not_unpacked():
    assert refusal(packed({"xl/workbook.xml": b" " * 3_000_000})).message == TOO_LARGE


def test_many_parts_together_may_not_be_too_large_either():
    assert refusal(packed({f"xl/{at}.xml": b" " * 400_000 for at in range(3)})).message == TOO_LARGE


def test_a_part_larger_than_it_says_is_counted_as_it_is(monkeypatch):
    content = packed({"xl/workbook.xml": b" " * 3_000_000})
    honest = (3_000_000).to_bytes(4, "little")

    assert content.count(honest) == 2
    assert refusal(content.replace(honest, (3_000).to_bytes(4, "little"))).message in (TOO_LARGE, BROKEN)


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (b'<row r="5"><c r="XFD5"><v>1</v></c></row>', "XFD5"),
        (b"<row r='5'><c  t='n' r = 'CA5' ><v>1</v></c></row>", "CA5"),
        (b'<row r="5"><c r="xfd5" t="n"><v>1</v></c></row>', "xfd5"),
        (b'<row r="101000"><c r="A101000"><v>1</v></c></row>', "A101000"),
        (b'<x:row r="5"><x:c r="AAA5"><x:v>1</x:v></x:c></x:row>', "AAA5"),
        (b'<row r="200000"><c t="n"><v>1</v></c></row>', "200000"),
    ],
)
def test_a_filled_cell_far_outside_is_named(row, cell):
    refused = refusal(with_row(row))

    assert refused.message == FAR
    assert refused.params == {"cell": cell}


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="5"><c r="XFD5" s="1"/></row>',
        b'<row r="5"><c r="XFD5" s="1"></c></row>',
        b'<row r="900000" s="1"/>',
        b'<row r="900000"><c r="A900000" s="1"/></row>',
        b'<row r="100100"><c r="BZ100100"><v>1</v></c></row>',
    ],
)
def test_empty_cells_far_outside_do_no_harm(row):
    check_unpacked(with_row(row))


def test_cells_without_a_place_are_counted():
    assert refusal(with_row(b"<row>" + b"<c><v>1</v></c>" * 100 + b"</row>")).message == TOO_LARGE
    check_unpacked(with_row(b"<row>" + b"<c><v>1</v></c>" * 20 + b"</row>"))


def test_broken_bytes_inside_are_a_broken_file(tmp_path):
    path = tmp_path / "broken.xlsx"
    path.write_bytes(xlsx(people()))
    with ZipFile(path) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    content = bytearray(path.read_bytes())
    content[part.header_offset + 80 : part.header_offset + 200] = bytes(120)

    assert refusal(bytes(content)).message == BROKEN
