"""The template that the visits of a series are made with.

Revision ID: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("series", sa.Column("template_id", sa.Text()))
