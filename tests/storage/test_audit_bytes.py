"""The audit trail byte by byte, and with whatever may be entered."""

import asyncio
import re
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from bot.services.trail.audit import Entry, Line, Wanted
from bot.storage.database import database_path
from bot.storage.secrets import Keyring, new_key
from bot.storage.store import SqlStore
from bot.storage.verify import verify
from tests.databases import empty_database
from tests.storage.test_audit import entry, fill

SHARED = [HealthCheck.function_scoped_fixture]
TEXT = st.text(max_size=20)
JSON = st.recursive(st.none() | st.booleans() | st.integers() | TEXT, lambda inner: st.lists(inner, max_size=3))
VALUES = re.compile(
    rb"T1(?P<number>[\x01-\x08]?)(?P<at>2026-[0-9T:.+-]+)(?P<actor>U\dSOMEBODY)revealed"
    rb"building-\dgrant-\d[0-9a-f]{16}\{[^}]*\}[0-9a-f]{64}"
)


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=SHARED)
def test_a_flipped_byte_in_the_file_is_named(flipped: tuple[Path, Keyring], data: st.DataObject) -> None:
    """Any bit of any stored value of any row, changed in the file itself."""
    path, keyring = flipped
    whole = path.read_bytes()
    rows = {int(hit["actor"][1:2]) + 1: hit for hit in VALUES.finditer(whole)}
    number = data.draw(st.sampled_from(sorted(rows)))
    place = data.draw(st.integers(*(rows[number].start(), rows[number].end() - 1)))
    changed = bytearray(whole)
    changed[place] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(changed)
    try:
        found = [trail.problem for trail in verify(path, keyring) if trail.problem]
    finally:
        path.write_bytes(whole)

    assert any(problem.startswith(f"row {number} ") for problem in found), found


@pytest.fixture(scope="module")
def flipped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Keyring]:
    """A file of eight rows, folded together, whose bot has stopped."""
    url, keyring = new_database(tmp_path_factory)

    async def work(store: SqlStore) -> None:
        await fill(store)
        await store.checkpoint()

    asyncio.run(using(url, keyring, work))
    path = database_path(url)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    assert len(list(VALUES.finditer(path.read_bytes()))) == 8
    return path, keyring


@given(st.lists(st.tuples(TEXT, st.dictionaries(TEXT, JSON, max_size=3), st.datetimes()), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None, suppress_health_check=SHARED)
def test_whatever_is_entered_comes_back_and_is_sound(
    database: tuple[str, Keyring], given_: Sequence[tuple[str, Mapping[str, JsonValue], datetime]]
) -> None:
    entered = [entry(1, what=what, data=data, at=at.replace(tzinfo=UTC)) for what, data, at in given_]
    kept: list[Line] = []

    async def work(store: SqlStore) -> None:
        async with store.write() as work:
            for one in entered:
                await work.audit.add(one)
            kept.extend(await work.audit.find("T1", Wanted(), None, len(entered)))

    asyncio.run(using(*database, work))

    assert [Entry(**{name: getattr(line, name) for name in Entry.model_fields}) for line in kept[::-1]] == entered
    [trail] = verify(database_path(database[0]), database[1])
    assert (trail.problem, trail.sound.number) == (None, kept[0].number)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Keyring]:
    return new_database(tmp_path_factory)


def new_database(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Keyring]:
    url = f"sqlite:///{tmp_path_factory.mktemp('audit') / 'keydesk.sqlite3'}"
    asyncio.run(empty_database(url))
    return url, Keyring([new_key()], new_key())


async def using(url: str, keyring: Keyring, work: Callable[[SqlStore], Awaitable[None]]) -> None:
    store = SqlStore(url, keyring)
    await store.open()
    await work(store)
    await store.close()
