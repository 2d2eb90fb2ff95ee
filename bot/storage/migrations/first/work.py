"""What is under way at Seam, and what happens only once."""

import sqlalchemy as sa
from alembic import op


def work() -> None:
    _steps()
    _sagas()
    _once()


def _steps() -> None:
    op.create_table(
        "steps",
        sa.Column("grant_id", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], initially="DEFERRED", deferrable=True),
    )


def _sagas() -> None:
    op.create_table(
        "sagas",
        sa.Column("grant_id", sa.Text(), primary_key=True),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("owner", sa.Text()),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("wakes", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], initially="DEFERRED", deferrable=True),
    )
    op.create_index("ix_sagas_due", "sagas", ["due_at", "grant_id"], sqlite_where=sa.text("due_at IS NOT NULL"))
    op.create_index(
        "ix_sagas_leased", "sagas", ["lane", "lease_until"], sqlite_where=sa.text("lease_until IS NOT NULL")
    )


def _once() -> None:
    op.create_table(
        "once",
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
