"""The columns that a list of people may have."""

from enum import StrEnum

from agentapp.core.errors import N_


class Field(StrEnum):
    """What a column holds. `BIRTH` is place and date in one; `HAMLET`, `RT`, `RW` are parts of the address."""

    NUMBER = "number"
    NIK = "nik"
    NAME = "name"
    BIRTH_PLACE = "birth_place"
    BIRTH_DATE = "birth_date"
    BIRTH = "birth"
    SEX = "sex"
    ADDRESS = "address"
    HAMLET = "hamlet"
    RT = "rt"
    RW = "rw"
    VILLAGE_CODE = "village_code"
    VILLAGE = "village"
    DISTRICT = "district"
    REGENCY = "regency"
    PHONE = "phone"
    MOTHER_NAME = "mother_name"
    OCCUPATION = "occupation"
    WORK_PLACE = "work_place"
    MONTHLY_INCOME = "monthly_income"
    PROGRAMMES = "programmes"
    FIRST_MONTH = "first_month"
    MONTHS = "months"
    SOURCE = "source"
    DECILE = "decile"
    HEIRS = "heirs"
    HEIR_RELATION = "heir_relation"
    HEIR_PHONE = "heir_phone"


LABELS = {
    Field.NUMBER: N_("No"),
    Field.NIK: N_("NIK"),
    Field.NAME: N_("Nama"),
    Field.BIRTH_PLACE: N_("Tempat lahir"),
    Field.BIRTH_DATE: N_("Tanggal lahir"),
    Field.BIRTH: N_("Tempat, tanggal lahir"),
    Field.SEX: N_("Jenis kelamin"),
    Field.ADDRESS: N_("Alamat"),
    Field.HAMLET: N_("Jorong atau dusun"),
    Field.RT: N_("RT"),
    Field.RW: N_("RW"),
    Field.VILLAGE_CODE: N_("Kode desa"),
    Field.VILLAGE: N_("Desa atau nagari"),
    Field.DISTRICT: N_("Kecamatan"),
    Field.REGENCY: N_("Kabupaten atau kota"),
    Field.PHONE: N_("Nomor HP"),
    Field.MOTHER_NAME: N_("Nama ibu kandung"),
    Field.OCCUPATION: N_("Pekerjaan"),
    Field.WORK_PLACE: N_("Tempat bekerja"),
    Field.MONTHLY_INCOME: N_("Penghasilan sebulan"),
    Field.PROGRAMMES: N_("Program"),
    Field.FIRST_MONTH: N_("Bulan mulai"),
    Field.MONTHS: N_("Jumlah bulan"),
    Field.SOURCE: N_("Sumber data"),
    Field.DECILE: N_("Desil"),
    Field.HEIRS: N_("Ahli waris"),
    Field.HEIR_RELATION: N_("Hubungan ahli waris"),
    Field.HEIR_PHONE: N_("Nomor HP ahli waris"),
}

REQUIRED = frozenset({Field.NIK, Field.NAME, Field.VILLAGE})
"""What no row can do without. The village may stand there by code or by name."""
