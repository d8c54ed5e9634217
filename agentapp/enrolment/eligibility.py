"""Who may join, for how many months, and at whose cost: the rules asked with the values of today."""

from sqlalchemy.orm import Session

from agentapp.core.clock import today
from agentapp.core.errors import N_, FieldError
from agentapp.core.period import Month
from agentapp.enrolment.answers import Answers
from agentapp.enrolment.payers import find_payer
from agentapp.places.registry import zone_of
from agentapp.programmes.conditions import age_on
from agentapp.programmes.rulebook import current_rulebook

TOO_YOUNG = N_("Umurnya %(age)d tahun. Pendaftaran mulai umur %(least)d tahun.")
TOO_OLD = N_("Umurnya %(age)d tahun. Pendaftaran hanya sebelum umur %(limit)d tahun.")


def check_eligible(session: Session, answers: Answers) -> None:
    """Raises FieldError for an age, a number of months or a payer that the rules of this month do not allow."""
    day = today(zone_of(answers.village_code))
    month = Month.of(day)
    terms = current_rulebook(session).terms(month)
    age = age_on(answers.birth_date, day)
    if age < terms.least_age:
        raise FieldError("birth_date", TOO_YOUNG, age=age, least=terms.least_age)
    if age >= terms.age_limit:
        raise FieldError("birth_date", TOO_OLD, age=age, limit=terms.age_limit)
    if answers.months not in terms.periods:
        raise FieldError("months", N_("Jumlah bulan ini sedang tidak dapat dipilih."))
    find_payer(session, answers.payer, answers.payer_code, answers.village_code, month)
