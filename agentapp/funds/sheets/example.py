"""The example row of the template: passed over when somebody leaves it in."""

from agentapp.funds.sheets.cell import Cell, text_of
from agentapp.funds.sheets.columns import Field

EXAMPLE: dict[Field, str | int] = {
    Field.NUMBER: "Contoh",
    Field.NIK: "1303064702680009",
    Field.NAME: "Contoh Nurlela",
    Field.BIRTH_PLACE: "Sijunjung",
    Field.BIRTH_DATE: "7/2/1968",
    Field.SEX: "Perempuan",
    Field.ADDRESS: "Jorong Koto, RT 01",
    Field.VILLAGE: "Kamang",
    Field.DISTRICT: "Kamang Baru",
    Field.PHONE: "081234567890",
    Field.MOTHER_NAME: "Rosmaini",
    Field.OCCUPATION: "Petani",
    Field.WORK_PLACE: "Kebun di Jorong Koto",
    Field.MONTHLY_INCOME: 1_000_000,
    Field.PROGRAMMES: "JKK + JKM",
    Field.FIRST_MONTH: "Januari 2027",
    Field.MONTHS: 12,
    Field.SOURCE: "DTSEN",
    Field.DECILE: 2,
    Field.HEIRS: "Rahmat (anak)",
}


def is_example(nik: Cell, name: Cell) -> bool:
    """Whether a row is the template's example, still as it was."""
    return text_of(nik) == EXAMPLE[Field.NIK] and text_of(name) == EXAMPLE[Field.NAME]
