"""What the weekly reviews have asked about."""

from sqlalchemy import Column, Index, Integer, Table, Text

from bot.storage.tables.base import grant_id, metadata
from bot.storage.types import UtcDateTime

review_rows = Table(
    "review_rows",
    metadata,
    Column("id", Text, primary_key=True),
    Column("team_id", Text, nullable=False),
    Column("building_id", Text, nullable=False),
    Column("slot", Text, nullable=False),
    Column("place", Integer, nullable=False),
    grant_id(),
    Column("kept_by", Text),
    Column("kept_at", UtcDateTime),
    Index("ix_review_rows_slot", "team_id", "building_id", "slot", "place"),
    Index("ix_review_rows_kept", "team_id", "building_id", "kept_at"),
)
