import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentapp.core.phone import InvalidPhone, national, parse_phone


@pytest.mark.parametrize(
    "spelling",
    [
        "081234567890",
        "0812-3456-7890",
        "0812 3456 7890",
        "(0812) 3456.7890",
        "+6281234567890",
        "+62 812-3456-7890",
        "+62 (0) 812 3456 7890",
        "6281234567890",
        "62 812 3456 7890",
        "006281234567890",
        "81234567890",
        " 0812–3456–7890 ",
        "０８１２３４５６７８９０",
        "٠٨١٢٣٤٥٦٧٨٩٠",
    ],
)
def test_every_common_spelling_is_one_number(spelling):
    assert parse_phone(spelling) == "+6281234567890"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "0812",
        "0812345678901234567",
        "08I2 3456 7890",
        "0812CALLNOW1",
        "+",
        "nomor saya",
        "😀" * 9,
        "0812-3456-7890 ext 5",
        "081234567890;ext=5",
        "tel:081234567890",
        "<script>",
        "' OR 1=1",
        "\u202e08123456789",
    ],
)
def test_what_nobody_can_dial_is_refused(text):
    with pytest.raises(InvalidPhone):
        parse_phone(text)


def test_a_landline_is_a_number_too():
    assert parse_phone("0754 123456") == "+62754123456"


def test_a_number_abroad_needs_its_plus():
    assert parse_phone("+60 12-345 6789") == "+60123456789"


@pytest.mark.parametrize(
    ("e164", "shown"), [("+6281234567890", "0812-3456-7890"), ("+60123456789", "+60 12-345 6789")]
)
def test_numbers_are_shown_as_they_are_dialled_here(e164, shown):
    assert national(e164) == shown


@given(st.from_regex(r"(?:0|\+62)[1-9][0-9]{6,12}", fullmatch=True))
def test_the_short_way_of_mobile_numbers_says_what_the_library_says(text):
    number = phonenumbers.parse(text, "ID")
    if phonenumbers.is_valid_number(number):
        assert parse_phone(text) == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    else:
        with pytest.raises(InvalidPhone):
            parse_phone(text)
