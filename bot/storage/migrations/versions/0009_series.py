"""Access that comes again every week.

Revision ID: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    _series()
    _indexes()
    op.add_column("requests", sa.Column("rule", sa.JSON()))
    op.add_column("grants", sa.Column("series_id", sa.Text()))
    op.add_column("grants", sa.Column("visit_date", sa.Date()))
    op.create_index(
        "uq_grants_series_id_visit_date",
        "grants",
        ["series_id", "visit_date"],
        unique=True,
        sqlite_where=sa.text("series_id IS NOT NULL"),
    )


def _series() -> None:
    op.create_table(
        "series",
        sa.Column("id", sa.Text(), primary_key=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("team_id", "requester", "building_id")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("guest_name", "guest_name_folded")),
        *(sa.Column(name, sa.Text()) for name in ("guest_email_token", "guest_email_hash", "guest_phone_token")),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("doors", sa.JSON(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("channel", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text()),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.Column("next_at", sa.DateTime(timezone=True)),
        sa.Column("card_channel", sa.Text()),
        sa.Column("card_ts", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Text()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("forgotten_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["team_id", "building_id"], ["buildings.team_id", "buildings.id"], initially="DEFERRED", deferrable=True
        ),
    )


def _indexes() -> None:
    op.create_index("ix_series_due", "series", ["next_at", "id"], sqlite_where=sa.text("next_at IS NOT NULL"))
    kept = sa.text("forgotten_at IS NULL")
    op.create_index("ix_series_kept", "series", ["team_id", "building_id", "ended_at"], sqlite_where=kept)
    op.create_index("ix_series_team_id_series_guest_name_folded", "series", ["team_id", "guest_name_folded"])
    op.create_index("ix_series_team_id_series_guest_email_hash", "series", ["team_id", "guest_email_hash"])
