import stat

import pytest
from sqlalchemy import Table

from bot.domain.building import Building, Entrance
from bot.domain.grant import Credential, Grant
from bot.services.drift.drift import Check, Drift
from bot.services.kept import Claim, Due, LiveView, Post, Step
from bot.services.trail.audit import Line
from bot.storage import tables
from bot.storage.database import database_path, reader_engine, sqlite_url
from bot.storage.hash_key import OLDEST_KEY
from bot.storage.schema import drift, migrate
from bot.storage.secrets import BadKey, Keyring, UnknownKey, new_key
from bot.storage.store import NotMigrated, SqlStore

FIELDS_KEPT_OTHERWISE = {"guest", "window", "has_pin", "instant_key_url"}


async def test_migrations_make_what_the_tables_say(store: SqlStore, url: str) -> None:
    assert await store.database_ready()
    engine = reader_engine(url)
    async with engine.connect() as connection:
        assert await drift(connection) == []
    await engine.dispose()


async def test_migrating_again_keeps_everything(store: SqlStore, url: str) -> None:
    before = await store.install_id()

    await migrate(url)

    assert await store.install_id() == before


async def test_the_file_is_for_its_owner_alone(store: SqlStore, url: str) -> None:
    await store.install_id()

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in database_path(url).parent.iterdir()}

    assert set(modes.values()) == {0o600}, modes
    assert stat.S_IMODE(database_path(url).parent.stat().st_mode) == 0o700


async def test_a_database_that_is_not_set_up_is_refused_and_not_made(url: str, keyring: Keyring) -> None:
    store = SqlStore(url, keyring)

    with pytest.raises(NotMigrated, match="migrate"):
        await store.open()

    assert not await store.database_ready()
    assert not database_path(url).exists()
    await store.close()


async def test_a_file_that_is_no_database_is_not_ready(url: str, keyring: Keyring) -> None:
    database_path(url).parent.mkdir()
    database_path(url).write_text("not a database, but long enough to be taken for one" * 100)
    store = SqlStore(url, keyring)

    assert not await store.database_ready()
    await store.close()


async def test_the_key_that_wrote_must_be_listed(url: str) -> None:
    old, new = new_key(), new_key()
    await migrate(url)
    for keys, usable in (([old], True), ([new, old], True), ([new], False)):
        store = SqlStore(url, Keyring(keys))
        if usable:
            await store.open()
        else:
            with pytest.raises(UnknownKey, match="keep old keys in the list"):
                await store.open()
        await store.close()


async def test_a_database_that_hashes_with_its_oldest_key_goes_on_doing_so(url: str) -> None:
    oldest, new = new_key(), new_key()
    before = Keyring([oldest], oldest)
    await migrate(url)
    begun = SqlStore(url, before)
    await begun.remember(OLDEST_KEY, before.keyed_hash("keydesk", "check of the oldest key"))
    await begun.close()

    wrong = SqlStore(url, Keyring([new]))
    with pytest.raises(BadKey, match="oldest"):
        await wrong.open()
    await wrong.close()

    store = SqlStore(url, Keyring([new, oldest]))
    await store.open()
    assert store.guest_key("T1", "zoe@example.com") == begun.guest_key("T1", "zoe@example.com")
    await store.close()


@pytest.mark.parametrize("url", ["postgresql://host/db", "sqlite://", "sqlite:///:memory:"])
def test_only_sqlite_files_are_taken(url: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL"):
        sqlite_url(url)


@pytest.mark.parametrize(
    ("value", "table"),
    [
        (Grant, tables.grants),
        (Credential, tables.credentials),
        (Building, tables.buildings),
        (Entrance, tables.entrances),
        (Step, tables.steps),
        (Claim, tables.sagas),
        (Due, tables.due),
        (Post, tables.posts),
        (LiveView, tables.views),
        (Line, tables.audit),
        (Drift, tables.drift),
        (Check, tables.checks),
    ],
)
def test_every_field_has_its_column(value: type[Grant], table: Table) -> None:
    assert set(value.model_fields) - FIELDS_KEPT_OTHERWISE <= set(table.c.keys())
