"""The states of a batch and of its rows, and what may lead from one to the next."""

from enum import StrEnum

from agentapp.core.lifecycle import Lifecycle


class BatchState(StrEnum):
    """Where a batch stands. `…ing`: a job is at it, a piece at a time."""

    RECEIVED = "received"
    CHECKING = "checking"
    CHECKED = "checked"
    COMMITTING = "committing"
    COMMITTED = "committed"
    VERIFYING = "verifying"
    APPROVED = "approved"
    ENROLLING = "enrolling"
    ENROLLED = "enrolled"
    UNDOING = "undoing"
    UNDONE = "undone"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    FAILED = "failed"


class RowState(StrEnum):
    """What is to become of a row. `taken`: money is kept for it; `enrolled`: it is somebody whom the fund carries."""

    READY = "ready"
    TO_REPAIR = "to_repair"
    CONFLICT = "conflict"
    TAKEN = "taken"
    SKIPPED = "skipped"
    ENROLLED = "enrolled"


AT_WORK = (
    BatchState.RECEIVED,
    BatchState.CHECKING,
    BatchState.COMMITTING,
    BatchState.APPROVED,
    BatchState.ENROLLING,
    BatchState.UNDOING,
)
"""A job has something to do."""

OVER = (BatchState.UNDONE, BatchState.REFUSED, BatchState.CANCELLED, BatchState.FAILED)
"""Nothing came of it: the same file may be sent again."""

PROMISED = (
    BatchState.COMMITTING,
    BatchState.COMMITTED,
    BatchState.VERIFYING,
    BatchState.APPROVED,
    BatchState.ENROLLING,
)
"""The fund keeps money for it, and will carry its people."""

ENDED = (BatchState.ENROLLED, *OVER)
"""Nothing more comes of it, unless somebody undoes it."""

KEEPS_MONEY = (*PROMISED, BatchState.UNDOING)

_EARLY = {BatchState.RECEIVED, BatchState.CHECKING, BatchState.CHECKED}
_WITH_BRANCH = {BatchState.COMMITTED, BatchState.VERIFYING}

LIFECYCLE: Lifecycle[BatchState] = Lifecycle(
    check=({BatchState.RECEIVED}, BatchState.CHECKING),
    check_again=({BatchState.CHECKED, BatchState.FAILED}, BatchState.RECEIVED),
    finish_check=({BatchState.CHECKING}, BatchState.CHECKED),
    fail=({BatchState.RECEIVED, BatchState.CHECKING}, BatchState.FAILED),
    cancel=(_EARLY | {BatchState.FAILED}, BatchState.CANCELLED),
    expire=({BatchState.CHECKED}, BatchState.CANCELLED),
    commit=({BatchState.CHECKED}, BatchState.COMMITTING),
    finish_commit=({BatchState.COMMITTING}, BatchState.COMMITTED),
    verify=({BatchState.COMMITTED}, BatchState.VERIFYING),
    approve=({BatchState.VERIFYING}, BatchState.APPROVED),
    refuse=(_WITH_BRANCH, BatchState.REFUSED),
    enrol=({BatchState.APPROVED}, BatchState.ENROLLING),
    finish_enrol=({BatchState.ENROLLING}, BatchState.ENROLLED),
    undo=({*PROMISED, BatchState.ENROLLED}, BatchState.UNDOING),
    finish_undo=({BatchState.UNDOING}, BatchState.UNDONE),
)
