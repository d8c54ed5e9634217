"""What payers are told of payment codes: the code itself, that there is none, what it paid, what goes back."""

from sqlalchemy.orm import Session

from agentapp.autodebit.code_wording import CodeTold, code_given_words, no_code_words, owed_words
from agentapp.autodebit.codes import PaymentCode
from agentapp.autodebit.notices import tell
from agentapp.autodebit.wording import debit_taken_words


def told_of(code: PaymentCode) -> CodeTold:
    """The code as its payer reads it; the last day is that of the payer's zone."""
    until = code.expires_at.astimezone(code.mandate.zone).date()
    return CodeTold(code.month, code.amount, code.number, until)


def given(session: Session, code: PaymentCode) -> None:
    """That it may be paid."""
    words = code_given_words(told_of(code), code.mandate.consent_language)
    tell(session, code.mandate, "code_given", code.reference, words)


def none_given(session: Session, code: PaymentCode) -> None:
    """That the bank gives none, so it is paid through the agent."""
    words = no_code_words(code.month, code.amount, code.mandate.consent_language)
    tell(session, code.mandate, "code_refused", code.reference, words)


def paid(session: Session, code: PaymentCode) -> None:
    """To a sponsor: what it paid, as after a debit. A worker gets the receipt. To both: what goes back."""
    language = code.mandate.consent_language
    amount = code.amount - code.owed
    people = len({item.obligation.worker_id for item in code.items if item.payment is not None})
    if code.mandate.payer is not None and amount:
        words = debit_taken_words(code.month, amount, people, language)
        tell(session, code.mandate, "code_paid", code.reference, words)
    if code.owed:
        words = owed_words(code.month, code.owed, language)
        tell(session, code.mandate, "code_owed", code.reference, words)
