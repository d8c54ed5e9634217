"""Why a case cannot be decided now: somebody has it, somebody was first, or the time to undo is over."""

from datetime import datetime

from agentapp.core.errors import N_, Conflict
from agentapp.enrolment.models import EnrolmentState
from agentapp.review.holder import Holder

_VERDICTS = {
    EnrolmentState.APPROVED: N_("%(name)s sudah menyetujui kasus ini."),
    EnrolmentState.RETURNED: N_("%(name)s sudah mengembalikan kasus ini kepada agennya."),
    EnrolmentState.REJECTED: N_("%(name)s sudah menolak kasus ini."),
    EnrolmentState.WITHDRAWN: N_("%(name)s sudah menarik kembali pendaftaran ini."),
}


class HeldByAnother(Conflict):
    """Somebody else has the case under their eyes."""

    def __init__(self, holder: Holder) -> None:
        super().__init__(N_("%(name)s sedang memeriksa kasus ini."), name=holder.name)
        self.until = holder.until


class AlreadyDecided(Conflict):
    """The case left the queue: who took it out, when, and where it went."""

    def __init__(self, state: EnrolmentState, name: str, at: datetime) -> None:
        super().__init__(_VERDICTS[state], name=name)
        self.at = at


class NoLongerClean(Conflict):
    """A flag has come since the list was shown."""

    default = N_("Kasus ini kini bertanda, jadi perlu diperiksa sendiri.")


class NothingToUndo(Conflict):
    """There is no decision here, or it is not the actor's own."""

    default = N_("Tidak ada keputusan Anda yang dapat dibatalkan di sini.")


class TooLateToUndo(Conflict):
    default = N_("Keputusan hanya dapat dibatalkan dalam lima menit. Waktunya sudah lewat.")


class SomethingFollowed(Conflict):
    """A payment or a correction came after the decision."""

    default = N_(
        "Keputusan ini tidak dapat dibatalkan lagi: iurannya sudah dibayar, atau agen sudah memperbaikinya."
    )


class SameNikWaits(Conflict):
    """It cannot go back into the queue: the same person came again meanwhile."""

    default = N_("Keputusan ini tidak dapat dibatalkan: orang yang sama sudah didaftarkan lagi dan menunggu.")
