"""Takes in denominators: all lines of a sheet or none, with a word of what looks wrong."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Self

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.bulk import INSERTS
from agentapp.core.clock import now, today
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import N_, DomainError, FieldError
from agentapp.coverage.models import CoverageCell, CoverageMonth, Denominator, Dimension
from agentapp.coverage.sheet import Line, Sheet
from agentapp.places.registry import Place, place

FIRST_YEAR = 2000
SOURCE_LENGTH = 200
_ROWS_A_STATEMENT = 1000


class FaultySheet(DomainError):
    """Some lines cannot be taken, so none is."""

    status = 422
    default = N_("%(count)s baris belum benar, jadi tidak ada yang disimpan. Yang pertama: baris %(number)s.")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where denominators come from, and of which year."""

    source: str
    year: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """A number that can hardly be right, beside the one it does not go with. `message` is to be translated."""

    place: Place
    message: str
    workers: int
    beside: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import stored, and what looks wrong in it."""

    rows: int
    workers: int
    doubts: tuple[Doubt, ...]


def check_origin(origin: Origin) -> None:
    """Raises FieldError for a source without a name, or a year that no count is of."""
    if not 0 < len(origin.source.strip()) <= SOURCE_LENGTH:
        raise FieldError("source", N_("Tulis sumber angkanya, misalnya BPS Sakernas."))
    if not FIRST_YEAR <= origin.year <= today().year:
        raise FieldError("year", N_("Tulis tahun antara %(first)s dan tahun ini."), first=FIRST_YEAR)


MORE_THAN_PEOPLE = N_("Pekerja informal %(workers)s, lebih banyak dari penduduk %(beside)s.")
LESS_THAN_COVERED = N_("Pekerja informal %(workers)s, padahal %(beside)s sudah terlindungi.")


def doubts(session: Session, lines: Sequence[Line]) -> Iterator[Doubt]:
    """Regions with more workers than people, or with more covered than there are to cover."""
    covered = Covered.latest(session)
    for line in lines:
        found = place(line.region_code)
        if found is None:
            continue
        if line.population is not None and line.workers > line.population:
            yield Doubt(found, MORE_THAN_PEOPLE, line.workers, line.population)
        if covered.in_region(line.region_code) > line.workers:
            yield Doubt(found, LESS_THAN_COVERED, line.workers, covered.in_region(line.region_code))


class Covered:
    """How many are covered in any region, from sums over the sorted villages."""

    def __init__(self, villages: Mapping[str, int]) -> None:
        self._codes = sorted(villages)
        self._sums = [0, *accumulate(villages[code] for code in self._codes)]

    @classmethod
    def latest(cls, session: Session) -> Self:
        """Those of the latest month that was counted."""
        month = session.scalar(select(func.max(CoverageMonth.month, type_=CoverageMonth.month.type)))
        rows = session.execute(
            select(CoverageCell.village_code, CoverageCell.covered).where(
                CoverageCell.month == month, CoverageCell.dimension == Dimension.ALL
            )
        )
        return cls({row.village_code: row.covered for row in rows})

    def in_region(self, code: str) -> int:
        begin = bisect_left(self._codes, code)
        return self._sums[bisect_left(self._codes, f"{code}/")] - self._sums[begin]


def take_in(actor: User | None, sheet: Sheet, origin: Origin) -> Imported:
    """Store the lines of a sheet; those of the same region and year give way. Raises FaultySheet, FieldError."""
    check_origin(origin)
    if sheet.faults:
        raise FaultySheet(count=len(sheet.faults), number=sheet.faults[0].number)
    with transaction() as session:
        for start in range(0, len(sheet.lines), _ROWS_A_STATEMENT):
            _store(session, actor, sheet.lines[start : start + _ROWS_A_STATEMENT], origin)
        told = tuple(doubts(session, sheet.lines))
    return Imported(len(sheet.lines), sum(line.workers for line in sheet.lines), told)


def _store(session: Session, actor: User | None, lines: Sequence[Line], origin: Origin) -> None:
    insert = INSERTS[session.get_bind().dialect.name](Denominator)
    changed = ("workers", "population", "source", "note", "imported_at", "imported_by_id")
    session.execute(
        insert.values([_row(actor, line, origin) for line in lines]).on_conflict_do_update(
            index_elements=["region_code", "year"], set_={name: insert.excluded[name] for name in changed}
        )
    )


def _row(actor: User | None, line: Line, origin: Origin) -> dict[str, object]:
    return {
        "region_code": line.region_code,
        "year": origin.year,
        "workers": line.workers,
        "population": line.population,
        "source": origin.source.strip(),
        "note": line.note,
        "imported_at": now(),
        "imported_by_id": actor.id if actor else None,
    }


@dataclass(frozen=True, slots=True)
class Known:
    """What one source says of one year: so many regions and workers."""

    source: str
    year: int
    regions: int
    workers: int


def known() -> Sequence[Known]:
    """What was taken in so far, the latest year first."""
    rows = sessions().execute(
        select(
            Denominator.source,
            Denominator.year,
            func.count(),
            func.coalesce(func.sum(Denominator.workers), 0),
        )
        .group_by(Denominator.source, Denominator.year)
        .order_by(Denominator.year.desc(), Denominator.source)
    )
    return [Known(source, year, regions, int(workers)) for source, year, regions, workers in rows]
