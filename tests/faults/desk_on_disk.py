"""A desk over SQLite: what is decided by the database is tried on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from bot.storage.secrets import Keyring, new_key
from bot.storage.store import SqlStore
from tests.databases import empty_database
from tests.fakes_store import MemoryStore
from tests.services.desk import Desk


@asynccontextmanager
async def desk_on_disk(folder: Path, **settings: object) -> AsyncIterator[Desk]:
    """The services over the database that the product has, on a building with these settings."""
    url = f"sqlite:///{folder / 'keydesk.sqlite3'}"
    await empty_database(url)
    store = SqlStore(url, Keyring([new_key()]))
    await store.open()
    try:
        yield await Desk(cast("MemoryStore", store)).open(**settings)
    finally:
        await store.close()
