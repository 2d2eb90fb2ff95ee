"""What is done by the clock is all due at a first start, which costs more than most journeys: few are about that."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime, timedelta

from bot.bootstrap.product import BUILDINGS_EVERY, CHECKPOINT_EVERY, GROUPS_EVERY, RETENTION_EVERY
from bot.bootstrap.seam_side import COMPARE_EVERY, EVENTS_EVERY, FOLLOW_EVERY
from bot.engine.crons import slot
from bot.storage.database import database_path

CRONS = {
    "buildings": BUILDINGS_EVERY,
    "checkpoint": CHECKPOINT_EVERY,
    "compare": COMPARE_EVERY,
    "events": EVENTS_EVERY,
    "follow": FOLLOW_EVERY,
    "groups": GROUPS_EVERY,
    "retention": RETENTION_EVERY,
}


def after_crons(url: str, at: datetime, crons: Mapping[str, timedelta] = CRONS) -> None:
    """As a bot leaves its database that stopped a moment ago: what it does by the clock was just done."""
    marks = [(f"cron:{name}", slot(every, at), at.replace(tzinfo=None).isoformat(" ")) for name, every in crons.items()]
    with closing(sqlite3.connect(database_path(url))) as database, database:
        database.executemany("INSERT INTO once (kind, key, at) VALUES (?, ?, ?)", marks)
