"""Passwords: argon2id by `argon2-cffi` (19 MiB, two passes, as OWASP recommends), and which are too weak."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from agentapp.core.errors import N_, FieldError

SHORTEST = 10
LONGEST = 200
_FEWEST_DIFFERENT = 5
_TELLING_PART = 4
_RUNS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
)
_TAIL = re.compile(r"[\W\d_]+$")

STRONG = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_hasher = STRONG


def use_hasher(hasher: PasswordHasher) -> None:
    """Hash with other parameters than those of STRONG: tests have many people and no thieves."""
    global _hasher  # noqa: PLW0603 - one for the process, as the keyring
    _hasher = hasher
    _nobodys.cache_clear()


def hash_password(password: str) -> str:
    return _hasher.hash(_normal(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether `password` is the one behind `kept`. Takes as long where nothing is kept."""
    nobodys = _nobodys()
    try:
        _hasher.verify(kept or nobodys, _normal(password)[:LONGEST])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether `kept` was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def expect_strong(password: str, own_words: Iterable[str], field: str = "password") -> None:
    """Raises FieldError on `field` where the password is short, common, or holds one of `own_words`."""
    text = _normal(password)
    if len(text) < SHORTEST:
        raise FieldError(field, N_("Kata sandi minimal 10 karakter. Kalimat pendek mudah diingat dan kuat."))
    if len(text) > LONGEST:
        raise FieldError(field, N_("Kata sandi paling panjang 200 karakter."))
    folded = text.casefold()
    if _is_common(folded):
        raise FieldError(field, N_("Kata sandi ini terlalu mudah ditebak. Coba gabungan beberapa kata."))
    if any(part in folded for part in _parts(own_words)):
        raise FieldError(field, N_("Kata sandi jangan memuat nama, email, atau nomor Anda."))


def _is_common(folded: str) -> bool:
    plain = _TAIL.sub("", folded)
    return (
        len(set(folded)) < _FEWEST_DIFFERENT
        or any(folded in run for run in _RUNS)
        or not {folded, plain}.isdisjoint(_common())
    )


def _parts(own_words: Iterable[str]) -> set[str]:
    words = re.split(r"[\W_]+", " ".join(own_words).casefold())
    return {word for word in words if len(word) >= _TELLING_PART}


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


@cache
def _common() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("common_passwords.txt").read_text().split())


@cache
def _nobodys() -> str:
    """A hash no password is checked against but to pass the time."""
    return _hasher.hash("nobody's")
