"""The lines of the queue, all that a page shows of them in one statement: a round trip costs as much as ten lines."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, String, and_, bindparam, case, func, select, type_coerce

from agentapp.accounts.models import User
from agentapp.core.columns import EncryptedText
from agentapp.enrolment.models import Enrolment, FlagKind
from agentapp.places import registry
from agentapp.review.holder import Holder
from agentapp.review.models import Claim
from agentapp.review.tables import AGENTS, CASES, CLAIMS, FLAGS, HOLDERS

Lines = Select[*tuple[Any, ...]]

_FLAGS = (
    select(func.aggregate_strings(type_coerce(FLAGS.kind, String), ","))
    .where(FLAGS.enrolment_id == CASES.id)
    .scalar_subquery()
)
_COLUMNS = (
    CASES.id,
    CASES.version,
    CASES.name,
    type_coerce(CASES.nik, EncryptedText("nik")).label("nik"),
    CASES.village_code,
    CASES.occupation,
    CASES.agent_id,
    CASES.author_id,
    CASES.returned_by_id,
    CASES.waiting_since,
    CASES.is_clean,
    case((CASES.is_clean, None), else_=_FLAGS).label("flags"),
    AGENTS.c.name.label("agent"),
    CLAIMS.supervisor_id.label("holder_id"),
    HOLDERS.c.name.label("holder"),
    CLAIMS.expires_at.label("held_until"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One line of the queue. `facts`: what tells people apart in a list.

    `holder` has it under their eyes now, `mine` if that is the reader. `own`: the reader sent it or looks after it, so
    somebody else decides; `came_back`: they returned it.
    """

    id: UUID
    version: int
    name: str
    facts: str
    since: datetime
    flags: tuple[FlagKind, ...]
    holder: Holder | None
    mine: bool
    own: bool
    came_back: bool
    is_clean: bool

    @property
    def pick(self) -> str:
        """The case and the version shown, as a ticked box sends it."""
        return f"{self.id}.{self.version}"

    @property
    def may_be_ticked(self) -> bool:
        """Whether it may be approved from the list: clean, not the reader's own, and held by nobody else."""
        return self.is_clean and not self.own and (self.holder is None or self.mine)


def lines(*besides: ColumnElement[Any]) -> Lines:
    """The statement that reads lines, and `besides` with each; asked with the moment as `now`."""
    held_now = and_(CLAIMS.enrolment_id == CASES.id, CLAIMS.expires_at > bindparam("now"))
    return (
        select(*_COLUMNS, *besides)
        .select_from(Enrolment.__table__)
        .join(AGENTS, AGENTS.c.id == CASES.agent_id)
        .outerjoin(Claim.__table__, held_now)
        .outerjoin(HOLDERS, HOLDERS.c.id == CLAIMS.supervisor_id)
    )


def line(row: Row[*tuple[Any, ...]], reader: User) -> Waiting:
    """A row of `lines` as the reader sees it."""
    return Waiting(
        id=row.id,
        version=row.version,
        name=row.name,
        facts=f"NIK ···{row.nik[-4:]} · {row.occupation} · {_where(row.village_code)} · {row.agent}",
        since=row.waiting_since,
        flags=_kinds(row.flags),
        holder=Holder(row.holder_id, row.holder, row.held_until) if row.holder_id else None,
        mine=row.holder_id == reader.id,
        own=reader.id in (row.agent_id, row.author_id),
        came_back=row.returned_by_id == reader.id,
        is_clean=row.is_clean,
    )


@lru_cache(maxsize=4096)
def _where(code: str) -> str:
    """`Nagari Kamang, Kamang Baru`."""
    village = registry.place(code)
    return f"{village.title if village else code}, {registry.district_name(code)}"


@lru_cache(maxsize=1024)
def _kinds(joined: str | None) -> tuple[FlagKind, ...]:
    return tuple(sorted({FlagKind(kind) for kind in joined.split(",")})) if joined else ()
