"""A database as `migrate` makes it, copied: nearly every test needs one, few are about how it is made."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime, timedelta

from bot.engine.crons import slot
from bot.storage.database import create_database_file, database_path
from bot.storage.schema import migrate

_made: list[bytes] = []


async def empty_database(url: str) -> None:
    """Put an empty database of the newest schema where the URL says; nothing may be there yet."""
    path = database_path(url)
    if _made:
        create_database_file(url)
        path.write_bytes(_made[0])
        return
    await migrate(url)
    _made.append(path.read_bytes())


def after_crons(url: str, at: datetime, crons: Mapping[str, timedelta]) -> None:
    """As a bot leaves its database that stopped a moment ago: what it does by the clock was just done."""
    marks = [(f"cron:{name}", slot(every, at), at.replace(tzinfo=None).isoformat(" ")) for name, every in crons.items()]
    with closing(sqlite3.connect(database_path(url))) as database, database:
        database.executemany("INSERT INTO once (kind, key, at) VALUES (?, ?, ?)", marks)
