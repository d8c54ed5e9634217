"""Valid answers without a form, for the service."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from agentapp.core.clock import now
from agentapp.core.nik import Sex
from agentapp.enrolment.answers import NO_PHOTOS, Answers, HeirAnswer
from agentapp.programmes.kinds import Ecosystem, Payer, Programmes
from tests.factories import HEIR, SUNGAI_LANSEK, born, full_name, make_nik, serial


def make_answers(**changes: Any) -> Answers:
    """Of a new person each time."""
    n = next(serial)
    answers = Answers(
        submission_id=uuid4(),
        form_version="1",
        captured_at=now(),
        nik=make_nik(n, sex=Sex.MALE),
        name=full_name(n),
        birth_place="Sijunjung",
        birth_date=born(n),
        sex=Sex.MALE,
        mother_name="Rosna",
        phone=f"+62812{n:08d}",
        email=None,
        address="Jorong Koto",
        village_code=SUNGAI_LANSEK,
        occupation="Petani",
        ecosystem=Ecosystem.VILLAGE,
        work_place="Kebun",
        monthly_income=1_000_000,
        programmes=Programmes.JKK_JKM,
        months=1,
        payer=Payer.SELF,
        payer_code=None,
        heirs=(HeirAnswer(**HEIR),),
        consent_version="2026-11",
        consent_language="id",
        consented_at=now(),
        position=None,
        contested=False,
        **NO_PHOTOS,
    )
    return replace(answers, **changes)
