from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.services.store import Store
from bot.storage.secrets import Keyring, new_key
from bot.storage.store import SqlStore
from tests.contracts.benches import BENCHES, Bench
from tests.databases import empty_database
from tests.fakes_store import MemoryStore


@pytest.fixture(params=["sqlite", "memory"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """Every test of this folder that asks for a store runs on both."""
    if request.param == "memory":
        yield MemoryStore()
        return
    url = f"sqlite:///{tmp_path / 'keydesk.sqlite3'}"
    await empty_database(url)
    sql = SqlStore(url, Keyring([new_key()]))
    await sql.open()
    yield sql
    await sql.close()


@pytest.fixture(params=sorted(BENCHES))
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    """Every test of this folder that asks for a bench runs on each."""
    async with BENCHES[request.param]() as made:
        yield made
