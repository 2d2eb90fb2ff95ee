"""Buildings and their entrances as Seam last told, with the settings that people gave them."""

from sqlalchemy import JSON, Boolean, Column, ForeignKeyConstraint, Index, Table, Text

from bot.storage.tables.base import metadata
from bot.storage.types import UtcDateTime

buildings = Table(
    "buildings",
    metadata,
    Column("team_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("time_zone", Text),
    Column("facts", JSON, nullable=False),
    Column("problem", Text),
    Column("synced_at", UtcDateTime, nullable=False),
    Column("settings", JSON, nullable=False),
)

entrances = Table(
    "entrances",
    metadata,
    Column("team_id", Text, primary_key=True),
    Column("building_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("can_unlock_with_code", Boolean),
    Column("can_unlock_with_mobile_key", Boolean),
    Column("is_connected", Boolean),
    Column("removed", Boolean, nullable=False),
    Column("source", Text, nullable=False),
    ForeignKeyConstraint(["team_id", "building_id"], ["buildings.team_id", "buildings.id"]),
)

devices = Table(
    "devices",
    metadata,
    Column("team_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("building_id", Text, nullable=False),
    Column("said", JSON, nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("synced_at", UtcDateTime, nullable=False),
    Index("ix_devices_building", "team_id", "building_id"),
)
"""Smart locks: `said` is all that Seam says of one, `building_id` is ours."""
