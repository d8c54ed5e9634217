"""Sheets of names on their way into a fund."""

from hashlib import sha256

import factory

from agentapp.core.clock import now
from agentapp.core.encryption import keyed_hash
from agentapp.funds.batches.models import Batch, BatchRow
from agentapp.funds.batches.samples import BatchSample
from agentapp.funds.batches.states import BatchState, RowState
from agentapp.funds.sheets.columns import Field
from agentapp.funds.sheets.kinds import KINDS
from agentapp.funds.sheets.problem import Problem
from agentapp.programmes.kinds import Programmes, Sector
from tests.factories.payers import FundFactory
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


class BatchFactory(RecordFactory):
    """A checked batch without rows, of a file that nobody kept."""

    class Meta:
        model = Batch

    fund = factory.SubFactory(FundFactory)
    officer = factory.SelfAttribute("fund.officer")
    file_name = "daftar-pekerja.xlsx"
    digest = factory.Sequence(lambda n: sha256(str(n).encode()).hexdigest())
    state = BatchState.CHECKED
    first_month = factory.SelfAttribute("fund.first_month")
    last_month = factory.SelfAttribute("fund.last_month")
    made_at = factory.LazyFunction(now)

    @factory.post_generation
    def begin(batch: Batch, create: bool, extracted: object) -> None:  # noqa: N805 - factory_boy's form
        batch.begin()


class BatchRowFactory(RecordFactory):
    """A row that reads: somebody of an age to join, in Sungai Lansek, for Rp16.800."""

    class Meta:
        model = BatchRow
        exclude = ("batch", "n")

    n = factory.LazyFunction(lambda: next(serial))
    batch = factory.SubFactory(BatchFactory)
    batch_id = factory.SelfAttribute("batch.id")
    position = 1
    sheet = "Daftar"
    number = factory.LazyAttribute(lambda row: row.position + 1)
    state = RowState.READY
    person = factory.LazyAttribute(lambda row: staged(row.n))
    nik_hash = factory.LazyAttribute(lambda row: keyed_hash(row.person["nik"], "nik"))
    phone_hash = factory.LazyAttribute(lambda row: keyed_hash(row.person["phone"], "phone"))
    problems = factory.LazyFunction(list)
    risks = factory.LazyFunction(list)
    village_code = SUNGAI_LANSEK
    programmes = Programmes.JKK_JKM
    sector = Sector.OTHER
    monthly_income = 1_000_000
    first_month = factory.SelfAttribute("batch.first_month")
    last_month = factory.SelfAttribute("batch.first_month")
    cost = 16_800


class UnreadRowFactory(RecordFactory):
    """A row that is to be repaired."""

    class Meta:
        model = BatchRow
        exclude = ("batch",)

    batch = factory.SubFactory(BatchFactory)
    batch_id = factory.SelfAttribute("batch.id")
    position = 1
    sheet = "Daftar"
    number = factory.LazyAttribute(lambda row: row.position + 1)
    state = RowState.TO_REPAIR
    problem = "nik_missing"
    problems = factory.LazyFunction(
        lambda: [Problem("nik_missing", Field.NIK, KINDS["nik_missing"].repair).to_json()]
    )
    risks = factory.LazyFunction(list)


class BatchSampleFactory(RecordFactory):
    """A row that somebody of the branch is to look at."""

    class Meta:
        model = BatchSample
        exclude = ("batch",)

    batch = factory.SubFactory(BatchFactory)
    batch_id = factory.SelfAttribute("batch.id")
    position = 1
    reason = "random"
    note = ""


def staged(n: int) -> dict[str, object]:
    """Person `n` as a row keeps them."""
    return {
        "nik": make_nik(n).digits,
        "name": full_name(n),
        "birth_place": "Sijunjung",
        "birth_date": born(n).isoformat(),
        "sex": "M",
        "address": "Jorong Koto, RT 02",
        "village_code": SUNGAI_LANSEK,
        "phone": f"+62812{n:07d}",
        "mother_name": MOTHERS[n % len(MOTHERS)],
        "occupation": "Petani",
        "ecosystem": "village",
        "work_place": "Kebun",
        "monthly_income": 1_000_000,
        "programmes": "jkk_jkm",
        "source": "DTSEN",
        "decile": 2,
        "heirs": [HEIR],
    }
