"""What lists and searches of grants are answered from.

Revision ID: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

NOT_OVER = sa.text("state NOT IN ('declined', 'ended', 'failed')")


def upgrade() -> None:
    op.add_column("grants", sa.Column("guest_phone_hash", sa.Text()))
    op.create_index("ix_grants_team_id_grants_guest_phone_hash", "grants", ["team_id", "guest_phone_hash"])
    for name, column in (("ix_grants_starts", "starts_at"), ("ix_grants_ends", "ends_at")):
        op.create_index(name, "grants", ["team_id", "building_id", column], sqlite_where=NOT_OVER)
