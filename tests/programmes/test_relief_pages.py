"""The admin grants a relief and ends it early, each after a preview."""

from uuid import UUID

import pytest
from babel.dates import format_date

from agentapp.programmes.kinds import Sector
from tests.pages import ANY
from tests.programmes.admin import INDEX, NEXT_YEAR, THIS_MONTH, owed


def test_a_relief_is_previewed_around_its_edges_and_published(admin, session):
    first, last = THIS_MONTH + 24, THIS_MONTH + 26
    form = admin.get(INDEX).click("Keringanan baru").form()
    form.fill(sector="other", first_month=str(first), last_month=str(last), percent="25", source="PP contoh")
    preview = form.fill(excluded=["apbd", "apbn"]).submit(status=200)

    assert "Semua pekerjaan lain" in preview.main
    assert "Anggaran negara (APBN), Anggaran daerah (APBD)" in preview.main
    assert preview.main.count("Contoh iuran") == 4
    preview.form().submit("Terbitkan", status=303)
    assert [owed(session, month) for month in (first + -1, first, last, last + 1)] == [
        16_800,
        12_600,
        12_600,
        16_800,
    ]
    assert owed(session, first, Sector.TRANSPORT) == 16_800


@pytest.mark.parametrize(
    ("field", "typed"),
    [("first_month", ""), ("percent", "0"), ("percent", "101"), ("percent", "١٠"), ("source", " \u200b ")],
)
def test_what_is_wrong_with_a_relief_is_said_beside_its_field(admin, field, typed):
    form = admin.get(f"{INDEX}/reliefs/new").form()
    good = {"first_month": str(NEXT_YEAR), "last_month": str(NEXT_YEAR), "percent": "50", "source": "Contoh"}

    assert form.fill({**good, field: typed}).submit(status=422).error_of(field)


def test_a_relief_that_ends_before_it_begins_is_refused(admin):
    form = admin.get(f"{INDEX}/reliefs/new").form()
    months = {"first_month": str(NEXT_YEAR), "last_month": str(NEXT_YEAR + -1)}

    assert (
        form.fill({**months, "percent": "50", "source": "Contoh"}).submit(status=422).error_of("last_month")
    )


def published_relief(admin, months_ahead=24):
    form = admin.get(f"{INDEX}/reliefs/new").form()
    first, last = THIS_MONTH + months_ahead, THIS_MONTH + months_ahead + 5
    values = {"first_month": str(first), "last_month": str(last), "percent": "50", "source": "PP contoh"}
    form.fill({**values, "sector": "other"}).submit().form().submit("Terbitkan", status=303)
    label = f"Akhiri lebih awal keringanan mulai {month_words(first)}"
    return first, last, admin.get(INDEX).link(label)


def month_words(month):
    return format_date(month.first_day, "MMMM y", locale="id")


def test_a_relief_may_end_early_and_says_so(admin, session):
    first, _, address = published_relief(admin)
    preview = admin.get(address).form().fill(last_month=str(first + 1)).submit(status=200)

    assert "+Rp8.400" in preview.main
    index = preview.form().submit("Terbitkan", status=303).follow()
    assert "Diakhiri" in index.main
    assert [owed(session, first + step) for step in (0, 1, 2)] == [8_400, 8_400, 16_800]


def test_a_relief_that_has_not_begun_may_be_called_off(admin, session):
    first, _, address = published_relief(admin)
    admin.get(address).form().fill(last_month=str(first + -1)).submit().form().submit("Terbitkan", status=303)

    assert owed(session, first) == 16_800


def test_a_relief_is_ended_only_once(admin):
    first, _, address = published_relief(admin)
    form = admin.get(address).form().fill(last_month=str(first))
    form.submit().form().submit("Terbitkan", status=303)

    assert admin.get(address, status=ANY).status_code == 409


def test_a_relief_that_does_not_exist_is_not_found(admin):
    for path in (f"reliefs/{UUID(int=0)}/end", f"tariffs/{UUID(int=0)}"):
        assert admin.get(f"{INDEX}/{path}", status=ANY).status_code == 404, path
