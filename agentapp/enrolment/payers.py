"""Who offers to pay for somebody else: declared here, implemented by the packages above, introduced by `app.py`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from agentapp.core.errors import N_, FieldError
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Payer

CODE_FIELDS = {Payer.SPONSOR: "sponsor_code", Payer.FUND: "fund_code"}


@dataclass(frozen=True, slots=True)
class PayerOption:
    """Somebody who pays: the code an agent types, a label to recognise it by, and where the money comes from."""

    code: str
    label: str
    funding: FundingKind


SELF = PayerOption("", N_("Pekerja sendiri"), FundingKind.SELF)


class PayerDirectory(Protocol):
    """Looks payers of one kind up."""

    def find(self, session: Session, code: str, village_code: str, month: Month) -> PayerOption | None:
        """The payer with `code`, if it pays in `month` for somebody living in `village_code`."""
        ...

    def offered(self, session: Session, regency_code: str, month: Month) -> Iterable[PayerOption]:
        """Payers an agent may choose from in `regency_code`; none where codes are told in person."""
        ...


_directories: dict[Payer, PayerDirectory] = {}

_UNKNOWN = {
    Payer.SPONSOR: N_("Kode donatur ini tidak dikenal. Tanyakan lagi kepada donaturnya."),
    Payer.FUND: N_("Dana dengan kode ini tidak ada, sudah berakhir, atau tidak berlaku di wilayah ini."),
}


def introduce(payer: Payer, directory: PayerDirectory) -> None:
    _directories[payer] = directory


def offered(session: Session, payer: Payer, regency_code: str, month: Month) -> tuple[PayerOption, ...]:
    return tuple(_directories[payer].offered(session, regency_code, month)) if payer in _directories else ()


def find_payer(
    session: Session, payer: Payer, code: str | None, village_code: str, month: Month
) -> PayerOption:
    """The payer an application names. Raises FieldError for a code nobody answers to."""
    if payer == Payer.SELF:
        return SELF
    found = (
        _directories[payer].find(session, code or "", village_code, month) if payer in _directories else None
    )
    if found is None:
        raise FieldError(CODE_FIELDS[payer], _UNKNOWN[payer])
    return found
