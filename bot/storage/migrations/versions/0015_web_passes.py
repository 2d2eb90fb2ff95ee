"""Links to guests' pages.

Revision ID: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "web_passes",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column(
            "grant_id",
            sa.Text(),
            sa.ForeignKey("grants.id", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text()),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("most_looks", sa.Integer()),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("revoked_by", sa.Text()),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
    )
    op.create_index("uq_web_passes_token_hash", "web_passes", ["token_hash"], unique=True)
    op.create_index(
        "uq_web_passes_live", "web_passes", ["grant_id"], unique=True, sqlite_where=sa.text("revoked_at IS NULL")
    )
