"""Protection as a condition in SQL, for lists: the same answers as `protection`, worker by worker."""

from sqlalchemy import ColumnElement, and_, exists, false, func, not_, or_, select

from agentapp.contributions.models import STANDS, Obligation, ObligationState
from agentapp.contributions.protection import ProtectionStatus
from agentapp.core.period import Month
from agentapp.programmes.conditions import Conditions
from agentapp.programmes.rulebook import Rulebook
from agentapp.workers.models import Membership, Worker

_FIRST_EVER = Month(1900, 1)
_LAST_EVER = Month(9999, 12)
_AT_ACCEPTANCE = func.coalesce(Worker.accepted_funding, Worker.funding, type_=Worker.funding.type)


def has_status(status: ProtectionStatus, rulebook: Rulebook, month: Month) -> ColumnElement[bool]:
    """Whether a worker stands so in `month`, which is the present one."""
    grace = rulebook.terms(month).grace_months
    back = Month.from_ordinal(month.ordinal - grace)
    covered = or_(_paid(month, month), _promised(rulebook, month, month))
    recently = or_(_paid(back, month), _promised(rulebook, back + 1, month))
    ever = or_(_paid(_FIRST_EVER, month), _promised(rulebook, _FIRST_EVER, month))
    return {
        ProtectionStatus.PROTECTED: covered,
        ProtectionStatus.ARREARS: and_(recently, not_(covered)),
        ProtectionStatus.ENDED: and_(ever, not_(recently)),
        ProtectionStatus.WAITING: not_(ever),
    }[status]


def _paid(first: Month, last: Month) -> ColumnElement[bool]:
    """Some month from `first` to `last` is paid."""
    return exists(
        select(Obligation.id).where(
            Obligation.worker_id == Worker.id,
            Obligation.month.between(first, last),
            Obligation.state == ObligationState.PAID,
            STANDS,
        )
    )


def _promised(rulebook: Rulebook, first: Month, last: Month) -> ColumnElement[bool]:
    """The membership began in one of these months, with a payer whose word covers its first month."""
    ends = [*(later.effective_from for later in rulebook.conditions[1:]), _LAST_EVER]
    promises = [_promise(terms, end) for terms, end in zip(rulebook.conditions, ends, strict=True)]
    return exists(
        select(Membership.number).where(
            Membership.worker_id == Worker.id, Membership.since.between(first, last), or_(false(), *promises)
        )
    )


def _promise(terms: Conditions, end: Month) -> ColumnElement[bool]:
    return and_(
        Membership.since >= terms.effective_from,
        Membership.since < end,
        _AT_ACCEPTANCE.in_(terms.accepted_starts_cover),
    )
