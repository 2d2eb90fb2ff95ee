"""Access that comes again every week."""

from sqlalchemy import JSON, Column, ForeignKeyConstraint, Index, Table, Text, text

from bot.storage.tables.base import metadata
from bot.storage.types import UtcDateTime

series = Table(
    "series",
    metadata,
    Column("id", Text, primary_key=True),
    Column("team_id", Text, nullable=False),
    Column("requester", Text, nullable=False),
    Column("building_id", Text, nullable=False),
    Column("guest_name", Text, nullable=False),
    Column("guest_name_folded", Text, nullable=False),
    Column("guest_email_token", Text),
    Column("guest_email_hash", Text),
    Column("guest_phone_token", Text),
    Column("method", Text, nullable=False),
    Column("doors", JSON, nullable=False),
    Column("rule", JSON, nullable=False),
    Column("reason", Text),
    Column("template_id", Text),
    Column("channel", Text),
    Column("state", Text, nullable=False),
    Column("approved_by", Text),
    Column("left_out", JSON, nullable=False),
    Column("problem", Text),
    Column("next_at", UtcDateTime),
    Column("card_channel", Text),
    Column("card_ts", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_by", Text),
    Column("ended_at", UtcDateTime),
    Column("forgotten_at", UtcDateTime),
    ForeignKeyConstraint(
        ["team_id", "building_id"], ["buildings.team_id", "buildings.id"], deferrable=True, initially="DEFERRED"
    ),
    Index("ix_series_due", "next_at", "id", sqlite_where=text("next_at IS NOT NULL")),
    Index("ix_series_kept", "team_id", "building_id", "ended_at", sqlite_where=text("forgotten_at IS NULL")),
    Index(None, "team_id", "guest_name_folded"),
    Index(None, "team_id", "guest_email_hash"),
)
