"""What revision 0001 makes, a module per feature as in `bot.storage.tables`; after a release it is never edited."""

from bot.storage.migrations.first.base import base
from bot.storage.migrations.first.buildings import buildings
from bot.storage.migrations.first.grants import grants
from bot.storage.migrations.first.messages import messages
from bot.storage.migrations.first.reminders import reminders
from bot.storage.migrations.first.work import work

FIRST = (base, buildings, grants, work, reminders, messages)
"""In this order: those that others point to come first."""
