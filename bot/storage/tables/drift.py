"""What Seam and our books disagree about, how each comparison went, and up to when Seam's events are known."""

from sqlalchemy import JSON, Column, Index, Integer, Table, Text, text

from bot.storage.tables.base import metadata
from bot.storage.types import UtcDateTime

drift = Table(
    "drift",
    metadata,
    Column("id", Text, primary_key=True),
    Column("team_id", Text, nullable=False),
    Column("building_id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("difference", JSON, nullable=False),
    Column("state", Text, nullable=False),
    Column("found_at", UtcDateTime, nullable=False),
    Column("alarm", Text),
    Column("places", JSON, nullable=False),
    Column("fallback", JSON, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", UtcDateTime),
    Column("due_at", UtcDateTime),
    Column("settled_at", UtcDateTime),
    Column("problem", Text),
    Index(
        "uq_drift_unsettled",
        "team_id",
        "building_id",
        "key",
        unique=True,
        sqlite_where=text("state != 'settled'"),
    ),
    Index("ix_drift_ending", "team_id", "due_at", sqlite_where=text("state = 'ending'")),
    Index(None, "team_id", "alarm"),
)

checks = Table(
    "checks",
    metadata,
    Column("team_id", Text, primary_key=True),
    Column("building_id", Text, primary_key=True),
    Column("checked_at", UtcDateTime),
    Column("foreign", Integer, nullable=False),
    Column("other_installs", Integer, nullable=False),
    Column("trouble", Text),
    Column("trouble_since", UtcDateTime),
    Column("retry_at", UtcDateTime),
    Column("tries", Integer, nullable=False),
)

events_read = Table(
    "events_read",
    metadata,
    Column("team_id", Text, primary_key=True),
    Column("until", UtcDateTime, nullable=False),
)
