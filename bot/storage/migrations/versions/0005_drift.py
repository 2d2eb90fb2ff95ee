"""What Seam and our books disagree about.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _drift()
    op.create_table(
        "checks",
        sa.Column("team_id", sa.Text(), primary_key=True),
        sa.Column("building_id", sa.Text(), primary_key=True),
        sa.Column("checked_at", sa.DateTime(timezone=True)),
        sa.Column("foreign", sa.Integer(), nullable=False),
        sa.Column("other_installs", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text()),
        sa.Column("trouble_since", sa.DateTime(timezone=True)),
        sa.Column("retry_at", sa.DateTime(timezone=True)),
        sa.Column("tries", sa.Integer(), nullable=False),
    )
    op.create_table(
        "events_read",
        sa.Column("team_id", sa.Text(), primary_key=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )


def _drift() -> None:
    op.create_table(
        "drift",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("building_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("difference", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alarm", sa.Text()),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("fallback", sa.JSON(), nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("problem", sa.Text()),
    )
    op.create_index(
        "uq_drift_unsettled",
        "drift",
        ["team_id", "building_id", "key"],
        unique=True,
        sqlite_where=sa.text("state != 'settled'"),
    )
    op.create_index("ix_drift_ending", "drift", ["team_id", "due_at"], sqlite_where=sa.text("state = 'ending'"))
    op.create_index("ix_drift_team_id_drift_alarm", "drift", ["team_id", "alarm"])
