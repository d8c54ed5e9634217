"""The admin's pages: what holds, what comes, and a preview before anything is published."""

import pytest
from sqlalchemy import select

from agentapp.programmes.models import Tariff
from agentapp.programmes.rulebook import current_rulebook
from tests.factories import (
    AgentFactory,
    FundOfficerFactory,
    ObligationFactory,
    SponsorUserFactory,
    SupervisorFactory,
    WorkerFactory,
)
from tests.pages import ANY
from tests.programmes.admin import INDEX, NEXT_YEAR, THIS_MONTH, owed


def test_a_new_installation_shows_the_first_rates_with_their_sources(admin):
    page = admin.get(INDEX)

    for text in (
        "PP 44/2015",
        "PP 50/2025",
        "Rp6.800",
        "Rp20.700.000",
        "Berlaku sekarang",
        "18 tahun",
        "Bawaan pemasangan",
    ):
        assert text in page.main


def test_a_tariff_shows_its_whole_table(admin):
    page = admin.get(INDEX).click("Mulai Juli 2015")

    assert page.main.count("Rp") > 33 * 3
    assert "Rp20.200.000 ke atas" in page.main


def test_a_new_tariff_is_previewed_and_then_published(admin, session):
    form = admin.get(INDEX).click("Tarif baru").form()
    preview = form.fill(effective_from=str(NEXT_YEAR), jkm="7.000", source="Permenaker contoh").submit(
        status=200
    )

    assert owed(session, NEXT_YEAR) != 17_000
    assert "Rp17.000" in preview.main
    assert "+Rp200" in preview.main

    index = preview.form().submit("Terbitkan", status=303).follow()

    assert "Tarif baru sudah diterbitkan." in index.main
    assert "Akan berlaku" in index.main
    assert owed(session, NEXT_YEAR) == 17_000
    assert owed(session, NEXT_YEAR + -1) == 16_800
    assert "oleh" in index.main


def test_nothing_typed_is_lost_when_one_goes_back_from_the_preview(admin):
    form = admin.get(f"{INDEX}/tariffs/new").form()
    preview = form.fill(effective_from=str(NEXT_YEAR), jkm="7.000", source="Permenaker contoh").submit()
    again = preview.form().submit("Ubah lagi", status=200).form()

    assert {name: again.data[name] for name in ("effective_from", "jkm", "source")} == {
        "effective_from": str(NEXT_YEAR),
        "jkm": "7.000",
        "source": "Permenaker contoh",
    }
    assert again.data["brackets"].splitlines() == form.data["brackets"].splitlines()


def test_a_changed_bracket_shows_in_the_preview_before_it_holds(admin, session):
    form = admin.get(f"{INDEX}/tariffs/new").form()
    table = form.data["brackets"].replace("0; 1.000.000", "0; 1.050.000", 1)
    preview = form.fill(effective_from=str(NEXT_YEAR), brackets=table, source="Contoh").submit()

    assert "Rp1.050.000" in preview.main
    preview.form().submit("Terbitkan", status=303)
    assert owed(session, NEXT_YEAR) == 17_300


def test_a_preview_tells_how_many_it_touches(admin):
    worker = WorkerFactory()
    ObligationFactory(worker=worker, month=NEXT_YEAR)
    ObligationFactory(worker=worker, month=NEXT_YEAR + -1)
    form = admin.get(f"{INDEX}/tariffs/new").form()
    preview = form.fill(effective_from=str(NEXT_YEAR), source="Contoh").submit()

    assert "1 pekerja terkena." in preview.main
    assert "1 bulan iur sudah ditagihkan" in preview.main
    assert "jumlahnya tidak berubah" in preview.main


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("effective_from", "", "Pilih salah satu bulan"),
        ("jkk", "", "Isi bagian ini"),
        ("jkk", "banyak", "persen"),
        ("jkk", "99", "persen"),
        ("jkk", "-1", "persen"),
        ("jht", "0,123", "persen"),
        ("jht", "NaN", "persen"),
        ("jkm", "", "Isi bagian ini"),
        ("jkm", "enam ribu", "angka"),
        ("brackets", "", "Baris 1"),
        ("brackets", "0; 1.000.000\nsatu; dua", "Baris 2"),
        ("brackets", "x" * 25_000, "terlalu panjang"),
        ("source", "", "Tulis sumbernya"),
        ("source", "x" * 401, "Terlalu panjang"),
    ],
)
def test_what_is_wrong_with_a_tariff_is_said_beside_its_field(admin, field, typed, said):
    form = admin.get(f"{INDEX}/tariffs/new").form()
    page = form.fill({"effective_from": str(NEXT_YEAR), "source": "Contoh", field: typed}).submit(status=422)

    assert said in page.error_of(field)
    assert page.form().data[field].splitlines() == typed.splitlines()


