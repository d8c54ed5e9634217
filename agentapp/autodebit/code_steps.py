"""Asks and tells the bank about payment codes: gives out what is wanted, looks whether it is paid, takes it back.

What is asked is kept and committed before the bank hears of it; each step may be done again, by any process.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, or_, select

from agentapp.autodebit.code_claims import claim_codes
from agentapp.autodebit.code_issuer import CodeAnswer, CodeAsked, CodeIssuer
from agentapp.autodebit.code_outcome import apply_to_code, asks_what_is_owed
from agentapp.autodebit.codes import LIVE_CODES, PaymentCode, PaymentCodeItem, PaymentCodeState
from agentapp.autodebit.gateways import gateway
from agentapp.autodebit.locking import hold_code
from agentapp.autodebit.outcome import Verdict
from agentapp.autodebit.sending import each_alone
from agentapp.autodebit.timing import Occasion, next_poll
from agentapp.contributions.models import OPEN, Obligation
from agentapp.core.db import look_afresh, transaction

Call = Callable[[CodeAsked], CodeAnswer]


def tend_codes(occasion: Occasion, *, whole_day: bool = False) -> dict[str, int]:
    """Claim what refused debits left open, then do the next step of every code whose time has come.

    How many codes are new, how many steps were done, and how many codes turned out to be paid. `whole_day`: also the
    steps that were to be done later on the day of the occasion.
    """
    codes = gateway().codes
    if codes is None:
        return {}
    claimed = claim_codes(occasion)
    until = occasion.until(whole_day=whole_day)
    done = each_alone(_due(until), lambda key: step(key, codes, occasion, until))
    paid = done.count(Verdict.SUCCEEDED)
    return {"codes_wanted": claimed, "codes_asked": len(done) - done.count(None), "codes_paid": paid}


def _due(until: datetime) -> list[UUID]:
    """Codes whose next step's time has come, and live ones that ask for other than what is owed."""
    other = exists().where(
        PaymentCodeItem.code_id == PaymentCode.id,
        Obligation.id == PaymentCodeItem.obligation_id,
        or_(Obligation.state.not_in(OPEN), Obligation.amount != PaymentCodeItem.amount),
    )
    wanted = or_(PaymentCode.next_step_at <= until, PaymentCode.state.in_(LIVE_CODES) & other)
    found = select(PaymentCode.id).where(PaymentCode.gateway == gateway().code, wanted)
    return list(look_afresh().scalars(found.order_by(PaymentCode.next_step_at, PaymentCode.id)))


def step(code_id: UUID, codes: CodeIssuer, occasion: Occasion, until: datetime) -> Verdict | None:
    """Do the next step of one code: what it came to; None where there was nothing to ask, or another does it."""
    claimed = _claim(code_id, codes, occasion.moment, until)
    if claimed is None:
        return None
    call, asked = claimed
    answer = call(asked)
    with transaction() as session:
        code = hold_code(session, code_id)
        assert code is not None
        return apply_to_code(session, code, answer, occasion.moment)


def _claim(
    code_id: UUID, codes: CodeIssuer, moment: datetime, until: datetime
) -> tuple[Call, CodeAsked] | None:
    """Count the step and set the time of the next, before the bank is asked. What is to be asked."""
    with transaction() as session:
        code = hold_code(session, code_id, skip_busy=True)
        if code is None:
            return None
        if not _is_due(code, moment, until):
            return None
        code.steps += 1
        code.next_step_at = next_poll(code.steps, moment)
        return _call(codes, code, moment), code.asked()


def _is_due(code: PaymentCode, moment: datetime, until: datetime) -> bool:
    """Whether the bank is asked or told now. What is not to be paid any more is withdrawn at once."""
    if not code.live or asks_what_is_owed(code):
        return code.next_step_at is not None and code.next_step_at <= until
    unheard = code.state == PaymentCodeState.WANTED and code.steps == 0
    code.move("withdraw", moment)
    code.steps = 0
    if unheard:
        code.let_go()
    return not unheard


def _call(codes: CodeIssuer, code: PaymentCode, moment: datetime) -> Call:
    """What comes next; once its time is over the bank takes nothing for it, so only what it took is of interest."""
    if code.state == PaymentCodeState.ISSUED or moment > code.expires_at:
        return codes.inquire
    return codes.withdraw if code.state == PaymentCodeState.WITHDRAWN else codes.issue
