"""From an approved application to a worker who owes the first months."""

from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.assessment import raise_months
from agentapp.contributions.funding import take_on
from agentapp.core.clock import now
from agentapp.core.period import Month
from agentapp.enrolment.checks import learn_position
from agentapp.enrolment.consent import PURPOSE
from agentapp.enrolment.models import Enrolment
from agentapp.enrolment.payers import find_payer
from agentapp.places.registry import zone_of
from agentapp.programmes.kinds import FundingKind
from agentapp.workers.models import Worker
from agentapp.workers.registration import Admission, ConsentGiven, first_month, register


def admit(session: Session, actor: User, enrolment: Enrolment) -> Worker:
    """Register the person, tell the payer, raise the months chosen from this month (worker's zone) on; not committed.

    Raises AlreadyRegistered, NumbersExhausted, NoRates, and FieldError if the payer no longer pays here.
    """
    accepted_at = now()
    worker = register(
        session,
        actor,
        enrolment,
        enrolment.heirs,
        _consent(enrolment),
        Admission(
            agent_id=enrolment.agent_id,
            branch_id=enrolment.branch_id,
            funding=_funding(session, enrolment),
            accepted_at=accepted_at,
        ),
    )
    take_on(session, worker, first_month(worker), actor)
    raise_months(session, worker, first_month(worker), enrolment.months)
    learn_position(session, enrolment)
    return worker


def _funding(session: Session, enrolment: Enrolment) -> FundingKind:
    month = Month.of(now().astimezone(zone_of(enrolment.village_code)).date())
    payer = find_payer(session, enrolment.payer, enrolment.payer_code, enrolment.village_code, month)
    return payer.funding


def _consent(enrolment: Enrolment) -> ConsentGiven:
    return ConsentGiven(
        purpose=PURPOSE,
        text_version=enrolment.consent_version,
        language=enrolment.consent_language,
        given_at=enrolment.consented_at,
        latitude=enrolment.latitude,
        longitude=enrolment.longitude,
        recorded_by_id=enrolment.author_id,
    )
