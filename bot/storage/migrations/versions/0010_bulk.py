"""Lists of guests.

Revision ID: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("grants", sa.Column("batch_id", sa.Text()))
    op.create_index("ix_grants_batch", "grants", ["batch_id"], sqlite_where=sa.text("batch_id IS NOT NULL"))
    op.create_table(
        "bulk_batches",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("building_id", sa.Text(), nullable=False),
        sa.Column("requester", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text()),
        sa.Column("ignored", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("card_channel", sa.Text()),
        sa.Column("card_ts", sa.Text()),
    )
    due = sa.text("due_at IS NOT NULL")
    op.create_index("ix_bulk_batches_due", "bulk_batches", ["due_at", "id"], sqlite_where=due)
    op.create_index("ix_bulk_batches_team_id_bulk_batches_made_at", "bulk_batches", ["team_id", "made_at"])
    _rows()


def _rows() -> None:
    op.create_table(
        "bulk_rows",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("guest_hash", sa.Text()),
        sa.Column("row_token", sa.Text()),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("grant_id", sa.Text()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["bulk_batches.id"], initially="DEFERRED", deferrable=True),
    )
    op.create_index("uq_bulk_rows_number", "bulk_rows", ["batch_id", "number"], unique=True)
    known = sa.text("guest_hash IS NOT NULL")
    op.create_index("ix_bulk_rows_guest", "bulk_rows", ["team_id", "guest_hash"], sqlite_where=known)
