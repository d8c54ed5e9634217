"""What a phone tells of itself, and its problems."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.clock import now
from agentapp.intake import api, life, phones, reference, reports, signing
from agentapp.intake.api import Operation, described
from agentapp.intake.content import JSON
from agentapp.intake.shapes import (
    PersonTold,
    PhoneReport,
    PhoneTold,
    ProblemReport,
    Refusal,
    ReportTold,
)

bp = api.guarded("intake_phones")


@bp.put("/phones/<uuid:phone_id>")
@allow(Permission.ENROLMENT_WRITE)
@described(
    Operation(
        summary="How this phone is; what it needs for its way offline",
        takes={JSON: PhoneReport},
        answers={200: (PhoneTold, "ticket, life, reference"), 422: (Refusal, "not of that shape")},
    )
)
def phone(phone_id: UUID) -> ResponseReturnValue:
    ahead = phones.note(me(), phone_id, api.read(PhoneReport))
    return api.told(
        PhoneTold(
            now=now().isoformat(),
            clock_error_s=ahead,
            ticket=signing.make_ticket(me().id, phone_id),
            life=str(life.current()),
            person=PersonTold(str(me().id), me().name),
            reference=reference.offered(me()),
        )
    )


@bp.post("/reports")
@allow(Permission.ENROLMENT_WRITE)
@described(
    Operation(
        summary="A problem, told in codes and numbers",
        takes={JSON: ProblemReport},
        answers={201: (ReportTold, "kept for 90 days"), 422: (Refusal, "not of that shape")},
    )
)
def report() -> ResponseReturnValue:
    return api.told(ReportTold(str(reports.keep(me(), api.read(ProblemReport)))), 201)
