"""`keys rotate` as a real process, killed again and again in the middle of a thousand rows."""

import asyncio
import sqlite3
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from signal import SIGKILL

import pytest
from pydantic import SecretStr

from bot.domain.grant import Guest, Pin
from bot.services.trail.audit import Wanted
from bot.storage.database import database_path
from bot.storage.secrets import Keyring, UnknownKey, new_key
from bot.storage.store import SqlStore
from tests.contracts.store_samples import TEAM, credential, grant, seed
from tests.databases import empty_database
from tests.faults.process import ROOT, command, environment

ROWS = 1000
VALUES = 3 * ROWS
"""An e-mail, a phone number and a PIN each."""


@asynccontextmanager
async def opened(url: str, *keys: SecretStr) -> AsyncIterator[SqlStore]:
    store = SqlStore(url, Keyring(keys))
    try:
        await store.open()
        yield store
    finally:
        await store.close()


def guest(number: int) -> Guest:
    return Guest(name=f"Guest {number}", email=f"guest{number}@example.com", phone=f"+1212555{number:04}")


async def fill(url: str, key: SecretStr) -> None:
    await empty_database(url)
    async with opened(url, key) as store:
        await store.remember("slack_team_id", TEAM)
        await seed(store, *(grant(f"g{number}", guest=guest(number)) for number in range(ROWS)))
        async with store.write() as work:
            for number in range(ROWS):
                await work.credentials.add([credential(f"c{number}", f"g{number}")])
                await work.credentials.keep_pin(f"c{number}", Pin(f"{number:07}"))


async def assert_all_readable(url: str, *keys: SecretStr) -> None:
    async with opened(url, *keys) as store, store.read() as work:
        for number in range(ROWS):
            record = await work.grants.record(TEAM, f"g{number}")
            assert record is not None
            assert record.grant.guest == guest(number)
            assert await work.credentials.pins(TEAM, f"g{number}") == {f"c{number}": Pin(f"{number:07}")}


def written_anew(url: str, key: SecretStr) -> int:
    like = Keyring([key]).prefix + "%"
    sql = "SELECT count(*) FROM grants WHERE guest_email_token LIKE ?1"
    sql += " UNION ALL SELECT count(*) FROM grants WHERE guest_phone_token LIKE ?1"
    sql += " UNION ALL SELECT count(*) FROM credentials WHERE pin_token LIKE ?1"
    with closing(sqlite3.connect(database_path(url))) as connection:
        return sum(count for (count,) in connection.execute(sql, [like]))


async def begin(variables: dict[str, str]) -> Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "keys", "rotate"), cwd=ROOT, env=variables, stdout=DEVNULL, stderr=DEVNULL
    )


@pytest.mark.long
async def test_killed_three_times_in_a_thousand_rows_it_loses_nothing(tmp_path: Path) -> None:
    old, new = new_key(), new_key()
    variables = environment(tmp_path, "http://127.0.0.1:1", "http://127.0.0.1:1", [])
    variables["ENCRYPTION_KEYS"] = f"{new.get_secret_value()},{old.get_secret_value()}"
    url = variables["DATABASE_URL"]
    await fill(url, old)

    kills = []
    for _ in range(3):
        before = written_anew(url, new)
        process = await begin(variables)
        while written_anew(url, new) == before:
            assert process.returncode is None
            await asyncio.sleep(0)
        process.send_signal(SIGKILL)
        assert await process.wait() == -SIGKILL
        kills.append(written_anew(url, new))
        await assert_all_readable(url, new, old)
    assert 0 < kills[0] < kills[1] < kills[2] < VALUES, kills

    ended = await command(variables, "keys", "rotate")
    assert (ended.code, ended.out.partition(" ")[0]) == (0, str(VALUES - kills[2]))
    assert written_anew(url, new) == VALUES
    await assert_all_readable(url, new)
    with pytest.raises(UnknownKey):
        await assert_all_readable(url, old)
    async with opened(url, new) as store, store.read() as work:
        assert len(await work.audit.find(TEAM, Wanted(what="keys_rotated"), None, 10)) == 1
