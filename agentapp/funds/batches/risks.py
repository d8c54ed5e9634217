"""What makes a row worth a second look, though nothing about it is wrong."""

from enum import StrEnum

from agentapp.core.errors import N_
from agentapp.funds.sheets.checking import CheckedRow
from agentapp.funds.sheets.kinds import TO_LOOK_AT


class Risk(StrEnum):
    """The first four are seen in the row alone (three of them by the sheet), the last two among all rows."""

    BIRTH = "birth_differs"
    SEX = "sex_differs"
    REGION = "nik_region_unknown"
    NO_MOTHER = "no_mother"
    SAME_PHONE = "same_phone"
    NEAR_DUPLICATE = "near_duplicate"

    @property
    def label(self) -> str:
        """What it is called, to be translated."""
        return _LABELS[self] if self in _LABELS else TO_LOOK_AT[self].title


_LABELS = {
    Risk.NO_MOTHER: N_("Tanpa nama ibu"),
    Risk.SAME_PHONE: N_("Nomor HP dipakai banyak orang"),
    Risk.NEAR_DUPLICATE: N_("Mirip orang lain di daftar"),
}


def risks_of(checked: CheckedRow) -> list[str]:
    """What of the row itself should be looked at."""
    found = [each.code for each in checked.warnings if each.code in set(Risk)]
    if checked.person is not None and not checked.person.mother_name:
        found.append(Risk.NO_MOTHER.value)
    return found
