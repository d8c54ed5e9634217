"""Fund officers switch public pages on and off: one for a region, or for what one fund carries.

Two open pages never overlap: the difference between them would tell what each keeps to itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, literal, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.db import transaction, violated
from agentapp.core.errors import N_, Conflict, NotFound
from agentapp.coverage.models import PublicPage
from agentapp.coverage.regions import in_force, scope_of, within
from agentapp.funds.models import Fund
from agentapp.places.registry import Place, place
from agentapp.places.village_index import fold


class PagesOverlap(Conflict):
    """Another open page shows some of the same people."""

    default = N_("Sebagian wilayah ini sudah punya halaman umum. Tutup dulu halaman itu.")


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be shown to everybody: a region, or a fund in it; its page, where it ever had one."""

    region: Place
    fund: Fund | None
    page: PublicPage | None


def choices(session: Session, actor: User) -> Sequence[Choice]:
    """The regions and funds that are the actor's own."""
    pages = {(page.region_code, page.fund_id): page for page in session.scalars(select(PublicPage))}
    regions = [root for code in scope_of(session, actor).roots if (root := place(code))]
    found = [Choice(each, None, pages.get((each.code, None))) for each in regions]
    for fund in session.scalars(
        select(Fund).where(Fund.officer_id == actor.id, in_force()).order_by(Fund.code)
    ):
        region = place(fund.region_code)
        if region is not None:
            found.append(Choice(region, fund, pages.get((region.code, fund.id))))
    return found


def open_page(actor: User, region_code: str, fund_id: UUID | None) -> PublicPage:
    """Let everybody see it. Raises NotFound for what is not the actor's own, PagesOverlap beside another open page."""
    try:
        with transaction() as session:
            return _open(session, _choice(session, actor, region_code, fund_id), actor)
    except IntegrityError as error:
        if violated(error, "uq_public_pages_region_open", "public_pages.region_code"):
            raise PagesOverlap from error
        raise


def close_page(actor: User, page_id: UUID) -> None:
    """Let nobody see it any more. Raises NotFound for what is not the actor's own."""
    with transaction() as session:
        page = next(
            (each.page for each in choices(session, actor) if each.page and each.page.id == page_id), None
        )
        if page is None:
            raise NotFound
        if page.is_open:
            page.close(actor, now())


def public_page(session: Session, slug: str) -> PublicPage:
    """The open page with this address. Raises NotFound."""
    page = session.scalar(select(PublicPage).where(PublicPage.slug == slug, PublicPage.closed_at.is_(None)))
    if page is None:
        raise NotFound
    return page


def _choice(session: Session, actor: User, region_code: str, fund_id: UUID | None) -> Choice:
    for each in choices(session, actor):
        if each.region.code == region_code and (each.fund.id if each.fund else None) == fund_id:
            return each
    raise NotFound


def _open(session: Session, choice: Choice, actor: User) -> PublicPage:
    page = choice.page or PublicPage(slug=_slug(choice), region_code=choice.region.code, fund=choice.fund)
    if choice.page and choice.page.is_open:
        return page
    if session.scalar(
        select(PublicPage.id).where(PublicPage.closed_at.is_(None), _overlaps(choice.region.code))
    ):
        raise PagesOverlap
    page.open_again(actor, now())
    session.add(page)
    return page


def _overlaps(code: str) -> ColumnElement[bool]:
    """Pages of the region, of one in it, or of one around it."""
    around = literal(code).like(PublicPage.region_code + ".%")
    return or_(within(PublicPage.region_code, code), around)


def _slug(choice: Choice) -> str:
    """`kabupaten-sijunjung-1303`; with its fund's code for a fund. Codes keep it unique."""
    name = (
        f"{choice.fund.name} {choice.fund.code}"
        if choice.fund
        else f"{choice.region.title} {_digits(choice)}"
    )
    return re.sub(r"\W+", "-", fold(name))[-120:].strip("-")


def _digits(choice: Choice) -> str:
    return choice.region.code.replace(".", "")
