"""`flask …` commands: each calls one job or service."""

from flask import Flask


def register(app: Flask) -> None:
    """Put the commands on the app."""
