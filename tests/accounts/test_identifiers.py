import pytest

from agentapp.accounts.identifiers import Identifier, InvalidEmail, parse_email, parse_identifier
from agentapp.core.phone import InvalidPhone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Agen@Demo.ID", "agen@demo.id"),
        ("  agen@demo.id ", "agen@demo.id"),
        ("agen＠demo.id", "agen@demo.id"),
        ("Siti.Nur+agen@contoh.co.id", "siti.nur+agen@contoh.co.id"),
        ("Jose\u0301@contoh.id", "jos\u00e9@contoh.id"),
    ],
)
def test_an_address_has_one_form(typed, kept):
    assert parse_identifier(typed) == Identifier("email", kept)


@pytest.mark.parametrize(
    "typed", ["@", "a@", "@demo.id", "a b@demo.id", "a@b@c.id", "a@demo..id", "x" * 300 + "@demo.id"]
)
def test_half_an_address_is_refused(typed):
    with pytest.raises(InvalidEmail):
        parse_email(typed)


def test_anything_without_an_at_sign_is_read_as_a_phone_number():
    assert parse_identifier("0812 3456 7890") == Identifier("phone", "+6281234567890")
    with pytest.raises(InvalidPhone):
        parse_identifier("rahmi")