def test_a_month_that_was_never_offered_is_refused(admin):
    form = admin.get(f"{INDEX}/tariffs/new").form()
    form.data["effective_from"] = str(THIS_MONTH)
    form.data["source"] = "Contoh"

    assert "Pilih salah satu bulan" in form.submit(status=422).error_of("effective_from")


def test_a_second_tariff_for_the_same_month_is_refused_beside_the_month(admin):
    for status in (200, 422):
        form = admin.get(f"{INDEX}/tariffs/new").form().fill(effective_from=str(NEXT_YEAR), source="Contoh")
        page = form.submit(status=status)
        if status == 200:
            page.form().submit("Terbitkan", status=303)

    assert "sudah ada yang diterbitkan" in page.error_of("effective_from")


def test_new_terms_are_previewed_and_then_hold_from_their_month(admin, session):
    form = admin.get(INDEX).click("Ketentuan baru").form()
    changes = {"effective_from": str(NEXT_YEAR), "age_limit": "60", "periods": ["1", "3"], "source": "Contoh"}
    preview = form.fill(changes).submit(status=200)

    assert "18 tahun sampai sebelum 60 tahun" in preview.main
    assert "1, 3 bulan" in preview.main
    preview.form().submit("Terbitkan", status=303)
    book = current_rulebook(session())
    assert [book.terms(month).age_limit for month in (NEXT_YEAR + -1, NEXT_YEAR)] == [65, 60]
    assert book.terms(NEXT_YEAR).periods == (1, 3)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("least_age", "x"),
        ("age_limit", "18"),
        ("age_limit", ""),
        ("due_day", "31"),
        ("grace_months", "13"),
        ("source", ""),
    ],
)
def test_what_is_wrong_with_terms_is_said_beside_its_field(admin, field, typed):
    form = admin.get(f"{INDEX}/terms/new").form()
    good = {"effective_from": str(NEXT_YEAR), "source": "Contoh"}

    assert form.fill({**good, field: typed}).submit(status=422).error_of(field)


def test_terms_without_any_period_are_refused(admin):
    form = admin.get(f"{INDEX}/terms/new").form()
    page = form.fill({"effective_from": str(NEXT_YEAR), "source": "Contoh", "periods": []}).submit(status=422)

    assert "Pilih paling sedikit satu" in page.main


PAGES = ["", "/tariffs/new", "/reliefs/new", "/terms/new"]
OTHERS = [AgentFactory, SupervisorFactory, SponsorUserFactory, FundOfficerFactory]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("somebody", OTHERS, ids=lambda factory: factory.__name__)
def test_only_the_admin_finds_these_pages(signed_in_client, somebody, path):
    assert signed_in_client(somebody()).get(INDEX + path, status=ANY).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_is_asked_to_sign_in(client, path):
    assert client.get(INDEX + path, status=302).target.startswith("/login")


@pytest.mark.parametrize("somebody", OTHERS, ids=lambda factory: factory.__name__)
def test_only_the_admin_publishes(signed_in_client, session, somebody):
    person = signed_in_client(somebody())
    typed = {"intent": "publish", "csrf_token": person.csrf_token("/account")}

    before = session.scalars(select(Tariff.id)).all()
    person.post(f"{INDEX}/tariffs/new", data=typed, status=404)

    assert session.scalars(select(Tariff.id)).all() == before
