"""Standing access of staff, renewed in the weekly review.

Revision ID: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("grants", sa.Column("standing", sa.Float()))
