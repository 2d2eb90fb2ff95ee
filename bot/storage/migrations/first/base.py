"""The one table of small facts about this install."""

import sqlalchemy as sa
from alembic import op


def base() -> None:
    op.create_table(
        "meta",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )
