"""Everything that Keydesk keeps, as first made.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables, those that others point to first."""
    _meta()
    _buildings()
    _entrances()
    _grants()
    _grant_indexes()
    _credentials()
    _steps()
    _sagas()
    _due()
    _posts()
    _views()
    _events()
    _once()


def _meta() -> None:
    op.create_table(
        "meta",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )


def _buildings() -> None:
    op.create_table(
        "buildings",
        sa.Column("team_id", sa.Text(), primary_key=True),
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text()),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.Column("synced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
    )


def _entrances() -> None:
    op.create_table(
        "entrances",
        sa.Column("team_id", sa.Text(), primary_key=True),
        sa.Column("building_id", sa.Text(), primary_key=True),
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("can_unlock_with_code", sa.Boolean()),
        sa.Column("can_unlock_with_mobile_key", sa.Boolean()),
        sa.Column("is_connected", sa.Boolean()),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["team_id", "building_id"], ["buildings.team_id", "buildings.id"]),
    )


def _grants() -> None:
    op.create_table(
        "grants",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("submit_key", sa.Text(), nullable=False),
        sa.Column("requester", sa.Text(), nullable=False),
        sa.Column("building_id", sa.Text(), nullable=False),
        sa.Column("guest_name", sa.Text(), nullable=False),
        sa.Column("guest_name_folded", sa.Text(), nullable=False),
        sa.Column("guest_email_token", sa.Text()),
        sa.Column("guest_email_hash", sa.Text()),
        sa.Column("guest_phone_token", sa.Text()),
        sa.Column("guest_key", sa.Text()),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_ends_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trouble", sa.Text()),
        sa.Column("end_reason", sa.Text()),
        sa.Column("ended_by", sa.Text()),
        sa.Column("ending_at", sa.DateTime(timezone=True)),
        sa.Column("channel", sa.Text()),
        sa.Column("card_channel", sa.Text()),
        sa.Column("card_ts", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "building_id"], ["buildings.team_id", "buildings.id"], initially="DEFERRED", deferrable=True
        ),
        sa.UniqueConstraint("team_id", "submit_key"),
        sa.UniqueConstraint("team_id", "id"),
    )


def _grant_indexes() -> None:
    op.create_index("ix_grants_team_id_grants_guest_email_hash", "grants", ["team_id", "guest_email_hash"])
    op.create_index("ix_grants_team_id_grants_guest_key", "grants", ["team_id", "guest_key"])
    op.create_index("ix_grants_team_id_grants_guest_name_folded", "grants", ["team_id", "guest_name_folded"])
    op.create_index(
        "ix_grants_team_id_grants_requester_grants_created_at", "grants", ["team_id", "requester", "created_at"]
    )


def _credentials() -> None:
    op.create_table(
        "credentials",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("grant_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("doors", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("door_state", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seam_id", sa.Text()),
        sa.Column("pin_token", sa.Text()),
        sa.Column("instant_key_url_token", sa.Text()),
        sa.Column("problem", sa.Text()),
        sa.Column("reference", sa.Text()),
        sa.Column("replaces", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("warned_after", sa.Integer(), nullable=False),
        sa.Column("was_issued", sa.Boolean(), nullable=False),
        sa.Column("revoking_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], initially="DEFERRED", deferrable=True),
    )
    op.create_index("ix_credentials_grant_id_credentials_place", "credentials", ["grant_id", "place"])
    op.create_index("ix_credentials_seam_id", "credentials", ["seam_id"])
    op.create_index(
        "uq_credentials_team_id_seam_id",
        "credentials",
        ["team_id", "seam_id"],
        unique=True,
        sqlite_where=sa.text("seam_id IS NOT NULL"),
    )


def _steps() -> None:
    op.create_table(
        "steps",
        sa.Column("grant_id", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], initially="DEFERRED", deferrable=True),
    )


def _sagas() -> None:
    op.create_table(
        "sagas",
        sa.Column("grant_id", sa.Text(), primary_key=True),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("owner", sa.Text()),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("wakes", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], initially="DEFERRED", deferrable=True),
    )
    op.create_index("ix_sagas_due", "sagas", ["due_at", "grant_id"], sqlite_where=sa.text("due_at IS NOT NULL"))
    op.create_index(
        "ix_sagas_leased", "sagas", ["lane", "lease_until"], sqlite_where=sa.text("lease_until IS NOT NULL")
    )


def _due() -> None:
    op.create_table(
        "due",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("grant_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lead", sa.Float(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], initially="DEFERRED", deferrable=True),
    )
    op.create_index("ix_due_due", "due", ["due_at", "id"])
    op.create_index("ix_due_grant_id_due_kind", "due", ["grant_id", "kind"])


def _posts() -> None:
    op.create_table(
        "posts",
        sa.Column("team_id", sa.Text(), primary_key=True),
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("grant_id", sa.Text()),
        sa.Column("channel", sa.Text()),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ts", sa.Text()),
        sa.Column("sent_channel", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("problem", sa.Text()),
    )
    op.create_index("ix_posts_due", "posts", ["due_at", "team_id", "key"], sqlite_where=sa.text("state = 'due'"))
    op.create_index("ix_posts_grant_id_posts_kind", "posts", ["grant_id", "kind"])
    op.create_index("ix_posts_leased", "posts", ["lease_until"], sqlite_where=sa.text("lease_until IS NOT NULL"))


def _views() -> None:
    op.create_table(
        "views",
        sa.Column("team_id", sa.Text(), primary_key=True),
        sa.Column("view_id", sa.Text(), primary_key=True),
        sa.Column("grant_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acked_at", sa.DateTime(timezone=True)),
        sa.Column("shown_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], initially="DEFERRED", deferrable=True),
    )
    op.create_index("ix_views_grant_id", "views", ["grant_id"])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("grant_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text()),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
    )
    op.create_index("ix_events_team_id_events_grant_id", "events", ["team_id", "grant_id"])


def _once() -> None:
    op.create_table(
        "once",
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
