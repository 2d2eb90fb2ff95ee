"""What Seam listed, and what an admin has set."""

import sqlalchemy as sa
from alembic import op


def buildings() -> None:
    _buildings()
    _entrances()


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
