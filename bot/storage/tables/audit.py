"""What is hashed is what is stored, byte for byte: so the time and the data are text here, and no type changes them.

Triggers of the migration refuse UPDATE and DELETE, and an INSERT in the place of a row.
"""

from sqlalchemy import Column, Index, Integer, Table, Text

from bot.storage.tables.base import metadata

audit = Table(
    "audit",
    metadata,
    Column("team_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text),
    Column("what", Text, nullable=False),
    Column("building_id", Text),
    Column("grant_id", Text),
    Column("guest", Text),
    Column("data", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index(None, "team_id", "grant_id"),
    sqlite_with_rowid=False,
)
