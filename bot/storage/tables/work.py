"""Work that must outlive the process: the steps and wakes of each grant, and what is done only once."""

from sqlalchemy import JSON, Column, Index, Integer, Table, Text, text

from bot.storage.tables.base import grant_id, metadata
from bot.storage.types import UtcDateTime

steps = Table(
    "steps",
    metadata,
    grant_id(primary_key=True),
    Column("name", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("result", JSON, nullable=False),
)

sagas = Table(
    "sagas",
    metadata,
    grant_id(primary_key=True),
    Column("team_id", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("due_at", UtcDateTime),
    Column("owner", Text),
    Column("lease_until", UtcDateTime),
    Column("fence", Integer, nullable=False),
    Column("wakes", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Index("ix_sagas_due", "due_at", "grant_id", sqlite_where=text("due_at IS NOT NULL")),
    Index("ix_sagas_leased", "lane", "lease_until", sqlite_where=text("lease_until IS NOT NULL")),
)

once = Table(
    "once",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
