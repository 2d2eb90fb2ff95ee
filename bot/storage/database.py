"""SQLite with the settings that the promises rest on: an intent lost at power failure is a second credential.

`synchronous=FULL` makes each commit durable; `BEGIN IMMEDIATE` takes the write lock before the first read, so that a
decision and the write that follows from it see the same rows; `secure_delete` overwrites wiped PINs in the file.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import cast

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.storage.driver import Connection as Driver
from bot.storage.driver import connect, connect_reader

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")
BUSY_SECONDS = 30
"""How long a write waits for another process; writers of one process queue in the store, fairly."""
READERS = 4
TROUBLE = (OSError, SQLAlchemyError)
"""What the file system or SQLite refuses with."""


def sqlite_url(url: str) -> URL:
    """The URL with our driver; raises ValueError where it does not name an SQLite file."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        msg = "DATABASE_URL must name an SQLite file, for example sqlite:///data/keydesk.sqlite3"
        raise ValueError(msg)
    return parsed.set(drivername="sqlite+aiosqlite")


def database_path(url: str) -> Path:
    return Path(sqlite_url(url).database or "")


def create_database_file(url: str) -> None:
    """Make the file and its folder, for the owner alone: it holds guests' names."""
    path = database_path(url)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def writer_engine(url: str) -> AsyncEngine:
    """One connection whose transactions hold the write lock from their start."""
    return _engine(url, "BEGIN IMMEDIATE", (*PRAGMAS, "foreign_keys=ON"), connections=1)


def reader_engine(url: str) -> AsyncEngine:
    """Connections that see one state per transaction and cannot write."""
    return _engine(url, "BEGIN", (*PRAGMAS, "query_only=ON"), connections=READERS, connect=connect_reader)


def migration_engine(url: str) -> AsyncEngine:
    """Foreign keys are off: SQLite changes a table by rebuilding it, which would trip over rows that point to it."""
    return _engine(url, "BEGIN IMMEDIATE", PRAGMAS, connections=1)


def _engine(
    url: str, begin: str, pragmas: tuple[str, ...], *, connections: int, connect: Callable[..., Driver] = connect
) -> AsyncEngine:
    engine = create_async_engine(
        sqlite_url(url),
        pool_size=connections,
        max_overflow=0,
        connect_args={"timeout": BUSY_SECONDS, "async_creator_fn": connect},
        hide_parameters=True,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        cast("Driver", connection.connection.driver_connection).begin(begin)

    return engine
