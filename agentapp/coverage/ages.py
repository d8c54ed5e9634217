"""Age groups: by the age on the last day of the month that is counted."""

from datetime import date

from sqlalchemy import ColumnElement, case

from agentapp.core.errors import N_
from agentapp.core.period import Month
from agentapp.workers.models import Worker

BOUNDS = (25, 35, 45, 55)
"""Each group ends below one of these ages; the last has no end."""

GROUPS = {
    "0-24": N_("Di bawah 25 tahun"),
    "25-34": N_("25–34 tahun"),
    "35-44": N_("35–44 tahun"),
    "45-54": N_("45–54 tahun"),
    "55+": N_("55 tahun ke atas"),
}


def age_group(month: Month) -> ColumnElement[str]:
    """A key of GROUPS for a worker, in SQL."""
    groups = list(GROUPS)
    younger = (
        (Worker.birth_date > _born(month, age), group) for age, group in zip(BOUNDS, groups, strict=False)
    )
    return case(*younger, else_=groups[-1])


def _born(month: Month, age: int) -> date:
    """The birth date of somebody who is `age` on the month's last day."""
    return Month(month.year - age, month.number).last_day
