"""Messages to Slack, views that show a grant, and what its card's thread tells."""

import sqlalchemy as sa
from alembic import op


def messages() -> None:
    _posts()
    _digest_rows()
    _views()
    _events()


def _posts() -> None:
    op.create_table(
        "posts",
        sa.Column("team_id", sa.Text(), primary_key=True),
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("grant_id", sa.Text()),
        sa.Column("channel", sa.Text()),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ts", sa.Text()),
        sa.Column("sent_channel", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("problem", sa.Text()),
    )
    op.create_index("ix_posts_due", "posts", ["due_at", "team_id", "key"], sqlite_where=sa.text("state = 'due'"))
    op.create_index("ix_posts_grant_id_posts_kind", "posts", ["grant_id", "kind"])
    op.create_index("ix_posts_leased", "posts", ["lease_until"], sqlite_where=sa.text("lease_until IS NOT NULL"))


def _digest_rows() -> None:
    op.create_table(
        "digest_rows",
        sa.Column("grant_id", sa.Text(), primary_key=True),
        sa.Column("team_id", sa.Text(), primary_key=True),
        sa.Column("key", sa.Text(), primary_key=True),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "key"], ["posts.team_id", "posts.key"], initially="DEFERRED", deferrable=True
        ),
    )


def _views() -> None:
    op.create_table(
        "views",
        sa.Column("team_id", sa.Text(), primary_key=True),
        sa.Column("view_id", sa.Text(), primary_key=True),
        sa.Column("grant_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acked_at", sa.DateTime(timezone=True)),
        sa.Column("shown_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], initially="DEFERRED", deferrable=True),
    )
    op.create_index("ix_views_grant_id", "views", ["grant_id"])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("grant_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text()),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
    )
    op.create_index("ix_events_team_id_events_grant_id", "events", ["team_id", "grant_id"])
