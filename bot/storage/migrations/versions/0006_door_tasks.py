"""What somebody has to do at a door.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

OPEN, DONE = sa.text("state = 'open'"), sa.text("state = 'done'")


def upgrade() -> None:
    op.create_table(
        "door_tasks",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("building_id", sa.Text(), nullable=False),
        sa.Column("grant_id", sa.Text(), nullable=False),
        sa.Column("credential_id", sa.Text(), nullable=False),
        sa.Column("entrance_id", sa.Text(), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True)),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("board", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("claimed_by", sa.Text()),
        sa.Column("claimed_at", sa.DateTime(timezone=True)),
        sa.Column("cannot_by", sa.Text()),
        sa.Column("cannot_why", sa.Text()),
        sa.Column("cannot_at", sa.DateTime(timezone=True)),
        sa.Column("settled_by", sa.Text()),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], initially="DEFERRED", deferrable=True),
    )
    for columns in (["grant_id", "place"], ["team_id", "building_id", "place"], ["team_id", "board", "place"]):
        op.create_index("_".join(["ix", *(f"door_tasks_{name}" for name in columns)]), "door_tasks", columns)
    op.create_index(
        "uq_door_tasks_open", "door_tasks", ["team_id", "grant_id", "entrance_id"], unique=True, sqlite_where=OPEN
    )
    op.create_index("ix_door_tasks_open", "door_tasks", ["team_id", "building_id", "due_at", "id"], sqlite_where=OPEN)
    op.create_index("ix_door_tasks_visits", "door_tasks", ["team_id", "entrance_id", "settled_at"], sqlite_where=DONE)
