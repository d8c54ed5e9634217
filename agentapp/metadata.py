"""Every table of the app, for migrations and tests."""

from agentapp.accounts import models as accounts
from agentapp.autodebit import attempts, bank_words
from agentapp.autodebit import codes as payment_codes
from agentapp.autodebit import models as autodebit
from agentapp.contributions import ledger, payer_history
from agentapp.contributions import models as contributions
from agentapp.core import outbox_entry
from agentapp.core.db import Base
from agentapp.coverage import models as coverage
from agentapp.enrolment import centres, unsent
from agentapp.enrolment import models as enrolment
from agentapp.funds import models as funds
from agentapp.funds import places as fund_places
from agentapp.funds.batches import models as batches
from agentapp.funds.batches import samples
from agentapp.funds.bills import models as bills
from agentapp.funds.handing import models as hand_outs
from agentapp.intake import held as held_sendings
from agentapp.intake import models as intake
from agentapp.intake import photo_rows as intake_photos
from agentapp.programmes import models as programmes
from agentapp.review import models as review
from agentapp.sponsorship import groups
from agentapp.sponsorship import models as sponsorship
from agentapp.sponsorship import requests as sponsorship_requests
from agentapp.workers import models as workers

PACKAGES = (
    accounts,
    attempts,
    autodebit,
    bank_words,
    batches,
    bills,
    centres,
    contributions,
    coverage,
    enrolment,
    fund_places,
    funds,
    groups,
    hand_outs,
    held_sendings,
    intake,
    intake_photos,
    ledger,
    outbox_entry,
    payer_history,
    payment_codes,
    programmes,
    review,
    samples,
    sponsorship,
    sponsorship_requests,
    unsent,
    workers,
)
metadata = Base.metadata
ONE_DATABASE_ONLY = frozenset({"ix_workers_name_key_trigrams"})
"""Indexes that a migration adds where the database knows their kind: not part of the models."""


def compared(item: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:  # noqa: ARG001, FBT001
    """Whether models and database are compared in this, for Alembic's `include_object`."""
    return not (kind == "index" and name in ONE_DATABASE_ONLY)
