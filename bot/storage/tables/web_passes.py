"""Links to guests' pages: each by the keyed hash of its token, which is itself nowhere."""

from sqlalchemy import Column, Index, Integer, Table, Text, text

from bot.storage.tables.base import grant_id, metadata
from bot.storage.types import UtcDateTime

web_passes = Table(
    "web_passes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("team_id", Text, nullable=False),
    grant_id(),
    Column("token_hash", Text, nullable=False),
    Column("made_by", Text),
    Column("made_at", UtcDateTime, nullable=False),
    Column("most_looks", Integer),
    Column("looks", Integer, nullable=False),
    Column("revoked_by", Text),
    Column("revoked_at", UtcDateTime),
    Index("uq_web_passes_token_hash", "token_hash", unique=True),
    Index("uq_web_passes_live", "grant_id", unique=True, sqlite_where=text("revoked_at IS NULL")),
)
