"""What the weekly reviews ask about, and what was found before somebody arrives.

Revision ID: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("grants", sa.Column("arrival", sa.JSON()))
    op.create_table(
        "review_rows",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("building_id", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column(
            "grant_id",
            sa.Text(),
            sa.ForeignKey("grants.id", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
        sa.Column("kept_by", sa.Text()),
        sa.Column("kept_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_review_rows_slot", "review_rows", ["team_id", "building_id", "slot", "place"])
    op.create_index("ix_review_rows_kept", "review_rows", ["team_id", "building_id", "kept_at"])
