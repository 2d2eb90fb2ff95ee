"""Access codes of smart locks among the credentials.

Revision ID: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("credentials", sa.Column("code", sa.JSON()))
