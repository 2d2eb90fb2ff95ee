"""The audit trail takes the place of the events, which nothing showed yet; a chain cannot begin in the middle.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TRIGGER = "CREATE TRIGGER {} BEFORE {} BEGIN SELECT RAISE(ABORT, 'the audit trail is only ever added to'); END"


def upgrade() -> None:
    """Without a rowid the chain is one tree of SQLite's: what is read in its order is all there is."""
    op.drop_table("events")
    op.create_table(
        "audit",
        sa.Column("team_id", sa.Text(), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text()),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("building_id", sa.Text()),
        sa.Column("grant_id", sa.Text()),
        sa.Column("guest", sa.Text()),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_audit_team_id_audit_grant_id", "audit", ["team_id", "grant_id"])
    op.execute(TRIGGER.format("audit_no_update", "UPDATE ON audit"))
    op.execute(TRIGGER.format("audit_no_delete", "DELETE ON audit"))
    # INSERT OR REPLACE deletes without asking the trigger above.
    there = "EXISTS (SELECT 1 FROM audit WHERE team_id = NEW.team_id AND number = NEW.number)"
    op.execute(TRIGGER.format("audit_no_replace", f"INSERT ON audit WHEN {there}"))
