"""Whose certificates hold, for all that this process asks over TLS."""

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """The authorities of httpx's own choice; read once, which takes longer than all the rest of a client."""
    return httpx.create_ssl_context()
