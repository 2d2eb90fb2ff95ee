"""Accounts that somebody connects to Seam.

Revision ID: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "connections",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("began_by", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("webview_id", sa.Text()),
        sa.Column("account_id", sa.Text()),
        sa.Column("account_name", sa.Text()),
        sa.Column("building_ids", sa.JSON(), nullable=False),
        sa.Column("problem", sa.Text()),
    )
    op.create_index("ix_connections_newest", "connections", ["team_id", "began_at", "id"])
