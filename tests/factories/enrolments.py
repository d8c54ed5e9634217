"""Applications, what is remarked on them, and who looks at them."""

from uuid import uuid4

import factory

from agentapp.core.clock import now
from agentapp.core.nik import Sex
from agentapp.enrolment.models import Enrolment, EnrolmentMove, EnrolmentState, Flag, FlagKind
from agentapp.programmes.kinds import Ecosystem, Payer, Programmes
from agentapp.review.models import LEASE, Claim
from agentapp.workers.person import PERSON_FIELDS
from tests.factories.people import AgentFactory, SupervisorFactory
from tests.factories.records import (
    HEIR,
    MOTHERS,
    SUNGAI_LANSEK,
    RecordFactory,
    born,
    full_name,
    make_nik,
    serial,
)
from tests.factories.workers import PersonFactory, WorkerFactory


class EnrolmentFactory(PersonFactory):
    """An application in any state, with what that implies: decider, returner, worker, and its first move."""

    class Meta:
        model = Enrolment

    class Params:
        decided = factory.LazyAttribute(
            lambda it: it.state in (EnrolmentState.APPROVED, EnrolmentState.REJECTED)
        )

    agent = factory.SubFactory(AgentFactory)
    author = factory.SelfAttribute("agent")
    branch = factory.SelfAttribute("agent.branch")
    state = EnrolmentState.SUBMITTED
    number = factory.LazyFunction(lambda: f"T{next(serial):08d}")
    submission_id = factory.LazyFunction(uuid4)
    form_version = "1"
    captured_at = factory.LazyFunction(now)
    received_at = factory.LazyFunction(now)
    waiting_since = factory.SelfAttribute("received_at")
    heirs = factory.LazyFunction(lambda: [dict(HEIR)])
    consent_version = "2026-11"
    consent_language = "id"
    consented_at = factory.SelfAttribute("captured_at")
    is_clean = factory.LazyAttribute(lambda it: not it.flags)
    flags = factory.LazyFunction(list)
    decided_by = factory.LazyAttribute(lambda it: SupervisorFactory(branch=it.branch) if it.decided else None)
    decided_at = factory.LazyAttribute(lambda it: now() if it.decided else None)
    returned_by = factory.LazyAttribute(
        lambda it: SupervisorFactory(branch=it.branch) if it.state == EnrolmentState.RETURNED else None
    )
    worker = factory.LazyAttribute(
        lambda it: (
            WorkerFactory(agent=it.agent, **{name: getattr(it, name) for name in PERSON_FIELDS})
            if it.state == EnrolmentState.APPROVED
            else None
        )
    )
    history = factory.LazyAttribute(
        lambda it: [
            EnrolmentMove(
                verb="submit",
                source=None,
                target=EnrolmentState.SUBMITTED,
                by=it.author,
                at=it.received_at,
                digest="0" * 64,
            )
        ]
    )


class FlagFactory(RecordFactory):
    class Meta:
        model = Flag

    kind = FlagKind.NO_KTP_PHOTO


class ClaimFactory(RecordFactory):
    """A case under `supervisor`'s eyes for the next ten minutes."""

    class Meta:
        model = Claim

    supervisor = factory.SubFactory(SupervisorFactory)
    expires_at = factory.LazyFunction(lambda: now() + LEASE)


def application_data(**changes: object) -> dict[str, str]:
    """The fields of a valid enrolment form, of a new person each time; heirs as `heirs__0__name`."""
    n = next(serial)
    sex = Sex.MALE if n % 2 else Sex.FEMALE
    plain = {
        "submission_id": str(uuid4()),
        "form_version": "1",
        "captured_at": now().isoformat(),
        "nik": make_nik(n, sex=sex).digits,
        "name": full_name(n),
        "birth_place": "Sijunjung",
        "birth_date": born(n).isoformat(),
        "sex": sex.value,
        "mother_name": MOTHERS[n % len(MOTHERS)],
        "phone": f"0812{n:08d}",
        "email": "",
        "address": "Jorong Koto, RT 02",
        "village_code": SUNGAI_LANSEK,
        "occupation": "Tukang ojek",
        "ecosystem": Ecosystem.VILLAGE.value,
        "work_place": "Pasar Sungai Lansek",
        "monthly_income": "1000000",
        "programmes": Programmes.JKK_JKM.value,
        "months": "3",
        "payer": Payer.SELF.value,
        "heirs-0-name": HEIR["name"],
        "heirs-0-relation": HEIR["relation"],
        "heirs-0-phone": "081300000001",
        "consent": "y",
    }
    return plain | {name.replace("__", "-"): str(value) for name, value in changes.items()}
