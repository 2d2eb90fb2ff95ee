"""What approvers are asked, and what they answered."""

from sqlalchemy import JSON, Column, Index, Integer, Table, Text, UniqueConstraint, text

from bot.storage.tables.base import grant_id, metadata
from bot.storage.types import UtcDateTime

requests = Table(
    "requests",
    metadata,
    Column("id", Text, primary_key=True),
    Column("team_id", Text, nullable=False),
    grant_id(),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime),
    Column("doors", JSON, nullable=False),
    Column("rule", JSON(none_as_null=True)),
    Column("lapses_at", UtcDateTime, nullable=False),
    Column("levels", JSON, nullable=False),
    Column("asked", JSON, nullable=False),
    Column("escalates_at", UtcDateTime),
    Column("claimed_by", Text),
    Column("claimed_at", UtcDateTime),
    Column("state", Text, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", UtcDateTime),
    Column("decline_reason", Text),
    UniqueConstraint("grant_id", "number"),
    Index("ix_requests_waiting", "team_id", "asked_at", "id", sqlite_where=text("state = 'waiting'")),
)
