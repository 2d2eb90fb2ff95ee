"""Access grants and the credentials that open doors.

Columns with `_token` hold ciphertext bound to its row (see `secrets`): copied to another row it is unreadable.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.storage.tables.base import grant_id, metadata
from bot.storage.types import Seconds, Spans, UtcDateTime

NOT_OVER = "state NOT IN ('declined', 'ended', 'failed')"
"""What lists are of: the indexes of these grants stay small, however many have ended."""

grants = Table(
    "grants",
    metadata,
    Column("id", Text, primary_key=True),
    Column("team_id", Text, nullable=False),
    Column("submit_key", Text, nullable=False),
    Column("requester", Text, nullable=False),
    Column("building_id", Text, nullable=False),
    Column("guest_name", Text, nullable=False),
    Column("guest_name_folded", Text, nullable=False),
    Column("guest_email_token", Text),
    Column("guest_email_hash", Text),
    Column("guest_phone_token", Text),
    Column("guest_phone_hash", Text),
    Column("guest_key", Text),
    Column("method", Text, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("requested_ends_at", UtcDateTime),
    Column("reason", Text),
    Column("template_id", Text),
    Column("reminder_leads", Spans),
    Column("mailing", JSON(none_as_null=True)),
    Column("state", Text, nullable=False),
    Column("trouble", Text),
    Column("end_reason", Text),
    Column("ended_by", Text),
    Column("ending_at", UtcDateTime),
    Column("channel", Text),
    Column("card_channel", Text),
    Column("card_ts", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("forgotten_at", UtcDateTime),
    Column("series_id", Text),
    Column("visit_date", Date),
    Column("standing", Seconds),
    Column("batch_id", Text),
    Column("arrival", JSON(none_as_null=True)),
    Column("first_use", JSON(none_as_null=True)),
    UniqueConstraint("team_id", "submit_key"),
    UniqueConstraint("team_id", "id"),
    ForeignKeyConstraint(
        ["team_id", "building_id"], ["buildings.team_id", "buildings.id"], deferrable=True, initially="DEFERRED"
    ),
    Index(None, "team_id", "guest_name_folded"),
    Index(None, "team_id", "guest_email_hash"),
    Index(None, "team_id", "guest_phone_hash"),
    Index(None, "team_id", "guest_key"),
    Index(None, "team_id", "requester", "created_at"),
    Index("ix_grants_starts", "team_id", "building_id", "starts_at", sqlite_where=text(NOT_OVER)),
    Index("ix_grants_ends", "team_id", "building_id", "ends_at", sqlite_where=text(NOT_OVER)),
    Index(
        "uq_grants_series_id_visit_date",
        "series_id",
        "visit_date",
        unique=True,
        sqlite_where=text("series_id IS NOT NULL"),
    ),
    Index("ix_grants_batch", "batch_id", sqlite_where=text("batch_id IS NOT NULL")),
    Index("ix_grants_not_forgotten", "team_id", "building_id", "state", sqlite_where=text("forgotten_at IS NULL")),
)

credentials = Table(
    "credentials",
    metadata,
    Column("id", Text, primary_key=True),
    Column("team_id", Text, nullable=False),
    grant_id(),
    Column("place", Integer, nullable=False),
    Column("method", Text, nullable=False),
    Column("doors", JSON, nullable=False),
    Column("state", Text, nullable=False),
    Column("door_state", Text, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("seam_id", Text),
    Column("pin_token", Text),
    Column("instant_key_url_token", Text),
    Column("problem", Text),
    Column("reference", Text),
    Column("replaces", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("warned_after", Integer, nullable=False),
    Column("was_issued", Boolean, nullable=False),
    Column("revoking_at", UtcDateTime),
    Column("code", JSON(none_as_null=True)),
    Index(None, "grant_id", "place"),
    Index(
        "uq_credentials_team_id_seam_id", "team_id", "seam_id", unique=True, sqlite_where=text("seam_id IS NOT NULL")
    ),
    Index(None, "seam_id"),
)
