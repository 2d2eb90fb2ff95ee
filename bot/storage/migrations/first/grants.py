"""Who has access where, and what opens the doors."""

import sqlalchemy as sa
from alembic import op


def grants() -> None:
    _grants()
    _grant_indexes()
    _credentials()


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
