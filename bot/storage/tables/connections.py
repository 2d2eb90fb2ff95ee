"""Attempts to connect an account to Seam. The link is not kept: whoever has it could sign in."""

from sqlalchemy import JSON, Column, Index, Table, Text

from bot.storage.tables.base import metadata
from bot.storage.types import UtcDateTime

connections = Table(
    "connections",
    metadata,
    Column("id", Text, primary_key=True),
    Column("team_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("began_by", Text, nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("checked_at", UtcDateTime, nullable=False),
    Column("stage", Text, nullable=False),
    Column("webview_id", Text),
    Column("account_id", Text),
    Column("account_name", Text),
    Column("building_ids", JSON, nullable=False),
    Column("problem", Text),
    Index("ix_connections_newest", "team_id", "began_at", "id"),
)
