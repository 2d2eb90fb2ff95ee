"""Lists of guests and their rows. What a row says of a guest is ciphertext bound to the row (see `secrets`)."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, Table, Text, text

from bot.storage.tables.base import metadata
from bot.storage.types import UtcDateTime

bulk_batches = Table(
    "bulk_batches",
    metadata,
    Column("id", Text, primary_key=True),
    Column("team_id", Text, nullable=False),
    Column("building_id", Text, nullable=False),
    Column("requester", Text, nullable=False),
    Column("channel", Text),
    Column("ignored", JSON, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("due_at", UtcDateTime),
    Column("card_channel", Text),
    Column("card_ts", Text),
    Index("ix_bulk_batches_due", "due_at", "id", sqlite_where=text("due_at IS NOT NULL")),
    Index(None, "team_id", "made_at"),
)

bulk_rows = Table(
    "bulk_rows",
    metadata,
    Column("id", Text, primary_key=True),
    Column("team_id", Text, nullable=False),
    Column("batch_id", Text, ForeignKey("bulk_batches.id", deferrable=True, initially="DEFERRED"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("guest_hash", Text),
    Column("row_token", Text),
    Column("needs_approval", Boolean, nullable=False),
    Column("grant_id", Text),
    Column("tries", Integer, nullable=False),
    Index("uq_bulk_rows_number", "batch_id", "number", unique=True),
    Index("ix_bulk_rows_guest", "team_id", "guest_hash", sqlite_where=text("guest_hash IS NOT NULL")),
)
