"""When each grant has to be spoken of next."""

import sqlalchemy as sa
from alembic import op


def reminders() -> None:
    op.create_table(
        "due",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("grant_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lead", sa.Float(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], initially="DEFERRED", deferrable=True),
    )
    op.create_index("ix_due_due", "due", ["due_at", "id"])
    op.create_index("ix_due_grant_id_due_kind", "due", ["grant_id", "kind"])
