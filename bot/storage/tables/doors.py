"""What people asked of locks, and what locks told; ids alone, and the reason that somebody typed for a command."""

from sqlalchemy import Column, Float, Index, Integer, Table, Text, UniqueConstraint, text

from bot.storage.tables.base import metadata
from bot.storage.types import UtcDateTime

commands = Table(
    "commands",
    metadata,
    Column("id", Text, primary_key=True),
    Column("team_id", Text, nullable=False),
    Column("submit_key", Text, nullable=False),
    Column("building_id", Text, nullable=False),
    Column("entrance_id", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("by", Text),
    Column("grant_id", Text),
    Column("reason", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("settled_at", UtcDateTime),
    Column("attempt_id", Text),
    Column("tries", Integer, nullable=False),
    Column("due_at", UtcDateTime),
    Column("problem", Text),
    UniqueConstraint("team_id", "submit_key"),
    Index("ix_commands_attempt", "team_id", "attempt_id", sqlite_where=text("attempt_id IS NOT NULL")),
    Index("ix_commands_asked", "asked_at", "team_id"),
    Index("ix_commands_due", "due_at", sqlite_where=text("due_at IS NOT NULL")),
)

happenings = Table(
    "happenings",
    metadata,
    Column("team_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("building_id", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("entrance_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("batch", Text, nullable=False),
    Column("tell_at", UtcDateTime, nullable=False),
    Column("how", Text),
    Column("why", Text),
    Column("battery", Float),
    Column("grant_id", Text),
    Column("command_id", Text),
    Index("ix_happenings_lane", "team_id", "building_id", "lane", "tell_at"),
    Index("ix_happenings_batch", "team_id", "batch", "at"),
    Index("ix_happenings_door", "team_id", "entrance_id", "kind", "at"),
    Index("ix_happenings_at", "at"),
)
