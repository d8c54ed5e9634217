"""Where the bare app puts what it is sent."""

from sqlalchemy import Column, DateTime, MetaData, String, Table, Text, Uuid

TABLE = Table(
    "bare_posts",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("at", DateTime(timezone=True)),
    Column("fields", Text),
    Column("number", String(9)),
)
