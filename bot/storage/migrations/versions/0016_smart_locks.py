"""Smart locks beside the entrances of access systems.

Revision ID: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("entrances", sa.Column("source", sa.Text(), nullable=False, server_default="acs_entrance"))
    op.create_table(
        "devices",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("building_id", sa.Text(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("synced_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_devices"),
    )
    op.create_index("ix_devices_building", "devices", ["team_id", "building_id"])
