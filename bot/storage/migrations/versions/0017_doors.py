"""Commands to locks, what locks tell, and when access was first used.

Revision ID: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("grants", sa.Column("first_use", sa.JSON()))
    _commands()
    _happenings()


def _commands() -> None:
    op.create_table(
        "commands",
        sa.Column("id", sa.Text(), primary_key=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("team_id", "submit_key", "building_id")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("entrance_id", "action")),
        sa.Column("by", sa.Text()),
        sa.Column("grant_id", sa.Text()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("attempt_id", sa.Text()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("problem", sa.Text()),
        sa.UniqueConstraint("team_id", "submit_key", name="uq_commands_team_id_submit_key"),
    )
    known = sa.text("attempt_id IS NOT NULL")
    op.create_index("ix_commands_attempt", "commands", ["team_id", "attempt_id"], sqlite_where=known)
    op.create_index("ix_commands_asked", "commands", ["asked_at", "team_id"])
    op.create_index("ix_commands_due", "commands", ["due_at"], sqlite_where=sa.text("due_at IS NOT NULL"))


def _happenings() -> None:
    op.create_table(
        "happenings",
        sa.Column("team_id", sa.Text(), primary_key=True),
        sa.Column("id", sa.Text(), primary_key=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("building_id", "lane", "entrance_id", "kind")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("tell_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.Text()),
        sa.Column("why", sa.Text()),
        sa.Column("battery", sa.Float()),
        sa.Column("grant_id", sa.Text()),
        sa.Column("command_id", sa.Text()),
    )
    op.create_index("ix_happenings_lane", "happenings", ["team_id", "building_id", "lane", "tell_at"])
    op.create_index("ix_happenings_batch", "happenings", ["team_id", "batch", "at"])
    op.create_index("ix_happenings_door", "happenings", ["team_id", "entrance_id", "kind", "at"])
    op.create_index("ix_happenings_at", "happenings", ["at"])
