"""Everything that Keydesk keeps, as first made.

Revision ID: 0001
"""

from bot.storage.migrations.first import FIRST

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    for make in FIRST:
        make()
