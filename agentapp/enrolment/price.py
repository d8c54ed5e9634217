"""What an application will cost, month by month, before it is sent."""

from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.period import Month
from agentapp.enrolment.answers import Answers
from agentapp.enrolment.payers import find_payer
from agentapp.places.registry import zone_of
from agentapp.programmes.kinds import Payer, Programmes
from agentapp.programmes.occupations import sector_of
from agentapp.programmes.rulebook import Quote, current_rulebook, quote


def price(
    *,
    income: int,
    programmes: Programmes,
    months: int,
    occupation: str,
    payer: Payer,
    payer_code: str | None,
    village: str,
) -> Quote:
    """The price from this month on, in the village's zone. Raises FieldError for a payer nobody knows."""
    session = sessions()
    first = Month.of(today(zone_of(village)))
    return quote(
        current_rulebook(session),
        income=income,
        programmes=programmes,
        sector=sector_of(occupation),
        funding=find_payer(session, payer, payer_code, village, first).funding,
        months=first.run(months),
    )


def price_of(answers: Answers) -> Quote:
    return price(
        income=answers.monthly_income,
        programmes=answers.programmes,
        months=answers.months,
        occupation=answers.occupation,
        payer=answers.payer,
        payer_code=answers.payer_code,
        village=answers.village_code,
    )
