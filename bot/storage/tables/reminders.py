"""When each grant has to be spoken of next."""

from sqlalchemy import Column, Index, Table, Text

from bot.storage.tables.base import grant_id, metadata
from bot.storage.types import Seconds, UtcDateTime

due = Table(
    "due",
    metadata,
    Column("id", Text, primary_key=True),
    Column("team_id", Text, nullable=False),
    grant_id(),
    Column("kind", Text, nullable=False),
    Column("lead", Seconds, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Index("ix_due_due", "due_at", "id"),
    Index(None, "grant_id", "kind"),
)
