"""Cohorts: people of an agency who are carried together and end together, such as election officers."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.db import transaction, violated
from agentapp.core.errors import N_, FieldError, IllegalMove
from agentapp.core.period import Month
from agentapp.funds.models import Fund, FundCohort, FundState
from agentapp.funds.places import FundPlace, PlaceState
from agentapp.funds.visible import find_fund


@dataclass(frozen=True, slots=True)
class Together:
    """What a cohort is: its name, its agency ("" for none), its first and last month."""

    name: str
    agency: str
    first_month: Month
    last_month: Month


def add(actor: User, fund_id: UUID, together: Together) -> FundCohort:
    """A new cohort of a fund of the actor's. Its places end by themselves after the last month.

    Raises NotFound, IllegalMove for a closed fund, FieldError ("name", "last_month").
    """
    with transaction() as session:
        fund = find_fund(session, actor, fund_id)
        if fund.state == FundState.CLOSED:
            raise IllegalMove
        _check(fund, together)
        cohort = FundCohort(
            fund_id=fund.id,
            name=together.name,
            agency=together.agency or None,
            first_month=together.first_month,
            last_month=together.last_month,
            made_by_id=actor.id,
            made_at=now(),
        )
        session.add(cohort)
        _flush(session)
    return cohort


def held_in(session: Session, fund: Fund) -> Mapping[UUID, int]:
    """How many are carried in each cohort of a fund, by its id."""
    rows = session.execute(
        select(FundPlace.cohort_id, func.count())
        .where(
            FundPlace.fund_id == fund.id,
            FundPlace.cohort_id.is_not(None),
            FundPlace.state == PlaceState.HELD,
        )
        .group_by(FundPlace.cohort_id)
    )
    return {cohort_id: count for cohort_id, count in rows if cohort_id is not None}


def _check(fund: Fund, together: Together) -> None:
    if together.last_month < together.first_month:
        raise FieldError("last_month", N_("Bulan terakhir tidak boleh sebelum bulan pertama."))
    if not (fund.pays_in(together.first_month) and fund.pays_in(together.last_month)):
        raise FieldError("last_month", N_("Pilih bulan di dalam masa dana."))


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        if violated(error, "uq_fund_cohorts_fund_id_name", "fund_cohorts.fund_id", "fund_cohorts.name"):
            raise FieldError("name", N_("Nama kelompok ini sudah ada.")) from None
        raise
