"""All that is encrypted, under a new key: whatever becomes of the process meanwhile, every value stays readable."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.grant import Pin
from bot.services.trail.audit import Entry, Wanted
from bot.storage import rotation
from bot.storage.database import database_path
from bot.storage.rotation import SEALED
from bot.storage.secrets import Keyring, Tampered, UnknownKey, new_key
from bot.storage.store import SqlStore
from bot.storage.tables import metadata
from tests.contracts.store_samples import T0, TEAM, credential, grant, seed
from tests.contracts.test_store_bulk import batch, row
from tests.contracts.test_store_series import series
from tests.databases import empty_database

OLD, NEW = new_key(), new_key()
ROTATED = Entry(team_id=TEAM, at=T0, actor=None, what="keys_rotated")
Place = tuple[str, str, str]
"""Team, row and field, to which a token is bound."""


@asynccontextmanager
async def opened(url: str, *keys: SecretStr) -> AsyncIterator[SqlStore]:
    store = SqlStore(url, Keyring(keys))
    try:
        await store.open()
        yield store
    finally:
        await store.close()


def tokens(url: str) -> dict[Place, str]:
    """Everything that stands encrypted in the file, the key of the hashes too."""
    found: dict[Place, str] = {}
    with closing(sqlite3.connect(database_path(url))) as connection:
        for table, field in SEALED:
            select = f"SELECT team_id, id, {field}_token FROM {table.name} WHERE {field}_token NOT NULL"  # noqa: S608
            found |= {(team, id_, field): token for team, id_, token in connection.execute(select)}
        [[hash_key]] = connection.execute("SELECT value FROM meta WHERE name = 'hash_key'")
    return found | {("", "hash_key", "value"): hash_key}


def readable(url: str, *keys: SecretStr) -> dict[Place, str]:
    """What the keys open of it."""
    keyring = Keyring(keys)
    opened: dict[Place, str] = {}
    for place, token in tokens(url).items():
        team_id, row_id, field = place
        try:
            opened[place] = keyring.decrypt(token, team_id=team_id, row=row_id, field=field).get_secret_value()
        except UnknownKey:
            continue
    return opened


@pytest.fixture
async def begun(url: str) -> str:
    """A database with something encrypted in it, written under the old key."""
    await empty_database(url)
    async with opened(url, OLD) as store:
        await seed(store, *(grant(f"g{number}") for number in range(5)))
        async with store.write() as work:
            await work.credentials.add([credential("c1", "g0", instant_key_url=SecretStr("https://example.com/key"))])
            await work.credentials.keep_pin("c1", Pin("4711"))
            await work.series.add(series())
            await work.bulk.add(batch(), [row(1)])
    return url


def test_every_encrypted_column_is_rotated() -> None:
    """A column whose name ends in `_token` is encrypted; one that is encrypted and not listed would be lost."""
    columns = {
        str(column) for table in metadata.tables.values() for column in table.c if column.name.endswith("_token")
    }

    assert {str(table.c[f"{field}_token"]) for table, field in SEALED} == columns


async def test_the_new_key_opens_everything_and_the_old_one_nothing(begun: str) -> None:
    before = readable(begun, OLD)
    assert len(before) == len(tokens(begun)) == 16

    async with opened(begun, NEW, OLD) as rotating:
        assert await rotating.reencrypt(batch=3) == 15
        assert await rotating.end_rotation(ROTATED)
        assert await rotating.reencrypt() == 0
        assert not await rotating.end_rotation(ROTATED)

    assert readable(begun, NEW) == before
    assert readable(begun, OLD) == {}
    with pytest.raises(UnknownKey):
        async with opened(begun, OLD):
            pass


async def test_hashes_are_what_they_were_and_the_trail_stays_sound(begun: str) -> None:
    async with opened(begun, OLD) as store:
        guest = store.guest_key(TEAM, "zoe@example.com")

    async with opened(begun, NEW, OLD) as rotating:
        await rotating.reencrypt()
        await rotating.end_rotation(ROTATED)

    async with opened(begun, NEW) as store, store.read() as work:
        assert store.guest_key(TEAM, "zoe@example.com") == guest
        assert len(await work.grants.open_for_guest(TEAM, "b1", "x", "zoe@example.com")) == 5
        assert [line.what for line in await work.audit.find(TEAM, Wanted(), None, 10)] == ["keys_rotated"]


@pytest.mark.parametrize("batches", [0, 1, 3])
async def test_a_rotation_that_stops_anywhere_is_finished_by_the_next(
    begun: str, batches: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = readable(begun, OLD)
    async with opened(begun, NEW, OLD) as rotating:
        break_off_after(batches, monkeypatch)
        with pytest.raises(KeyboardInterrupt):
            await rotating.reencrypt(batch=4)
    monkeypatch.undo()

    assert len(readable(begun, NEW)) == 4 * batches
    assert readable(begun, NEW, OLD) == before
    async with opened(begun, NEW, OLD) as again:
        assert await again.reencrypt(batch=4) == 15 - 4 * batches
        assert await again.end_rotation(None)
    assert readable(begun, NEW) == before


def break_off_after(batches: int, monkeypatch: pytest.MonkeyPatch) -> None:
    real, left = rotation.reencrypt, [batches]

    async def reencrypt(connection: AsyncConnection, keyring: Keyring, limit: int) -> int:
        done = await real(connection, keyring, limit)
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return done

    monkeypatch.setattr("bot.storage.store.reencrypt", reencrypt)


async def test_a_value_that_was_moved_stops_the_rotation_and_is_not_written_anew(begun: str) -> None:
    stolen = tokens(begun)[TEAM, "g1", "guest_email"]
    with closing(sqlite3.connect(database_path(begun))) as connection, connection:
        connection.execute("UPDATE grants SET guest_email_token = ? WHERE id = 'g2'", [stolen])

    async with opened(begun, NEW, OLD) as rotating:
        with pytest.raises(Tampered, match="does not belong to this row"):
            await rotating.reencrypt()

    assert readable(begun, NEW) == {}
