"""Messages to Slack, and views that show a grant."""

from sqlalchemy import JSON, Column, ForeignKeyConstraint, Index, Integer, Table, Text, text

from bot.storage.tables.base import grant_id, metadata
from bot.storage.types import UtcDateTime

posts = Table(
    "posts",
    metadata,
    Column("team_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("grant_id", Text),
    Column("channel", Text),
    Column("data", JSON, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("ts", Text),
    Column("sent_channel", Text),
    Column("state", Text, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("problem", Text),
    Index("ix_posts_due", "due_at", "team_id", "key", sqlite_where=text("state = 'due'")),
    Index("ix_posts_leased", "lease_until", sqlite_where=text("lease_until IS NOT NULL")),
    Index(None, "grant_id", "kind"),
)

digest_rows = Table(
    "digest_rows",
    metadata,
    grant_id(primary_key=True),
    Column("team_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    ForeignKeyConstraint(["team_id", "key"], ["posts.team_id", "posts.key"], deferrable=True, initially="DEFERRED"),
)

views = Table(
    "views",
    metadata,
    Column("team_id", Text, primary_key=True),
    Column("view_id", Text, primary_key=True),
    grant_id(),
    Column("user_id", Text, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("acked_at", UtcDateTime),
    Column("shown_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Index(None, "grant_id"),
)
