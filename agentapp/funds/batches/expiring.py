"""A list that waited too long for its officer is stopped, and the officer is told."""

from datetime import date

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from agentapp.core.clock import JAKARTA
from agentapp.core.dates import day_words
from agentapp.core.outbox import Notice, Recipient, put
from agentapp.funds.batches.models import Batch

OFFICERS_LANGUAGE = "id"
"""Of an officer who never chose one."""


def tell_expired(session: Session, batch: Batch) -> None:
    """Tell who is the fund's officer now, or who sent the batch, that nothing came of it. Once; not committed."""
    officer = batch.fund.officer or batch.officer
    language = officer.locale or OFFICERS_LANGUAGE
    sent_on = batch.made_at.astimezone(JAKARTA).date()
    subject, text = expired(officer.name, batch.fund.name, sent_on, language)
    put(
        session,
        Notice(
            key=f"batch-expired:{batch.id}",
            kind="batch_expired",
            to=Recipient(phone=officer.phone, email=officer.email),
            language=language,
            subject=subject,
            text=text,
        ),
    )


def expired(name: str, fund: str, sent_on: date, language: str) -> tuple[str, str]:
    """Subject and text: what was stopped and why, and what to do if it is still wanted."""
    with force_locale(language):
        text = _(
            "Halo %(name)s, daftar nama untuk %(fund)s dari %(day)s menunggu keputusan Anda lebih dari enam bulan. "
            "Daftarnya kami hentikan dan isinya dihapus. Bila masih perlu, kirim lagi berkasnya.",
            name=name,
            fund=fund,
            day=day_words(sent_on, language),
        )
        return _("Daftar nama dihentikan"), text
