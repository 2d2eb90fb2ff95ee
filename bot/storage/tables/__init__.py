"""The tables, a module per feature; a change here needs a migration, and a test finds any drift between the two.

A table that is not imported here is not in `metadata` for that test to find.
"""

from bot.storage.tables.audit import audit
from bot.storage.tables.base import meta, metadata
from bot.storage.tables.buildings import buildings, devices, entrances
from bot.storage.tables.bulk import bulk_batches, bulk_rows
from bot.storage.tables.connections import connections
from bot.storage.tables.door_tasks import door_tasks
from bot.storage.tables.doors import commands, happenings
from bot.storage.tables.drift import checks, drift, events_read
from bot.storage.tables.grants import credentials, grants
from bot.storage.tables.messages import digest_rows, posts, views
from bot.storage.tables.reminders import due
from bot.storage.tables.requests import requests
from bot.storage.tables.reviews import review_rows
from bot.storage.tables.series import series
from bot.storage.tables.web_passes import web_passes
from bot.storage.tables.work import once, sagas, steps

__all__ = [
    "audit",
    "buildings",
    "bulk_batches",
    "bulk_rows",
    "checks",
    "commands",
    "connections",
    "credentials",
    "devices",
    "digest_rows",
    "door_tasks",
    "drift",
    "due",
    "entrances",
    "events_read",
    "grants",
    "happenings",
    "meta",
    "metadata",
    "once",
    "posts",
    "requests",
    "review_rows",
    "sagas",
    "series",
    "steps",
    "views",
    "web_passes",
]
