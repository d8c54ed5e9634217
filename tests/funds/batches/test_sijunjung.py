"""Sijunjung 2022 from a spreadsheet to cards: published numbers by district, invented people."""

import csv
from collections import Counter
from importlib import resources
from io import BytesIO

import pytest
import xlsxwriter
from sqlalchemy import func, select

from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.period import Month
from agentapp.funds.batches import committing, dry_run, service
from agentapp.funds.commitments import OverCeiling
from agentapp.funds.models import Fund
from agentapp.places import registry
from agentapp.workers.models import Card, Membership, Worker
from tests.factories import FundFactory, born, full_name, make_nik
from tests.funds.batches.conftest import done
from tests.funds.batches.test_whole_way import all_is_well

CEILING = 202_000_000
A_MONTH = 22_394_400
NINE_MONTHS = 201_549_600
TITLES = ("No", "NIK", "Nama Lengkap", "Tgl Lahir", "L/P", "Nagari", "Kecamatan", "No HP", "Pekerjaan")


@pytest.fixture(autouse=True)
def one_database_is_enough(database_kind):
    if database_kind == "sqlite":
        pytest.skip("1.333 people once")


def districts() -> dict[str, int]:
    text = resources.files("agentapp.demo").joinpath("data/sijunjung_2022.csv").read_text()
    return {row["district_code"]: int(row["workers"]) for row in csv.DictReader(text.splitlines())}


def workbook() -> bytes:
    """The list as a regency has it: a title above, villages by name, the NIK as text."""
    stream, n = BytesIO(), 0
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Pekerja rentan")
        sheet.write(0, 0, "DAFTAR PEKERJA RENTAN KABUPATEN SIJUNJUNG")
        sheet.write_row(2, 0, TITLES)
        for code, count in districts().items():
            villages = registry.children(code)
            for at in range(count):
                n += 1
                sheet.write_row(n + 2, 0, _row(n, villages[at % len(villages)].name, code))
    return stream.getvalue()


def _row(n: int, village: str, district: str) -> list[object]:
    nik = make_nik(n, district=district).digits
    name, phone = full_name(n).upper(), f"0812{n:08d}"
    return [
        n,
        nik,
        name,
        f"{born(n):%d-%m-%Y}",
        "L",
        village,
        registry.district_name(district),
        phone,
        "Petani",
    ]


@pytest.fixture
def fund(session) -> Fund:
    first = Month.of(today())
    return FundFactory(first_month=first, last_month=first + 9, ceiling=CEILING)


def test_nine_months_fit_into_the_ceiling_and_the_tenth_is_refused_with_the_reason(fund, commit, approve):
    batch = done(service.receive(fund.officer, fund.id, "sijunjung.xlsx", workbook()))
    told = dry_run.report(batch)
    assert (told.rows, told.accepted, told.to_repair, told.conflicts) == (1333, 1333, 0, 0)
    assert (told.bill.monthly, told.bill.total, told.fits) == (A_MONTH, 10 * A_MONTH, 9)
    with pytest.raises(OverCeiling) as refused:
        committing.commit(fund.officer, batch.id)
    assert refused.value.params == {"wanted": "Rp223.944.000", "free": "Rp202.000.000"}

    batch = done(service.set_months(fund.officer, batch.id, batch.first_month, told.fits))
    assert dry_run.report(batch).bill.total == NINE_MONTHS
    approve(commit(batch))

    assert sessions().get_one(Fund, fund.id).reserved == NINE_MONTHS
    carded = select(Worker.district_code, func.count()).join(Membership).join(Card)
    assert dict(sessions.execute(carded.group_by(Worker.district_code)).all()) == Counter(districts())
    all_is_well(fund)
