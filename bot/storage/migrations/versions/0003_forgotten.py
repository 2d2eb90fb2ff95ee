"""When a grant's guest was forgotten.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("grants", sa.Column("forgotten_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_grants_not_forgotten",
        "grants",
        ["team_id", "building_id", "state"],
        sqlite_where=sa.text("forgotten_at IS NULL"),
    )
