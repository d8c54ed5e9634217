"""All rows of a list, in the order of the file, a page at a time."""

from datetime import timedelta

import pytest
import time_machine

from agentapp.core.clock import now
from agentapp.core.db import sessions
from agentapp.core.nik import Nik
from agentapp.funds.batches import rows as listing
from agentapp.funds.batches import verifying
from agentapp.funds.batches.retention import sweep
from agentapp.funds.batches.rows import Filters, read_page
from agentapp.funds.batches.states import RowState
from tests.factories import FundOfficerFactory, MamujuFactory, SupervisorFactory, WorkerFactory
from tests.factories.records import make_nik
from tests.funds.batches.conftest import verify
from tests.funds.batches.sheets import people, person, sheet
from tests.support.html import words


@pytest.fixture
def mixed(send):
    """Four that are ready, one twice, two to repair, one who pays alone; in rows 2 to 9."""
    alone = WorkerFactory()
    return send(
        sheet(
            [
                *(person(n) for n in range(901, 905)),
                person(901),
                person(905, NIK="123"),
                person(906, Penghasilan="banyak"),
                person(907, NIK=alone.nik.digits),
            ]
        )
    )


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 3)


def lines(page) -> list[str]:
    """What the page says of each row."""
    return [words(each) for each in page.tree.iter("li") if "entry" in each.get("class", "").split()]


def numbers(page) -> list[int]:
    return [row.number for row in page.rows]


def test_page_after_page_it_is_the_whole_file_and_back_again(mixed, small_pages):
    session, every = sessions(), Filters()
    first = read_page(session, mixed, every)
    second = read_page(session, mixed, every, after=first.after)
    third = read_page(session, mixed, every, after=second.after)

    assert [numbers(page) for page in (first, second, third)] == [[2, 3, 4], [5, 6, 7], [8, 9]]
    assert (first.before, third.after) == (None, None)
    again = read_page(session, mixed, every, before=third.before)
    assert again == second
    assert read_page(session, mixed, every, before=again.before) == first


def test_a_page_of_exactly_as_many_rows_has_none_behind_it(send, small_pages):
    page = read_page(sessions(), send(people(3)), Filters())

    assert (len(page.rows), page.before, page.after) == (3, None, None)


@pytest.mark.parametrize("odd", [-1, 0, 2**31, 10**30])
def test_a_place_that_no_file_has_begins_at_the_first(mixed, odd):
    every = Filters()
    first = numbers(read_page(sessions(), mixed, every))

    assert numbers(read_page(sessions(), mixed, every, after=odd)) == first
    assert numbers(read_page(sessions(), mixed, every, before=odd)) == first


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": "ready"}, [2, 3, 4, 5]),
        ({"state": "to_repair"}, [7, 8]),
        ({"kind": "twice"}, [6]),
        ({"kind": "self"}, [9]),
        ({"kind": "nik_length"}, [7]),
        ({"state": "ready", "kind": "self"}, []),
        ({"state": "lost", "kind": "'"}, [2, 3, 4, 5, 6, 7, 8, 9]),
    ],
)
def test_one_state_or_one_kind_alone(mixed, asked, found):
    assert numbers(read_page(sessions(), mixed, Filters.read(asked))) == found


def test_a_row_says_who_where_and_what_is_wrong_and_no_more(mixed, fund, sign_in):
    page = sign_in(fund.officer).get(f"/funds/batches/{mixed.id}/rows")
    first, mend = lines(page)[0], lines(page)[5]

    assert "Baris 2 · NIK …" in first
    assert "Siap diterima" in first
    assert "NIK …123: NIK ini 3 angka. NIK harus 16 angka." in mend
    told = page.get_data(as_text=True)
    nik: Nik = make_nik(901)
    assert nik.digits not in told
    assert nik.birth_date.isoformat() not in told


def test_from_the_dry_run_one_comes_to_the_rows_of_a_group(mixed, fund, sign_in):
    officer = sign_in(fund.officer)
    page = officer.get(f"/funds/batches/{mixed.id}")

    twice = page.click("Lihat baris ini: Dua kali di berkas")
    assert "Disaring: Dua kali di berkas" in twice.main
    assert len(lines(twice)) == 1
    mend = page.click("Lihat baris ini: NIK bukan 16 angka")
    assert "Baris 7" in mend.main
    everything = page.click("Lihat semua baris di berkas")
    assert len(lines(everything)) == 8
    assert "Tidak ada yang cocok" in officer.get(f"{everything.path}?state=enrolled").main


def test_pages_are_turned_by_links_that_keep_the_filter(mixed, fund, sign_in, monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 3)
    page = sign_in(fund.officer).get(f"/funds/batches/{mixed.id}/rows?state=ready")

    last = page.click("Berikutnya")
    assert len(lines(last)) == 1
    assert len(lines(last.click("Sebelumnya"))) == 3


def test_who_became_a_worker_is_named_as_the_worker(send, commit, approve):
    batch = approve(commit(send(people(2))))
    page = read_page(sessions(), batch, Filters(RowState.ENROLLED))

    assert all(row.name and len(row.tail) == 4 for row in page.rows)


def test_who_is_forgotten_is_a_dash(mixed, commit, supervisor, sign_in, fund):
    batch = commit(mixed)
    verify(supervisor, batch)
    verifying.refuse(supervisor, batch.id, "Periksa lagi")
    with time_machine.travel(now() + timedelta(days=91)):
        assert sweep().forgotten == 1

    page = sign_in(fund.officer).get(f"/funds/batches/{batch.id}/rows")
    assert [line.split()[:3] for line in lines(page)[:2]] == [["–", "Baris", n] for n in "23"]
    assert "NIK …" not in page.main
    assert "Baris 7 NIK: NIK ini 3 angka." in page.main


def test_the_branch_sees_the_rows_of_a_list_that_has_come_to_it(send, commit, supervisor, signed_in_client):
    batch, branch = send(people(2)), signed_in_client(supervisor)
    branch.get(f"/review/batches/{batch.id}/rows", status=404)
    commit(batch)

    page = branch.get(f"/review/batches/{batch.id}").click("Lihat semua baris di berkas")
    assert len(lines(page)) == 2


def test_nobody_else_does(send, commit, fund, signed_in_client):
    batch = commit(send(people(1)))

    officer, far = FundOfficerFactory(), SupervisorFactory(branch=MamujuFactory())
    shut = [
        signed_in_client(officer).get(f"/funds/batches/{batch.id}/rows", status=404),
        signed_in_client(far).get(f"/review/batches/{batch.id}/rows", status=404),
    ]

    for page in shut:
        assert fund.name not in page.main
        assert not lines(page)
