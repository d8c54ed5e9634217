"""Mandates at the simulated bank."""

import factory

from agentapp.autodebit import consent
from agentapp.autodebit.models import ConsentGiven, Mandate, MandateState
from agentapp.autodebit.simulator.keys import CODE
from agentapp.autodebit.simulator.personas import Persona, token_of
from agentapp.core.clock import now
from agentapp.core.period import Month
from tests.factories.payers import SponsorFactory
from tests.factories.records import RecordFactory, serial
from tests.factories.workers import WorkerFactory


class MandateFactory(RecordFactory):
    """A worker's own, active since long, at an account of Lancar."""

    class Meta:
        model = Mandate

    class Params:
        persona = Persona.LANCAR
        n = factory.LazyFunction(lambda: next(serial))

    worker = factory.SubFactory(WorkerFactory)
    serial = factory.LazyAttribute(lambda it: f"{it.n:012d}")
    gateway = CODE
    state = MandateState.ACTIVE
    account_token = factory.LazyAttribute(lambda it: token_of(it.persona.account(it.n)))
    account_tail = factory.LazyAttribute(lambda it: it.persona.account(it.n)[-4:])
    cap = 50_000
    debit_day = 5
    zone_name = "Asia/Jakarta"
    first_month = Month(2026, 11)
    consent_version = consent.CURRENT.version
    consent_language = "id"
    consent_hash = consent.CURRENT.hash
    consent_given = ConsentGiven.AGENTS_PHONE
    consented_at = factory.LazyFunction(now)
    recorded_by = factory.LazyAttribute(lambda it: it.worker.agent if it.worker else it.payer)
    created_at = factory.LazyFunction(now)
    activated_at = factory.LazyFunction(now)


class SponsorMandateFactory(MandateFactory):
    """A sponsor's, for everybody they carry. `sponsor`: who pays."""

    class Params:
        sponsor = factory.SubFactory(SponsorFactory)

    worker = None
    payer = factory.LazyAttribute(lambda it: it.sponsor.user)
    payer_code = factory.LazyAttribute(lambda it: it.sponsor.code)
    cap = 500_000
    consent_given = ConsentGiven.OWN_ACCOUNT
