import pytest
from argon2 import PasswordHasher, extract_parameters

from agentapp.accounts.passwords import (
    STRONG,
    expect_strong,
    hash_password,
    is_outdated,
    matches,
    use_hasher,
)
from agentapp.core.errors import FieldError
from tests.factories.people import CHEAP

OWN_WORDS = ["Rahmi Oktavia", "rahmi.o", "081234567890"]


@pytest.fixture(autouse=True)
def strong():
    """As it is served."""
    use_hasher(STRONG)
    yield
    use_hasher(CHEAP)


def test_a_password_matches_only_itself():
    kept = hash_password("tiga kuda di sawah")

    assert matches(kept, "tiga kuda di sawah")
    assert not matches(kept, "tiga kuda di ladang")


def test_the_hash_is_argon2id_with_nineteen_mebibytes_and_two_passes():
    found = extract_parameters(hash_password("tiga kuda di sawah"))

    assert (found.type.name, found.memory_cost, found.time_cost, found.parallelism) == ("ID", 19 * 1024, 2, 1)


def test_nothing_matches_where_no_password_is_kept():
    assert not matches(None, "nobody's")
    assert not matches("not a hash", "tiga kuda di sawah")


def test_letters_that_look_the_same_are_the_same():
    assert matches(hash_password("cafe\u0301 di pojok"), "caf\u00e9 di pojok")


def test_other_parameters_are_outdated():
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("x"))
    assert not is_outdated(hash_password("tiga kuda di sawah"))


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "pendek",
        "sembilan9",
        "password123",
        "Password123!",
        "1234567890",
        "9876543210",
        "qwertyuiop",
        "aaaaaaaaaaaa",
        "abababababab",
        "bismillah123",
        "Indonesia1945!!!",
        "rahmi-di-rumah",
        "OKTAVIA 2026 ya",
        "081234567890",
        "x" * 201,
    ],
)
def test_a_weak_password_is_refused_beside_its_field(weak):
    with pytest.raises(FieldError) as refused:
        expect_strong(weak, OWN_WORDS)

    assert refused.value.field == "password"


@pytest.mark.parametrize(
    "strong", ["tiga kuda di sawah", "gendong-demo", "Xk4#pLq92m", "nasi goreng enak 7x"]
)
def test_a_few_words_are_enough(strong):
    assert refusal_of(strong) is None


def refusal_of(password):
    try:
        expect_strong(password, OWN_WORDS)
    except FieldError as refused:
        return refused
    return None
