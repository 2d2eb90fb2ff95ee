"""What only the real store can show: disks, processes, and what stands in the file."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.domain.grant import Guest, Pin
from bot.services.store import Store
from bot.storage.database import database_path, writer_engine
from bot.storage.secrets import Keyring, Tampered
from bot.storage.store import SqlStore
from tests.contracts.store_samples import T0, TEAM, credential, grant, seed

EMAIL, PHONE, PIN, LINK = "canary-7f3a@example.com", "+15550107731", "90817263", "https://example.com/canary-51c9"
ROOT = Path(__file__).resolve().parents[2]
COMMIT_AND_DIE = """
import asyncio, os, sys
from bot.storage.secrets import Keyring
from bot.storage.store import SqlStore
from pydantic import SecretStr
from datetime import datetime, UTC

async def main():
    store = SqlStore(sys.argv[1], Keyring([SecretStr("A" * 43 + "=")]))
    async with store.write() as work:
        await work.once.first("cron", "kept", datetime.now(UTC))
    async with store.write() as work:
        await work.once.first("cron", "lost", datetime.now(UTC))
        os._exit(9)

asyncio.run(main())
"""


def on_disk(url: str) -> bytes:
    return b"".join(path.read_bytes() for path in database_path(url).parent.iterdir())


async def with_secrets(store: Store) -> None:
    await seed(store, grant(guest=Guest(name="Demo Guest", email=EMAIL, phone=PHONE)))
    async with store.write() as work:
        await work.credentials.add([credential(instant_key_url=SecretStr(LINK))])
        await work.credentials.keep_pin("c1", Pin(PIN))


async def ciphertexts(store: SqlStore) -> list[bytes]:
    async with store._reader.connect() as connection:
        row = (await connection.execute(text("select pin_token, instant_key_url_token from credentials"))).one()
    return [token.encode() for token in row]


async def test_it_is_a_store(store: SqlStore) -> None:
    port: Store = store

    assert port.guest_key(TEAM, EMAIL)


async def test_a_commit_survives_the_death_of_the_process(store: SqlStore, url: str) -> None:
    died = await asyncio.to_thread(
        subprocess.run,  # our own interpreter and script
        [sys.executable, "-c", COMMIT_AND_DIE, url],
        cwd=ROOT,
        check=False,
    )

    assert died.returncode == 9
    async with store.write() as work:
        assert not await work.once.first("cron", "kept", T0)
        assert await work.once.first("cron", "lost", T0)


async def test_a_second_process_waits_for_the_writer(store: SqlStore, url: str, keyring: Keyring) -> None:
    other = SqlStore(url, keyring)
    order = []

    async def second() -> None:
        async with other.write() as work:
            assert not await work.once.first("cron", "slot", T0)
            order.append("second")

    async with store.write() as work:
        await work.once.first("cron", "slot", T0)
        waiting = asyncio.create_task(second())
        async with other.read() as reader:  # which takes a while, and shows that readers do not wait
            assert await reader.grants.record(TEAM, "g1") is None
        order.append("first")
    await waiting
    await other.close()

    assert order == ["first", "second"]


async def test_readers_cannot_write(store: SqlStore) -> None:
    async with store.read() as work:
        with pytest.raises(OperationalError, match="readonly"):
            await work.once.first("cron", "slot", T0)


async def test_many_writers_at_once_all_succeed(store: SqlStore) -> None:
    async def one(number: int) -> bool:
        async with store.write() as work:
            return await work.once.first("cron", str(number % 20), T0)

    assert sum(await asyncio.gather(*(one(n) for n in range(40)))) == 20


async def test_a_torn_down_writer_leaves_the_lock_free(store: SqlStore) -> None:
    """Cancelled at any moment, in the middle of SQL too."""
    for yields in range(0, 60, 3):

        async def write() -> None:
            async with store.write() as work:
                for number in range(5):
                    await work.once.first("cron", str(number), T0)

        task = asyncio.create_task(write())
        for _ in range(yields):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async with asyncio.timeout(5), store.write() as work:
        assert await work.once.first("cron", "after", T0)


async def test_no_secret_stands_in_the_file(store: SqlStore, url: str) -> None:
    await with_secrets(store)

    before = on_disk(url)
    await store.checkpoint()
    bytes_seen = before + on_disk(url)

    assert b"Demo Guest" in bytes_seen
    for canary in (EMAIL, PHONE, PIN, LINK, "canary"):
        assert canary.encode() not in bytes_seen


async def test_a_wiped_pin_is_gone_from_the_file(store: SqlStore, url: str) -> None:
    await with_secrets(store)
    tokens = await ciphertexts(store)
    assert all(token in on_disk(url) for token in tokens)

    async with store.write() as work:
        await work.credentials.wipe_pins("g1")
    await store.checkpoint()

    assert not any(token in on_disk(url) for token in tokens)


async def test_a_pin_moved_to_another_row_is_refused(store: SqlStore, url: str) -> None:
    await with_secrets(store)
    async with store.write() as work:
        await work.credentials.add([credential("c2")])
    thief = writer_engine(url)
    async with thief.begin() as connection:
        await connection.execute(text("update credentials set pin_token = (select max(pin_token) from credentials)"))
    await thief.dispose()

    async with store.read() as work:
        with pytest.raises(Tampered):
            await work.credentials.pins(TEAM, "g1")


async def test_settings_that_the_promises_rest_on(store: SqlStore) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "busy_timeout": 30000}
    async with store._writer.connect() as connection:
        found = {name: (await connection.execute(text(f"PRAGMA {name}"))).scalar() for name in wanted}

    assert found == wanted
