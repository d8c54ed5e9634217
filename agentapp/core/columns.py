"""Column types: moments, months, choices, encrypted fields."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, LargeBinary
from sqlalchemy.types import TypeDecorator

from agentapp.core.encryption import keyring
from agentapp.core.nik import Nik
from agentapp.core.period import Month

_json = msgspec.json.Encoder()
from_json = msgspec.json.decode


def as_json(value: Any) -> str:
    """A JSON text, as the columns of both databases keep it."""
    return _json.encode(value).decode()


def choice(members: type[StrEnum], name: str) -> Enum:
    """A column that holds one of `members` by value; `name` names its CHECK, unique in the table."""
    return Enum(
        members,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda enum: [member.value for member in enum],
    )


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must be aware")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class MonthColumn(TypeDecorator[Month]):
    """A contribution month, kept as the integer YYYYMM."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Month | None, dialect: Dialect) -> int | None:
        return None if value is None else value.year * 100 + value.number

    def process_result_value(self, value: int | None, dialect: Dialect) -> Month | None:
        return None if value is None else Month(value // 100, value % 100)


class RupiahColumn(TypeDecorator[int]):
    """Whole rupiah in a BIGINT. Anything but an `int` is refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        if value is not None and type(value) is not int:
            raise TypeError("an amount must be whole rupiah")
        return value


class EncryptedText(TypeDecorator[str]):
    """A text encrypted at rest. `field` names it, and binds the ciphertext to its column."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keyring().encrypt(value.encode(), self.field)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else keyring().decrypt(value, self.field).decode()


class EncryptedNik(TypeDecorator[Nik]):
    """A NIK encrypted at rest."""

    impl = LargeBinary
    cache_ok = True
    field = "nik"

    def process_bind_param(self, value: Nik | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keyring().encrypt(value.digits.encode(), self.field)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Nik | None:
        return None if value is None else Nik.parse(keyring().decrypt(value, self.field).decode())


class KeyedHash(TypeDecorator[bytes]):
    """The keyed hash of (a part of) an encrypted column beside it, for equality: 16 bytes.

    `field` is the kind of value given to `keyed_hash`, `source` the encrypted column, `part` what of its text
    is hashed. Told here so that `core.key_rotation` can make it anew.
    """

    impl = LargeBinary(16)
    cache_ok = True

    def __init__(self, field: str, source: str, part: Callable[[str], str] = str) -> None:
        super().__init__()
        self.field, self.source, self.part = field, source, part


class EncryptedJson(TypeDecorator[Any]):
    """A JSON value encrypted at rest."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else keyring().encrypt(_json.encode(value), self.field)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else from_json(keyring().decrypt(value, self.field))
