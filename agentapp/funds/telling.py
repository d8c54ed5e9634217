"""In the last month that a fund pays for somebody, the worker is told; so nobody learns it from a reminder to pay."""

from typing import Any
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from agentapp.contributions.notices import WORKERS_LANGUAGE, Told
from agentapp.core.clock import today
from agentapp.core.dates import month_words
from agentapp.core.db import transaction
from agentapp.core.outbox import Notice, Recipient, put_many
from agentapp.core.period import Month
from agentapp.funds.models import Fund
from agentapp.funds.places import FundPlace, PlaceState
from agentapp.workers.models import Worker

PIECE = 2000


def tell_ending() -> int:
    """Tell whoever is carried up to this month and no further, once. How many were told now."""
    month, told, after = Month.of(today()), 0, UUID(int=0)
    ending = (
        select(FundPlace.id, Fund.name.label("fund"), Worker.name, Worker.phone, Worker.email)
        .join(FundPlace.fund)
        .join(FundPlace.worker)
        .where(
            FundPlace.state == PlaceState.HELD, FundPlace.last_month == month, Worker.withdrawn_at.is_(None)
        )
        .order_by(FundPlace.id)
        .limit(PIECE)
    )
    while True:
        with transaction() as session:
            rows = session.execute(ending.where(FundPlace.id > after)).all()
            told += put_many(session, (_notice(row, month) for row in rows))
        if len(rows) < PIECE:
            return told
        after = rows[-1].id


def _notice(row: Any, month: Month) -> Notice:
    subject, text = last_month(row.name.split()[0], row.fund, month, WORKERS_LANGUAGE)
    return Notice(
        key=f"fund-ends:{row.id}",
        kind="fund_ends",
        to=Recipient(phone=row.phone, email=row.email),
        language=WORKERS_LANGUAGE,
        subject=subject,
        text=text,
    )


def last_month(name: str, fund: str, month: Month, language: str) -> Told:
    """What a worker is told in the last month that a fund pays."""
    with force_locale(language):
        months = month_words(month, language), month_words(month + 1, language)
        text = _(
            "Halo %(name)s, %(fund)s membayar iuran Anda sampai %(last)s. Mulai %(next)s Anda dapat membayar "
            "sendiri. Hubungi agen Anda; kami bantu.",
            name=name,
            fund=fund,
            last=months[0],
            next=months[1],
        )
        return _("Iuran Anda dibayar sampai %(last)s", last=months[0]), text
