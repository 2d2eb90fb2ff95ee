"""The template that a grant was made with, and the reminders it has from it.

Revision ID: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("grants", sa.Column("template_id", sa.Text()))
    op.add_column("grants", sa.Column("reminder_leads", sa.JSON()))
