"""Somebody on a list, read and typed."""

from datetime import date

from msgspec import Struct

from agentapp.core.money import Rupiah
from agentapp.core.nik import Nik, Sex
from agentapp.core.period import Month
from agentapp.funds.sheets.heirs import NamedHeir
from agentapp.programmes.kinds import Ecosystem, Programmes


class Person(Struct, frozen=True, kw_only=True, gc=False):
    """One row. What the list does not say is empty or None; birth date and sex then come from the NIK.

    `monthly_income` in rupiah, `phone` in E.164, `decile` 1 to 10, `months` 1 to 24.
    """

    nik: Nik
    name: str
    birth_place: str
    birth_date: date
    sex: Sex
    address: str
    village_code: str
    phone: str | None
    mother_name: str
    occupation: str
    ecosystem: Ecosystem
    work_place: str
    monthly_income: Rupiah | None
    programmes: Programmes | None
    first_month: Month | None
    months: int | None
    source: str
    decile: int | None
    heirs: tuple[NamedHeir, ...]
