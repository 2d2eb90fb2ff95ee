from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.secrets import Keyring, new_key
from bot.storage.store import SqlStore
from tests.databases import empty_database


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'data' / 'keydesk.sqlite3'}"


@pytest.fixture
def keyring() -> Keyring:
    return Keyring([new_key()], new_key())


@pytest.fixture
async def store(url: str, keyring: Keyring) -> AsyncIterator[SqlStore]:
    await empty_database(url)
    store = SqlStore(url, keyring)
    await store.open()
    yield store
    await store.close()
