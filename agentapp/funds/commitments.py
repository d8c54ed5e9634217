"""A fund's promises: rupiah and places taken, given back and spent, never beyond ceiling or quota.

Each is one UPDATE that only succeeds while there is room, so that any number of writers may come at once; the CHECKs of
the tables are the last judge. Rows are locked in one order: workers, their places, the fund, its quotas by id. For one
person or for thousands the cost is the same.
"""

from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from agentapp.core.errors import N_, Conflict
from agentapp.core.money import Rupiah, format_rupiah
from agentapp.funds.models import PAYING, Fund, FundQuota, FundState

_FUNDS = cast(Table, Fund.__table__).c
_QUOTAS = cast(Table, FundQuota.__table__).c
_COUNTERS = {Fund: ("reserved", "spent"), FundQuota: ("taken",)}

Places = Mapping[UUID, int]
"""How many people, by the id of the quota that they take of."""


class NotOpen(Conflict):
    """The fund is a draft, frozen or closed."""

    default = N_("Dana ini sedang tidak menerima orang baru.")


class NothingPaid(Conflict):
    """A draft or closed fund pays no month."""

    default = N_("Dana ini sudah ditutup atau belum aktif, jadi tidak bisa membayar.")


class OverCeiling(Conflict):
    """More than the ceiling leaves. `free` is what is left, `wanted` what was asked, in rupiah."""

    default = N_("Pagu dana tidak cukup: perlu %(wanted)s, sisanya %(free)s.")

    def __init__(self, wanted: Rupiah, free: Rupiah) -> None:
        super().__init__(wanted=format_rupiah(wanted), free=format_rupiah(free))
        self.wanted, self.free = wanted, free


class OverQuota(Conflict):
    """More people than a quota has places left. `quota_id`, `room` and `wanted` count people."""

    default = N_("Kuota tidak cukup: perlu %(wanted)s tempat, sisanya %(room)s.")

    def __init__(self, quota_id: UUID, wanted: int, room: int) -> None:
        super().__init__(wanted=wanted, room=room)
        self.quota_id, self.wanted, self.room = quota_id, wanted, room


def commit(session: Session, fund_id: UUID, rupiah: Rupiah, places: Places) -> None:
    """Promise so much, and take so many places of the quotas: all of it, or an error. Commits nothing.

    Raises NotOpen, OverCeiling, OverQuota; what was taken until then is given back by the caller's rollback (also to a
    savepoint).
    """
    room = _FUNDS.reserved + _FUNDS.spent + rupiah <= _FUNDS.ceiling
    open_ = _FUNDS.state == FundState.ACTIVE
    if not _change(session, Fund, fund_id, [open_, room], reserved=_FUNDS.reserved + rupiah):
        raise _refusal(session, fund_id, rupiah)
    for quota_id, wanted in _in_order(places):
        fits = [_QUOTAS.fund_id == fund_id, _QUOTAS.taken + wanted <= _QUOTAS.places]
        if not _change(session, FundQuota, quota_id, fits, taken=_QUOTAS.taken + wanted):
            room_left = session.scalar(
                select(_QUOTAS.places - _QUOTAS.taken).where(
                    _QUOTAS.id == quota_id, _QUOTAS.fund_id == fund_id
                )
            )
            raise OverQuota(quota_id, wanted, room_left or 0)


def release(session: Session, fund_id: UUID, rupiah: Rupiah, places: Places) -> None:
    """Take back a promise of so much, and give so many places of the quotas back. Commits nothing."""
    _change(session, Fund, fund_id, [], reserved=_FUNDS.reserved - rupiah)
    for quota_id, given in _in_order(places):
        _change(session, FundQuota, quota_id, [], taken=_QUOTAS.taken - given)


def spend(session: Session, fund_id: UUID, rupiah: Rupiah, promised: Rupiah | None = None) -> None:
    """Months of the fund were paid: `rupiah` is spent, and `promised` (as much, unless told) no longer kept for them.

    Paid by a credit, a month was spent before: `rupiah` is 0 then. Raises OverCeiling where a month costs more than was
    kept and nothing is left, NothingPaid for a draft or a closed fund. Commits nothing.
    """
    kept = rupiah if promised is None else promised
    room = _FUNDS.reserved - kept + _FUNDS.spent + rupiah <= _FUNDS.ceiling
    changed = _change(
        session,
        Fund,
        fund_id,
        [_FUNDS.state.in_(PAYING), room],
        reserved=_FUNDS.reserved - kept,
        spent=_FUNDS.spent + rupiah,
    )
    if not changed:
        state, free = _standing(session, fund_id)
        raise OverCeiling(rupiah, free + kept) if state in PAYING else NothingPaid


def quotas_taken(quotas: Iterable[FundQuota], village_code: str, agency: str | None) -> dict[UUID, int]:
    """The places that one person takes: one of each quota that counts the village or the agency."""
    return {quota.id: 1 for quota in quotas if quota.counts(village_code, agency)}


def _in_order(places: Places) -> list[tuple[UUID, int]]:
    return sorted((quota_id, count) for quota_id, count in places.items() if count)


def _change(
    session: Session,
    model: type[Fund | FundQuota],
    key: UUID,
    conditions: list[ColumnElement[bool]],
    **values: Any,
) -> bool:
    """Change the counters of one row where the conditions hold; what the session holds of it is read afresh."""
    table = cast(Table, model.__table__)
    statement = update(table).where(table.c.id == key, *conditions).values(**values)
    done = session.connection().execute(statement).rowcount == 1
    known = session.identity_map.get(identity_key(model, key))
    if known is not None:
        session.expire(known, _COUNTERS[model])
    return done


def _refusal(session: Session, fund_id: UUID, wanted: Rupiah) -> Conflict:
    state, free = _standing(session, fund_id)
    return NotOpen() if state != FundState.ACTIVE else OverCeiling(wanted, free)


def _standing(session: Session, fund_id: UUID) -> tuple[FundState, Rupiah]:
    row = session.execute(
        select(_FUNDS.state, _FUNDS.ceiling - _FUNDS.reserved - _FUNDS.spent).where(_FUNDS.id == fund_id)
    ).one()
    return row[0], int(row[1])
