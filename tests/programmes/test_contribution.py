"""What is owed for a month: every row of the table, every edge of it and of the reliefs."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Programmes, Sector
from agentapp.programmes.rates import relieved
from agentapp.programmes.rulebook import Contribution, NoRates, Rulebook, contribution, quote
from tests.programmes.reference import OTHERS, PUBLIC_BUDGETS, RATES, ROWS, RULEBOOK, TRANSPORT

WITHOUT_RELIEF = Month(2025, 12)
ALL, BASIC = Programmes.JKK_JKM_JHT, Programmes.JKK_JKM

incomes = st.integers(min_value=0, max_value=1_000_000_000)
months = st.builds(Month, st.integers(2015, 2030), st.integers(1, 12)).filter(
    lambda month: month >= Month(2015, 7)
)
sectors, fundings = st.sampled_from(Sector), st.sampled_from(FundingKind)


def owed(
    income=1_000_000, programmes=BASIC, sector=Sector.OTHER, funding=FundingKind.SELF, month=WITHOUT_RELIEF
):
    return contribution(
        RULEBOOK, income=income, programmes=programmes, sector=sector, funding=funding, month=month
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["bracket"]))
def test_each_bracket_costs_what_the_table_says_from_its_first_to_its_last_rupiah(row):
    first = row["income_from"] or 0
    last = row["income_to"] or 10 * first
    expected = Contribution(row["base"], row["jkk"], row["jkm"], row["jht"], 0)

    assert owed(first, ALL) == owed(last, ALL) == expected


@pytest.mark.parametrize("row", ROWS[1:], ids=lambda row: str(row["bracket"]))
def test_one_rupiah_less_belongs_to_the_bracket_before(row):
    assert owed(row["income_from"] - 1).base == ROWS[row["bracket"] - 2]["base"]


@pytest.mark.parametrize(("programmes", "total"), [(BASIC, 16_800), (ALL, 36_800)])
def test_the_lowest_contribution_is_that_of_the_regulation(programmes, total):
    assert owed(0, programmes).total == owed(1_099_999, programmes).total == total


def test_savings_are_nothing_to_who_did_not_join_them():
    assert owed(5_000_000, BASIC).jht == 0


def test_a_month_before_the_first_table_has_no_price():
    with pytest.raises(NoRates):
        owed(month=Month(2015, 6))


def test_a_new_table_holds_from_its_month_on():
    dearer = dataclasses.replace(RATES, effective_from=Month(2030, 1), jkm_flat=7_500)
    book = Rulebook((RATES, dearer), (), ())

    assert [book.tariff(month).jkm_flat for month in (Month(2029, 12), Month(2030, 1))] == [6_800, 7_500]


RELIEF_EDGES = [
    (Sector.TRANSPORT, Month(2025, 12), 0),
    (Sector.TRANSPORT, Month(2026, 1), 50),
    (Sector.TRANSPORT, Month(2027, 3), 50),
    (Sector.TRANSPORT, Month(2027, 4), 0),
    (Sector.OTHER, Month(2026, 3), 0),
    (Sector.OTHER, Month(2026, 4), 50),
    (Sector.OTHER, Month(2026, 12), 50),
    (Sector.OTHER, Month(2027, 1), 0),
]


@pytest.mark.parametrize("funding", FundingKind)
@pytest.mark.parametrize(("sector", "month", "percent"), RELIEF_EDGES)
def test_relief_goes_by_sector_month_and_source_of_money(sector, month, percent, funding):
    expected = 0 if funding in PUBLIC_BUDGETS else percent

    assert owed(sector=sector, month=month, funding=funding).relief_percent == expected


@pytest.mark.parametrize(
    ("programmes", "parts"), [(BASIC, (5_000, 3_400, 0, 8_400)), (ALL, (5_000, 3_400, 20_000, 28_400))]
)
def test_relief_halves_work_injury_and_death_but_never_savings(programmes, parts):
    found = owed(programmes=programmes, month=Month(2026, 6))

    assert (found.jkk, found.jkm, found.jht, found.total) == parts


def test_where_two_reliefs_meet_the_larger_counts():
    more = dataclasses.replace(OTHERS, percent=70, first_month=Month(2026, 6), last_month=Month(2026, 6))
    book = dataclasses.replace(RULEBOOK, reliefs=(TRANSPORT, OTHERS, more))

    assert [book.relief_percent(Sector.OTHER, FundingKind.SELF, Month(2026, each)) for each in (5, 6, 7)] == [
        50,
        70,
        50,
    ]


def test_a_fraction_of_a_rupiah_is_dropped_in_the_workers_favour():
    assert [relieved(6_801, 50), relieved(1, 1), relieved(100, 100)] == [3_400, 0, 0]


@given(incomes, incomes, st.sampled_from(Programmes), sectors, fundings, months)
def test_who_reports_more_never_pays_less(one, other, programmes, sector, funding, month):
    low, high = sorted((one, other))
    rest = {"programmes": programmes, "sector": sector, "funding": funding, "month": month}

    assert owed(low, **rest).total <= owed(high, **rest).total


@given(incomes, sectors, fundings, months)
def test_relief_never_touches_savings(income, sector, funding, month):
    assert owed(income, ALL, sector, funding, month).jht == owed(income, ALL).jht


@given(incomes, sectors, fundings, months)
def test_amounts_are_whole_rupiah_that_add_up(income, sector, funding, month):
    found = owed(income, ALL, sector, funding, month)

    assert found.total == found.jkk + found.jkm + found.jht
    assert {type(part) for part in (found.base, found.jkk, found.jkm, found.jht, found.total)} == {int}
    assert min(found.jkk, found.jkm, found.jht) > 0


@given(incomes, sectors, fundings, months)
def test_half_off_is_exactly_half_in_every_bracket(income, sector, funding, month):
    found, full = owed(income, ALL, sector, funding, month), owed(income, ALL)
    parts = 2 if found.relief_percent == 50 else 1

    assert (found.jkk * parts, found.jkm * parts) == (full.jkk, full.jkm)


@given(incomes, sectors, fundings, months, st.integers(1, 24))
def test_several_months_cost_the_sum_of_each(income, sector, funding, first, count):
    rest = {"income": income, "programmes": ALL, "sector": sector, "funding": funding}
    found = quote(RULEBOOK, months=first.run(count), **rest)

    assert found.total == sum(contribution(RULEBOOK, month=month, **rest).total for month in first.run(count))
    assert sum(stretch.count for stretch in found.stretches) == count
    assert [found.stretches[0].first, found.stretches[-1].last] == [first, first + (count - 1)]


def test_a_price_across_the_end_of_a_relief_shows_both_prices():
    found = quote(
        RULEBOOK,
        income=1_000_000,
        programmes=BASIC,
        sector=Sector.OTHER,
        funding=FundingKind.SELF,
        months=Month(2026, 11).run(6),
    )

    assert [(str(each.first), str(each.last), each.count, each.total) for each in found.stretches] == [
        ("2026-11", "2026-12", 2, 16_800),
        ("2027-01", "2027-04", 4, 67_200),
    ]
    assert found.total == 84_000


def test_no_months_cost_nothing():
    found = quote(
        RULEBOOK, income=1, programmes=BASIC, sector=Sector.OTHER, funding=FundingKind.SELF, months=()
    )

    assert (found.total, found.stretches) == (0, ())
