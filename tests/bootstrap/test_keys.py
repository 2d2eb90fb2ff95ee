"""Changing the encryption keys from the command line."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.bootstrap.keys import rotate
from bot.bootstrap.parts import CannotStart, Misconfigured, key_file, keyring
from bot.config import Settings
from bot.services.trail.audit import Wanted
from bot.storage.database import database_path
from bot.storage.key_file import load_or_make_keys, replace_keys
from bot.storage.secrets import new_key
from bot.storage.store import SqlStore
from tests.contracts.store_samples import TEAM, grant, seed
from tests.databases import empty_database


@pytest.fixture
async def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Of a bot that has met Slack and has given access; its key is in the file beside the database."""
    settings = settings.model_copy(update={"database_url": f"sqlite+aiosqlite:///{tmp_path}/data/keydesk.sqlite3"})
    await empty_database(settings.database_url)
    store = SqlStore(settings.database_url, keyring(settings))
    await store.open()
    await store.remember("slack_team_id", TEAM)
    await seed(store, grant())
    await store.close()
    return settings


async def guest_s_email(settings: Settings) -> str | None:
    store = SqlStore(settings.database_url, keyring(settings, make=False))
    await store.open()
    async with store.read() as work:
        record = await work.grants.record(TEAM, "g1")
    await store.close()
    assert record is not None
    return record.grant.guest.email


async def test_the_key_in_the_file_is_changed_and_the_old_one_forgotten(settings: Settings) -> None:
    [old], _ = load_or_make_keys(key_file(settings))
    said: list[str] = []

    assert await rotate(settings, said.append) == 0

    [new], _ = load_or_make_keys(key_file(settings))
    assert new != old
    assert await guest_s_email(settings) == "zoe@example.com"
    assert said[0].startswith("2 values are under the new key")
    assert not [key for key in (old, new) if key.get_secret_value() in said[0]]
    whole = b"".join(path.read_bytes() for path in key_file(settings).parent.iterdir())
    assert old.get_secret_value().encode() not in whole


async def test_a_rotation_that_was_killed_goes_on_with_the_key_that_it_made(settings: Settings) -> None:
    [old], _ = load_or_make_keys(key_file(settings))
    new = new_key()
    replace_keys(key_file(settings), [new, old])
    assert await guest_s_email(settings) == "zoe@example.com"

    await rotate(settings, print)

    assert load_or_make_keys(key_file(settings))[0] == (new,)
    assert await guest_s_email(settings) == "zoe@example.com"


async def test_given_keys_are_changed_once_a_new_one_is_in_front(settings: Settings) -> None:
    old, new = load_or_make_keys(key_file(settings))[0][0], new_key()
    key_file(settings).unlink()
    with pytest.raises(Misconfigured, match="Put a new one in front of it: python -m bot keys new"):
        await rotate(settings.model_copy(update={"encryption_keys": (old,)}), print)
    both = settings.model_copy(update={"encryption_keys": (new, old)})
    said: list[str] = []

    await rotate(both, said.append)
    await rotate(both, said.append)

    assert "take the older keys out of ENCRYPTION_KEYS" in said[0]
    assert said[1].startswith("Everything is under key")
    assert await guest_s_email(settings.model_copy(update={"encryption_keys": (new,)})) == "zoe@example.com"


async def test_the_trail_has_one_line_of_it_without_a_key(settings: Settings) -> None:
    await rotate(settings, print)
    store = SqlStore(settings.database_url, keyring(settings))
    await store.open()
    async with store.read() as work:
        [line] = await work.audit.find(TEAM, Wanted(what="keys_rotated"), None, 10)
    await store.close()

    assert line.data["values"] == 2
    assert line.data["key"] == store.keyring.key_ids[0]
    [key], _ = load_or_make_keys(key_file(settings))
    assert key.get_secret_value() not in str(line)


async def test_a_key_that_others_may_read_is_not_used(settings: Settings) -> None:
    key_file(settings).chmod(0o644)

    with pytest.raises(Misconfigured, match=r"^[^\n]*other users may read this key\. Run: chmod 600 [^\n]*$"):
        await rotate(settings, print)


async def test_without_a_key_or_a_database_there_is_nothing_to_rotate(settings: Settings, tmp_path: Path) -> None:
    nowhere = settings.model_copy(update={"database_url": f"sqlite+aiosqlite:///{tmp_path}/none/keydesk.sqlite3"})

    with pytest.raises(CannotStart, match="is not there"):
        await rotate(nowhere, print)
    with pytest.raises(CannotStart, match="python -m bot migrate"):
        await rotate(nowhere.model_copy(update={"encryption_keys": (new_key(), new_key())}), print)
    assert not (tmp_path / "none").exists()


async def test_an_install_that_has_not_met_slack_has_no_trail_to_write_in(settings: Settings) -> None:
    with closing(sqlite3.connect(database_path(settings.database_url))) as connection, connection:
        connection.execute("DELETE FROM meta WHERE name = 'slack_team_id'")

    assert await rotate(settings, print) == 0

    assert await guest_s_email(settings) == "zoe@example.com"
