"""The tables; a change here needs a migration, and a test finds any drift between the two.

Columns with `_token` hold ciphertext bound to its row (see `secrets`): copied to another row it is unreadable.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.storage.types import Seconds, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

meta = Table("meta", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

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
    ForeignKeyConstraint(["team_id", "building_id"], ["buildings.team_id", "buildings.id"]),
)

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
    Column("guest_key", Text),
    Column("method", Text, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("requested_ends_at", UtcDateTime),
    Column("reason", Text),
    Column("state", Text, nullable=False),
    Column("trouble", Text),
    Column("end_reason", Text),
    Column("ended_by", Text),
    Column("ending_at", UtcDateTime),
    Column("channel", Text),
    Column("card_channel", Text),
    Column("card_ts", Text),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("team_id", "submit_key"),
    UniqueConstraint("team_id", "id"),
    ForeignKeyConstraint(
        ["team_id", "building_id"], ["buildings.team_id", "buildings.id"], deferrable=True, initially="DEFERRED"
    ),
    Index(None, "team_id", "guest_name_folded"),
    Index(None, "team_id", "guest_email_hash"),
    Index(None, "team_id", "guest_key"),
    Index(None, "team_id", "requester", "created_at"),
)


def _grant_id(*, primary_key: bool = False) -> Column[str]:
    """Checked at commit, so that the rows of one transaction may be written in any order."""
    key = ForeignKey("grants.id", deferrable=True, initially="DEFERRED")
    return Column("grant_id", Text, key, primary_key=primary_key, nullable=False)


credentials = Table(
    "credentials",
    metadata,
    Column("id", Text, primary_key=True),
    Column("team_id", Text, nullable=False),
    _grant_id(),
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
    Index(None, "grant_id", "place"),
    Index(
        "uq_credentials_team_id_seam_id", "team_id", "seam_id", unique=True, sqlite_where=text("seam_id IS NOT NULL")
    ),
    Index(None, "seam_id"),
)

steps = Table(
    "steps",
    metadata,
    _grant_id(primary_key=True),
    Column("name", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("result", JSON, nullable=False),
)

sagas = Table(
    "sagas",
    metadata,
    _grant_id(primary_key=True),
    Column("team_id", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("due_at", UtcDateTime),
    Column("owner", Text),
    Column("lease_until", UtcDateTime),
    Column("fence", Integer, nullable=False),
    Column("wakes", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Index("ix_sagas_due", "due_at", "grant_id", sqlite_where=text("due_at IS NOT NULL")),
    Index("ix_sagas_leased", "lane", "lease_until", sqlite_where=text("lease_until IS NOT NULL")),
)

due = Table(
    "due",
    metadata,
    Column("id", Text, primary_key=True),
    Column("team_id", Text, nullable=False),
    _grant_id(),
    Column("kind", Text, nullable=False),
    Column("lead", Seconds, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Index("ix_due_due", "due_at", "id"),
    Index(None, "grant_id", "kind"),
)

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

views = Table(
    "views",
    metadata,
    Column("team_id", Text, primary_key=True),
    Column("view_id", Text, primary_key=True),
    _grant_id(),
    Column("user_id", Text, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("acked_at", UtcDateTime),
    Column("shown_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Index(None, "grant_id"),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team_id", Text, nullable=False),
    Column("grant_id", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text),
    Column("what", Text, nullable=False),
    Column("data", JSON, nullable=False),
    Index(None, "team_id", "grant_id"),
)

once = Table(
    "once",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
