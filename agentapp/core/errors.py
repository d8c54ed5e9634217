"""Errors that a rule raises and one handler shows.

A message is an Indonesian text marked by `N_` for the catalogue; the handler translates it. It never holds a NIK,
a phone number or an account.
"""

from typing import ClassVar


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    """Mark a text for translation where no request is at hand."""
    return text


class DomainError(Exception):
    """A rule said no. `status` is the HTTP status, `message` what the person reads, with `params` filled in."""

    status: ClassVar[int] = 400
    default: ClassVar[str] = N_("Permintaan ini tidak dapat dijalankan.")

    def __init__(self, message: str = "", **params: object) -> None:
        self.message = message or self.default
        self.params = params
        super().__init__(self.message)


class NotFound(DomainError):
    """It does not exist, or the actor may not see it: the two look the same."""

    status = 404
    default = N_("Halaman atau data ini tidak ditemukan.")


class Forbidden(DomainError):
    """The actor's role may not do this at all."""

    status = 403
    default = N_("Akun Anda tidak boleh melakukan ini.")


class Conflict(DomainError):
    """What the actor saw is no longer so."""

    status = 409
    default = N_("Data ini baru saja berubah. Lihat keadaan terbaru, lalu coba lagi.")


class IllegalMove(Conflict):
    """The state does not allow this verb."""

    default = N_("Keadaannya sudah berubah, jadi langkah ini tidak bisa lagi dilakukan.")


class StaleVersion(Conflict):
    """Somebody changed the record after the page was opened."""


class FieldError(DomainError):
    """Something wrong with one field of a form; shown beside it."""

    status = 422

    def __init__(self, field: str, message: str, **params: object) -> None:
        super().__init__(message, **params)
        self.field = field
