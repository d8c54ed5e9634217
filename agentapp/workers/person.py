"""Who somebody is and what they do: the columns that an application and a worker share."""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from agentapp.core.columns import EncryptedNik, EncryptedText, KeyedHash, RupiahColumn, choice
from agentapp.core.nik import Nik, Sex, nik_tail
from agentapp.programmes.kinds import Ecosystem, Payer, Programmes, Sector

_KEY = String(120).with_variant(String(120, collation="C"), "postgresql")
"""Compared letter by letter on both databases, so that an index finds beginnings."""


class PersonColumns:
    """Identity, contact, work and choice of programmes of one informal worker.

    NIK, mother's name, phone, e-mail and address are encrypted; `*_hash` are keyed hashes for equality: of the whole
    NIK, of its last four digits, of the phone number. `name_key` is the folded name for search. `sector` follows from
    the occupation; `district_code` from the village.
    """

    nik: Mapped[Nik] = mapped_column(EncryptedNik)
    nik_hash: Mapped[bytes] = mapped_column(KeyedHash("nik", "nik"))
    nik_tail_hash: Mapped[bytes] = mapped_column(KeyedHash("nik_tail", "nik", part=nik_tail))
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(_KEY)
    birth_place: Mapped[str] = mapped_column(String(80))
    birth_date: Mapped[date]
    sex: Mapped[Sex] = mapped_column(choice(Sex, "sex"))
    mother_name: Mapped[str] = mapped_column(EncryptedText("mother_name"))
    phone: Mapped[str] = mapped_column(EncryptedText("phone"))
    phone_hash: Mapped[bytes] = mapped_column(KeyedHash("phone", "phone"))
    email: Mapped[str | None] = mapped_column(EncryptedText("email"))
    address: Mapped[str] = mapped_column(EncryptedText("address"))
    village_code: Mapped[str] = mapped_column(String(13))
    district_code: Mapped[str] = mapped_column(String(8))
    occupation: Mapped[str] = mapped_column(String(80))
    sector: Mapped[Sector] = mapped_column(choice(Sector, "sector"))
    ecosystem: Mapped[Ecosystem] = mapped_column(choice(Ecosystem, "ecosystem"))
    work_place: Mapped[str] = mapped_column(String(160))
    monthly_income: Mapped[int] = mapped_column(RupiahColumn)
    programmes: Mapped[Programmes] = mapped_column(choice(Programmes, "programmes"))
    months: Mapped[int]
    payer: Mapped[Payer] = mapped_column(choice(Payer, "payer"))
    payer_code: Mapped[str | None] = mapped_column(String(40))
    ktp_photo: Mapped[str | None] = mapped_column(String(64))
    person_photo: Mapped[str | None] = mapped_column(String(64))

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def regency_code(self) -> str:
        return self.village_code[:5]


PERSON_FIELDS = tuple(PersonColumns.__annotations__)
