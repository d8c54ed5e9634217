"""A file that cannot be taken in at all."""

from agentapp.core.errors import DomainError


class SheetRefused(DomainError):
    """The file, or one of its sheets, cannot be read; the message says what to do about it."""

    status = 422
