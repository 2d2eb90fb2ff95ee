"""What somebody has to do at a door."""

from sqlalchemy import Column, Index, Integer, Table, Text, text

from bot.storage.tables.base import grant_id, metadata
from bot.storage.types import UtcDateTime

door_tasks = Table(
    "door_tasks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("team_id", Text, nullable=False),
    Column("building_id", Text, nullable=False),
    grant_id(),
    Column("credential_id", Text, nullable=False),
    Column("entrance_id", Text, nullable=False),
    Column("door", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("ends_at", UtcDateTime),
    Column("made_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("board", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("claimed_by", Text),
    Column("claimed_at", UtcDateTime),
    Column("cannot_by", Text),
    Column("cannot_why", Text),
    Column("cannot_at", UtcDateTime),
    Column("settled_by", Text),
    Column("settled_at", UtcDateTime),
    Column("stage", Integer, nullable=False),
    Index(None, "grant_id", "place"),
    Index(None, "team_id", "building_id", "place"),
    Index(None, "team_id", "board", "place"),
    Index("uq_door_tasks_open", "team_id", "grant_id", "entrance_id", unique=True, sqlite_where=text("state = 'open'")),
    Index("ix_door_tasks_open", "team_id", "building_id", "due_at", "id", sqlite_where=text("state = 'open'")),
    Index("ix_door_tasks_visits", "team_id", "entrance_id", "settled_at", sqlite_where=text("state = 'done'")),
)
