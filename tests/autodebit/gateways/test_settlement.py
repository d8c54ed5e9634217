"""Settlement files: whole, or not at all."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentapp.autodebit.gateway import Cause, SettledRow, UnreadableSettlement
from agentapp.autodebit.gateways import book, settlement
from agentapp.autodebit.gateways.settlement import Line

DAY = date(2026, 11, 5)
A = Line("G1", 16_800, DAY, "debit")
B = Line("G2", 36_800, DAY, "debit")
BACK = Line("G1", 16_800, DAY, "reversal")
REFUSED = Line("G3", 16_800, DAY, "insufficient_funds")
WHOLE = settlement.write([A, B, BACK, REFUSED]).decode()

lines = st.lists(
    st.builds(
        Line,
        reference=st.text("ABCDEFGHJ0123456789", min_size=1, max_size=22),
        amount=st.integers(1, 10**9),
        settled_on=st.dates(min_value=date(2000, 1, 1)),
        kind=st.sampled_from(["debit", "reversal", *Cause]),
    ),
    max_size=30,
    unique_by=lambda line: (line.reference, line.kind),
)


def read(text):
    return settlement.read(text if isinstance(text, bytes) else text.encode())


@given(lines)
def test_what_is_written_is_read_again(kept):
    assert settlement.read(settlement.write(kept)) == kept


def test_refusals_move_no_money():
    assert settlement.moved(settlement.read(WHOLE.encode())) == [
        SettledRow(reference="G1", amount=16_800, settled_on=DAY),
        SettledRow(reference="G2", amount=36_800, settled_on=DAY),
        SettledRow(reference="G1", amount=16_800, settled_on=DAY, reversed=True),
    ]
    assert WHOLE.endswith("TOTAL,4,36800,\n")


def test_windows_line_ends_and_a_byte_order_mark_are_read():
    assert settlement.read(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode()) == [A, B, BACK, REFUSED]


@pytest.mark.parametrize("length", range(len(WHOLE)))
def test_a_file_cut_anywhere_is_unreadable(length):
    with pytest.raises(UnreadableSettlement):
        read(WHOLE[:length])


@pytest.mark.parametrize("gone", range(len(WHOLE.splitlines())))
def test_a_file_with_a_line_missing_is_unreadable(gone):
    kept = WHOLE.splitlines(keepends=True)
    with pytest.raises(UnreadableSettlement):
        read("".join(kept[:gone] + kept[gone + 1 :]))


@pytest.mark.parametrize("twice", range(len(WHOLE.splitlines())))
def test_a_file_with_a_line_twice_is_unreadable(twice):
    kept = WHOLE.splitlines(keepends=True)
    with pytest.raises(UnreadableSettlement):
        read("".join(kept[: twice + 1] + kept[twice:]))


def test_a_row_twice_is_unreadable_though_count_and_total_hold():
    with pytest.raises(UnreadableSettlement):
        read(settlement.write([A, A]))
    with pytest.raises(UnreadableSettlement):
        read(settlement.write([A, Line("G1", 5, date(2026, 11, 6), "debit")]))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("TOTAL,4,36800,", "TOTAL,4,36801,"),
        ("TOTAL,4,36800,", "TOTAL,4,16800,"),
        ("TOTAL,4,36800,", "TOTAL,3,36800,"),
        ("TOTAL,4,36800,", "TOTAL,04,36800,"),
        ("TOTAL,4,36800,", "TOTAL,4,36800.00,"),
        ("TOTAL,4,36800,", "TOTAL,4,36800"),
        ("TOTAL,4,36800,", "TOTAL,,,"),
        ("TOTAL,4,36800,", "JUMLAH,4,36800,"),
        ("G2,36800", "G2,-36800"),
        ("G2,36800", "G2,0"),
        ("G2,36800", "G2,36800.00"),
        ("G2,36800", "G2,"),
        ("G2,36800", "G2,３６８００"),
        ("G2,36800", "G2,9" + "9" * 30),
        ("G2,", ","),
        ("G2,", "G 2,"),
        ("G2,", "G" * 65 + ","),
        ("2026-11-05,reversal", "2026-11-31,reversal"),
        ("2026-11-05,reversal", "20261105,reversal"),
        ("2026-11-05,reversal", "05/11/2026,reversal"),
        (",reversal", ",DEBIT"),
        (",reversal", ","),
        (",reversal", ",reversal,x"),
        (",reversal", ""),
        ("reference,amount", "Reference,Amount"),
        ("G2,", 'G2",'),
        ("G2,", '"G2,'),
        ("G2,", "G2\x00,"),
    ],
)
def test_a_field_that_does_not_hold_makes_the_whole_unreadable(right, wrong):
    assert right in WHOLE
    with pytest.raises(UnreadableSettlement):
        read(WHOLE.replace(right, wrong, 1))


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\xff\xfe", b"<html></html>", b"PK\x03\x04", b"TOTAL,0,0,\n"]
)
def test_what_is_no_settlement_file_is_unreadable(content):
    with pytest.raises(UnreadableSettlement):
        read(content)


def test_a_long_field_is_unreadable_and_not_an_error():
    with pytest.raises(UnreadableSettlement):
        read(WHOLE.replace("G2", "G" * 200_000))


def test_an_empty_day_is_a_file_too():
    assert settlement.read(settlement.write([])) == []


ENTRY = {
    "reference": "G1",
    "account": "8801000001",
    "amount": 16_800,
    "period": "2026-11",
    "at": "2026-11-04T18:30:00+00:00",
    "status": "settled",
}


def test_the_list_of_a_book_is_read_like_a_file_of_every_day():
    gone = ENTRY | {"reference": "G2", "status": "reversed"}

    assert book.settled(json.dumps([ENTRY, gone]).encode()) == [
        SettledRow(reference="G1", amount=16_800, settled_on=DAY),
        SettledRow(reference="G2", amount=16_800, settled_on=DAY, reversed=True),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"reference": 5},
        {"reference": ""},
        {"amount": "16800"},
        {"amount": 16800.0},
        {"amount": True},
        {"amount": -1},
        {"amount": None},
        {"at": None},
        {"at": "kemarin"},
        {"status": "pending"},
        {"status": []},
    ],
)
def test_an_entry_that_does_not_hold_makes_the_whole_list_unreadable(wrong):
    for entries in ([ENTRY, ENTRY | {"reference": "G2"} | wrong], [wrong]):
        with pytest.raises(UnreadableSettlement):
            book.settled(json.dumps(entries).encode())


@pytest.mark.parametrize(
    "content", [b"[", b"[1]", b"[[]]", b"[" * 100_000, json.dumps([ENTRY, ENTRY]).encode()]
)
def test_a_list_that_is_cut_or_repeats_itself_is_unreadable(content):
    with pytest.raises(UnreadableSettlement):
        book.settled(content)
