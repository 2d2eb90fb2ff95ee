"""What became of the newest e-mail to a grant's guest.

Revision ID: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("grants", sa.Column("mailing", sa.JSON()))
