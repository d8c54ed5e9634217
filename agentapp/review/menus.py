"""What the queue can be narrowed to."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext, ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import BranchRegency, User
from agentapp.accounts.permissions import Role
from agentapp.core.errors import N_
from agentapp.enrolment.forms import ECOSYSTEMS
from agentapp.enrolment.models import FlagKind
from agentapp.places import registry
from agentapp.review.filters import AGES, CLEAN, FLAGGED, Filters

FLAGS = {
    CLEAN: N_("Tanpa tanda"),
    FLAGGED: N_("Dengan tanda apa pun"),
    FlagKind.SAME_NIK: N_("NIK sudah terdaftar"),
    FlagKind.SIMILAR_PERSON: N_("Mirip orang lain"),
    FlagKind.NIK_REGION_UNKNOWN: N_("Wilayah NIK tidak dikenal"),
    FlagKind.NIK_BIRTH_DIFFERS: N_("Tanggal lahir beda dengan NIK"),
    FlagKind.NIK_SEX_DIFFERS: N_("Jenis kelamin beda dengan NIK"),
    FlagKind.UNUSUAL_PACE: N_("Kecepatan tidak biasa"),
    FlagKind.FAR_FROM_VILLAGE: N_("Jauh dari desa"),
    FlagKind.OUTSIDE_BRANCH: N_("Di luar wilayah cabang"),
    FlagKind.NO_KTP_PHOTO: N_("Tanpa foto KTP"),
    FlagKind.SECOND_CONTENT: N_("Dikirim dua kali, isi berbeda"),
    FlagKind.SCOPE_CHANGED: N_("Agennya sudah pindah atau tidak aktif"),
}

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Menu:
    """One filter: its name in the query string, its label, and its options as (value, label), in groups by heading."""

    name: str
    label: str
    groups: dict[str, list[Option]]


def menus(session: Session, reader: User) -> list[Menu]:
    """The filters, with the districts that the reader's branch serves and its agents, also those who have left."""
    return [
        Menu("district", gettext("Kecamatan"), _districts(session, reader.branch_id)),
        Menu("agent", gettext("Agen"), {"": _agents(session, reader.branch_id)}),
        Menu("flag", gettext("Tanda"), {"": _named(FLAGS)}),
        Menu("ecosystem", gettext("Lingkungan kerja"), {"": _named(ECOSYSTEMS)}),
        Menu("age", gettext("Lama menunggu"), {"": [(str(days), _older_than(days)) for days in AGES]}),
    ]


def words_of(offered: list[Menu], filters: Filters) -> list[str]:
    """What the queue is narrowed to, as the menus call it, and the text searched for."""
    chosen = [(menu, getattr(filters, menu.name)) for menu in offered]
    labels = [
        label
        for menu, value in chosen
        for options in menu.groups.values()
        for option, label in options
        if value and option == value
    ]
    return [*labels, *filter(None, [filters.q])]


def _districts(session: Session, branch_id: UUID | None) -> dict[str, list[Option]]:
    regencies = session.scalars(
        select(BranchRegency.regency_code)
        .where(BranchRegency.branch_id == branch_id)
        .order_by(BranchRegency.regency_code)
    )
    return {
        registry.regency_name(code): [(each.code, each.name) for each in registry.children(code)]
        for code in regencies
    }


def _agents(session: Session, branch_id: UUID | None) -> list[Option]:
    agents = session.execute(
        select(User.id, User.name)
        .where(User.branch_id == branch_id, User.role == Role.AGENT)
        .order_by(User.name, User.id)
    )
    return [(str(key), name) for key, name in agents]


def _named(labels: dict[Any, str]) -> list[Option]:
    return [(str(value), gettext(text)) for value, text in labels.items()]


def _older_than(days: int) -> str:
    return str(ngettext("Lebih dari %(num)d hari", "Lebih dari %(num)d hari", days))
