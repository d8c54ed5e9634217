"""Spreadsheets as officers really have them, each with what becomes of it.

`CORPUS` names the file, its bytes, how many rows read, and the kinds of problems with their numbers; `REFUSED` names
the files that are not taken in, with the sentence.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from agentapp.funds.sheets import archive, headers, reading, separated
from tests.funds.sheets import files
from tests.funds.sheets.files import packed, repacked, xlsx, xlsx_of
from tests.funds.sheets.people import BIRTHS, NAMES, NIKS, TITLES, VILLAGE, people, person, short

SERIALS = [(day - date(1899, 12, 30)).days for day in BIRTHS]


@dataclass(frozen=True)
class Case:
    content: Callable[[], bytes]
    readable: int = 3
    problems: dict[str, int] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)
    filename: str = "daftar.xlsx"
    passed_over: int = 0


def texts(rows: list) -> list:
    return [[cell.strftime("%d/%m/%Y") if isinstance(cell, date) else cell for cell in row] for row in rows]


def csv(delimiter: str = ",", encoding: str = "utf-8", end: str = "\r\n", **changes) -> Callable[[], bytes]:
    return lambda: files.separated(texts(people(**changes)), delimiter, encoding, end)


def sheet(**changes) -> Callable[[], bytes]:
    return lambda: xlsx(people(**changes))


def titled(*titles: str) -> Callable[[], bytes]:
    return lambda: xlsx(
        short(list(titles), NIKS, NAMES, ["7/2/1968", "15/5/1975", "17/8/1990"], [VILLAGE] * 3)
    )


def _merged_titles() -> bytes:
    def merge(book, sheet):
        sheet.merge_range(0, 0, 0, 18, "DAFTAR PEKERJA RENTAN KABUPATEN SIJUNJUNG")

    return xlsx([[""], ["Tahun Anggaran 2027"], [], *people()], merge)


def _two_rows_of_titles() -> bytes:
    return xlsx(
        [
            ["No", "NIK", "Nama Lengkap", "Tempat, Tanggal Lahir", "", "Alamat", "", ""],
            ["", "", "", "", "", "Jorong", "Nagari", "Kecamatan"],
            ["1", "2", "3", "4", "5", "6", "7", "8"],
            [1, NIKS[0], NAMES[0], "Sijunjung", BIRTHS[0], "Koto", "Kamang", "Kamang Baru"],
            [2, NIKS[1], NAMES[1], "Solok", BIRTHS[1], "Koto", "Kamang", "Kec. Kamang Baru"],
        ]
    )


def _several_sheets() -> bytes:
    first, second = people()[:2], [TITLES, *people()[2:]]
    return xlsx_of(
        {"Rekap": [["Kecamatan", "Jumlah"], ["Kamang Baru", 3]], "Kamang": first, "Sungai Lansek": second}
    )


def _hidden_sheet() -> bytes:
    return xlsx_of({"Daftar": people(), "Lama": people()}, lambda _book, sheet: sheet.hide())


def _totals_and_signature() -> bytes:
    end = [["", "", "JUMLAH", *[""] * 12, 36], [], [*[""] * 10, "Muaro Sijunjung, 5 Desember 2026"]]
    sign = [[*[""] * 10, "Kepala Dinas"], [*[""] * 10, "NIP. 19680207 199003 1 003"]]
    return xlsx([*people(), *end, *sign])


def _with_family_card() -> bytes:
    cards = ["1303060101080001", "1303060101080002", "1303060101080003"]
    return xlsx(
        short(
            ["No KK", "No. KTP", "Nama", "Nama Ayah", "Nagari"],
            cards,
            NIKS,
            NAMES,
            ["Ali"] * 3,
            ["Kamang"] * 3,
        )
    )


def _far_out(cell: str, value: str = "x") -> Callable[[], bytes]:
    return lambda: xlsx(people(), lambda _book, sheet: sheet.write(cell, value))


def _bordered_far_down() -> bytes:
    return xlsx(
        people(), lambda book, sheet: sheet.write_blank("T900000", None, book.add_format({"border": 1}))
    )


def _far_row_without_places() -> bytes:
    line = b'<row r="1048576"><c t="n"><v>1</v></c></row></sheetData>'
    return repacked(xlsx(people()), lambda _name, part: part.replace(b"</sheetData>", line))


def _cut_niks() -> bytes:
    return files.separated(
        [["NIK", "Nama", "Nagari"], *([f"130306070268{at:03d}0", "Rahmat", "Kamang"] for at in range(1, 10))]
    )


def _cut_off() -> bytes:
    return xlsx(people())[:3000]


CORPUS: dict[str, Case] = {
    "as it should be": Case(sheet()),
    "csv, comma": Case(csv(), filename="a.csv"),
    "csv, semicolon, Windows-1252": Case(csv(";", "cp1252", nama=["Aïsyah", "Désirée", "José"]), filename="a.csv"),
    "csv, UTF-8 with BOM": Case(csv(";", "utf-8-sig"), filename="a.csv"),
    "csv, tab, UTF-16": Case(csv("\t", "utf-16"), filename="a.txt"),
    "csv, UTF-16 without BOM": Case(csv("\t", "utf-16-le"), filename="a.csv"),
    "csv, pipe, lone CR": Case(csv("|", end="\r"), filename="a.csv"),
    "csv, line break in a quoted cell": Case(csv(alamat="Jorong Koto\nNagari Kamang"), filename="a.csv"),
    "csv, Excel's sep= line": Case(lambda: b"sep=;\r\n" + csv(";")(), filename="a.csv"),
    "csv, commas in amounts": Case(csv(";", penghasilan="Rp1.500.000,00"), filename="a.csv"),
    "NIK as exact number": Case(sheet(NIK=[float(nik) for nik in NIKS])),
    "NIK as number cut to 15 digits": Case(
        sheet(NIK=[float(nik[:15] + "0") for nik in NIKS]), 0, {"nik_rounded": 3}
    ),
    "NIK as text of a float": Case(csv(NIK=[f"{nik}.0" for nik in NIKS]), filename="a.csv"),
    "NIK in scientific notation": Case(
        csv(";", NIK=["1,30306E+15", "1.30306E+15", NIKS[2]]), 1, {"nik_scientific": 2}, filename="a.csv"
    ),
    "NIK cut to 15 digits, then made text": Case(_cut_niks, 0, {"nik_rounded": 9}, filename="a.csv"),
    "NIK beyond exact numbers": Case(sheet(NIK=[9103060702680002.0, *NIKS[1:]]), 2, {"nik_rounded": 1}),
    "NIK with apostrophe, spaces, dots": Case(
        sheet(NIK=[f"'{NIKS[0]}", "1303 0655 0575 0003", "13.03.06.170890.0011"])
    ),
    "NIK with full-width digits, a letter, too short": Case(
        sheet(NIK=["１３０３０６０７０２６８０００２", "13O3065505750003", "130306170890011"]),
        0,
        {"nik_letters": 2, "nik_length": 1},
    ),
    "NIK empty, impossible": Case(
        sheet(NIK=["", "1303063213680002", NIKS[2]]), 1, {"nik_missing": 1, "nik_impossible": 1}
    ),
    "one NIK twice": Case(
        sheet(NIK=[NIKS[0], NIKS[0], NIKS[2]]), 2, {"nik_twice": 1}, {"birth_differs": 1, "sex_differs": 1}
    ),
    "dates in three forms": Case(sheet(tgl_lahir=["1968-02-07", "15-Mei-75", "17 Agustus 1990"])),
    "dates in three more": Case(sheet(tgl_lahir=["07.02.1968", "15051975", "Agustus 17, 1990"])),
    "dates as Excel's serials": Case(sheet(tgl_lahir=SERIALS)),
    "dates with day and month swapped": Case(
        sheet(tgl_lahir=[date(1968, 7, 2), "05/15/1975", "8/17/90"]), 3, {}, {"birth_swapped": 1}
    ),
    "dates that are none": Case(
        sheet(tgl_lahir=["31/02/1968", "kira-kira 1975", "17/8/1890"]),
        0,
        {"birth_date_odd": 2, "birth_date_impossible": 1},
    ),
    "another birth date and sex than the NIK": Case(
        sheet(tgl_lahir=[date(1969, 2, 7), *BIRTHS[1:]], jk=["L", "L", "L"]),
        3,
        {},
        {"birth_differs": 1, "sex_differs": 1},
    ),
    "place and date in one column": Case(
        lambda: xlsx(
            short(
                ["NIK", "Nama", "TTL", "Nagari"],
                NIKS,
                NAMES,
                ["Sijunjung, 07-02-1968", "Solok / 15 Mei 1975", "Padang 17/08/1990"],
                ["Kamang"] * 3,
            )
        )
    ),
    "titles in English, another order": Case(
        titled("National ID", "Full name", "Date of birth", "Village code")
    ),
    "titles misspelled": Case(titled("Nomor Induk Kependdudukan", "Nama Lengkp", "Tanggal Lahr", "Kode Wilyah Desa")),
    "titles that mean nothing": Case(titled("Kolom1", "Kolom2", "Kolom3", "Kolom4")),
    "no titles at all": Case(
        lambda: xlsx(short(["No", "NIK", "Nama", "kode"], [1, 2, 3], NIKS, NAMES, [VILLAGE] * 3)[1:])
    ),
    "merged title rows above": Case(_merged_titles),
    "two rows of titles, columns numbered": Case(_two_rows_of_titles, 2, passed_over=1),
    "several sheets": Case(_several_sheets),
    "a hidden sheet with an old list": Case(_hidden_sheet),
    "empty rows between": Case(lambda: xlsx([TITLES, [], person(0), [], [], person(1), person(2)])),
    "totals and a signature below": Case(_totals_and_signature, passed_over=4),
    "titles once more on each page": Case(
        lambda: xlsx([*people()[:2], TITLES, *people()[2:]]), passed_over=1
    ),
    "family card beside NIK": Case(_with_family_card),
    "names in capitals": Case(sheet(nama=["H. SYAFRIZAL, S.PD", "HJ. NURLELA BINTI ALI", "M.RAHMAT"])),
    "villages by name, one misspelled": Case(
        sheet(kode_wilayah_desa=["Nagari Kamang", "KAMANG", "Kamamg"]), 2, {"village_unconfirmed": 1}
    ),
    "village codes without dots, as number, unknown": Case(
        sheet(kode_wilayah_desa=["1303062002", 1303062002, "13.03.06.9999"]), 2, {"village_code_unknown": 1}
    ),
    "money and months in words": Case(
        sheet(
            penghasilan=["1,5 jt", "Rp. 1.500.000,-", "1,500,000"],
            program=["2 program", "jkk jkm jht", "JKK, JKM"],
            bulan_mulai=["01/2027", date(2027, 1, 1), "2027-01"],
            jumlah_bulan=["12 bulan", 9, "3"],
        )
    ),
    "money and months that do not read": Case(
        sheet(penghasilan=["banyak", 1_500_000, 15_000], program=["JHT", "JKK JKM", "JKK JKM"],
              bulan_mulai=["Januari 2027", "segera", "Januari 2027"]),
        1,
        {"income_odd": 1, "month_odd": 1},
        {"income_low": 1},
    ),
    "what is not needed does not keep anybody out": Case(
        sheet(hp=["0812", "8,12E+10", "-"], desil=["banyak", 7, 3], ahli_waris=["Rosni (tetangga)", "Rosni", ""]),
        3,
        {},
        {"phone_odd": 1, "phone_rounded": 1, "decile_odd": 1, "decile_above": 1, "heir_odd": 2},
    ),
    "borders down to row 900.000": Case(_bordered_far_down),
}  # fmt: skip

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", reading.EMPTY),
    "blanks only": (lambda: b"\r\n ; ; \r\n".replace(b" ", b""), reading.EMPTY),
    "an empty workbook": (lambda: xlsx([]), reading.EMPTY),
    "a list without people": (lambda: xlsx([["Kecamatan", "Jumlah"], ["Kamang Baru", 233]]), headers.NO_PEOPLE),
    "a PDF": (lambda: b"%PDF-1.7 ...", separated.UNREADABLE),
    "a web page called .xls": (lambda: b"<html><table><tr><td>NIK</td></tr></table>", reading.DISGUISED),
    "an old .xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), reading.OLD_KIND),
    "a workbook with a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        archive.LOCKED,
    ),
    "an OpenDocument sheet": (lambda: packed({"content.xml": b"<x/>"}), reading.OLD_KIND),
    "a Word document": (lambda: packed({"word/document.xml": b"<x/>"}), separated.UNREADABLE),
    "a workbook cut off": (_cut_off, archive.BROKEN),
    "a workbook without its sheet": (
        lambda: repacked(xlsx(people()), lambda name, part: b"" if "sheet1" in name else part), archive.BROKEN,
    ),
    "a stray cell in the last column": (_far_out("XFD3"), archive.FAR),
    "a stray cell in the last row": (_far_out("B1048576"), archive.FAR),
    "a far row whose cells have no place": (_far_row_without_places, archive.FAR),
    "too many rows": (lambda: b"NIK;nama\n" + b"1303060702680002;A\n" * 100_200, reading.TOO_MANY_ROWS),
    "a quote never closed": (lambda: b'NIK,nama\n1,"' + b"x" * 140_000, separated.UNCLOSED),
    "bytes of nothing": (lambda: bytes(range(256)) * 20, separated.UNREADABLE),
}  # fmt: skip
