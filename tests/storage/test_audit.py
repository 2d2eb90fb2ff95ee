"""The audit trail in the real file: whoever can write there can break it, but not without being found out."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.grant import Guest
from bot.services.trail.audit import Entry, Wanted
from bot.storage.audit import HEAD_LOST
from bot.storage.chain import BEGINNING, Head, digest
from bot.storage.database import database_path
from bot.storage.secrets import Keyring, new_key
from bot.storage.store import SqlStore
from bot.storage.verify import Unreadable, verify
from tests.databases import empty_database

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEAM = "T1"


async def fill(store: SqlStore, rows: int = 8) -> None:
    async with store.write() as work:
        for n in range(rows):
            await work.audit.add(entry(n), Guest(name=f"Guest {n}"))


def entry(n: int, **changes: object) -> Entry:
    plain = Entry(
        team_id=TEAM,
        at=T0 + timedelta(minutes=n),
        actor=f"U{n}SOMEBODY",
        what="revealed",
        building_id=f"building-{n}",
        grant_id=f"grant-{n}",
        data={"doors": [f"door {n}"]},
    )
    return plain.model_copy(update=changes)


def tamper(url: str, *statements: str) -> None:
    """As somebody would who has the file and knows SQLite: triggers are no obstacle to them."""
    with closing(sqlite3.connect(database_path(url), isolation_level=None)) as connection:
        for name in ("update", "delete", "replace"):
            connection.execute(f"DROP TRIGGER IF EXISTS audit_no_{name}")
        for statement in statements:
            connection.execute(statement)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def problems(url: str, keyring: Keyring, noted: Head | None = None) -> list[str]:
    return [trail.problem for trail in verify(database_path(url), keyring, noted) if trail.problem]


async def head(store: SqlStore) -> Head:
    kept = await store.recall(f"audit_head:{TEAM}") or ""
    number, last, _seal = kept.split(":")
    return Head(int(number), last)


async def test_a_sound_trail_says_how_far_it_goes(store: SqlStore, url: str, keyring: Keyring) -> None:
    await fill(store)
    async with store.write() as work:
        await work.audit.add(entry(0, team_id="T2"))

    trails = {trail.team_id: trail for trail in verify(database_path(url), keyring)}

    assert {team: (trail.sound.number, trail.problem) for team, trail in trails.items()} == {
        "T1": (8, None),
        "T2": (1, None),
    }
    assert trails[TEAM].sound == await head(store)


async def test_no_rows_are_sound_too(url: str, keyring: Keyring) -> None:
    await empty_database(url)

    assert problems(url, keyring) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET what = 'nothing'",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE number = 8",
        "INSERT OR REPLACE INTO audit SELECT team_id, number, at, 'U9', what, NULL, NULL, NULL, data, hash FROM audit",
    ],
)
async def test_the_database_refuses_to_change_the_trail(store: SqlStore, statement: str) -> None:
    await fill(store)

    with pytest.raises(IntegrityError, match="only ever added to"):
        async with store._write() as connection:
            await connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE audit SET actor = 'U9' WHERE number = 5", "row 5 is not as it was written"),
        ("UPDATE audit SET actor = NULL WHERE number = 1", "row 1 is not as it was written"),
        ("UPDATE audit SET at = at || ' ' WHERE number = 8", "row 8 is not as it was written"),
        ("UPDATE audit SET data = '{ }' WHERE number = 4", "row 4 is not as it was written"),
        ("UPDATE audit SET hash = upper(hash) WHERE number = 3", "row 3 is not as it was written"),
        ("UPDATE audit SET guest = CAST(x'ff' AS TEXT) WHERE number = 2", "row 2 is not as it was written"),
        ("DELETE FROM audit WHERE number = 4", "row 4 is missing"),
        ("DELETE FROM audit WHERE number > 5", "row 6 is missing, and all after it up to row 8"),
        ("DELETE FROM audit", "row 1 is missing, and all after it up to row 8"),
        ("DELETE FROM meta WHERE name LIKE 'audit%'", "row 8, the last, has no seal, or a forged one"),
        ("UPDATE meta SET value = '7' || substr(value, 2) WHERE name LIKE 'audit%'", "row 8, the last, has no seal"),
        (
            "INSERT INTO audit SELECT team_id, 9, at, actor, what, NULL, NULL, NULL, data, hash FROM audit LIMIT 1",
            "row 9 is not as it was written",
        ),
    ],
)
async def test_what_was_changed_is_named(
    store: SqlStore, url: str, keyring: Keyring, statement: str, problem: str
) -> None:
    await fill(store)

    tamper(url, statement)

    [found] = problems(url, keyring)
    assert found.startswith(problem)


async def test_a_chain_written_anew_without_the_key_is_found(store: SqlStore, url: str, keyring: Keyring) -> None:
    """SHA-256 is no secret: somebody who changes a row can make all hashes after it fit, but not the seal."""
    await fill(store)
    with closing(sqlite3.connect(database_path(url))) as connection:
        rows = connection.execute("SELECT * FROM audit ORDER BY number").fetchall()
    forged, previous = [], BEGINNING
    for row in rows:
        content = [*row[:-1]]
        content[3] = "U9INNOCENT" if row[1] == 3 else row[3]
        previous = digest(previous, content)
        forged.append(f"UPDATE audit SET (actor, hash) = ('{content[3]}', '{previous}') WHERE number = {row[1]}")  # noqa: S608  ours

    tamper(url, *forged)

    assert problems(url, keyring) == ["row 8 is not the one that was sealed"]


async def test_a_seal_of_other_keys_does_not_hold(store: SqlStore, url: str) -> None:
    await fill(store)

    assert problems(url, Keyring([new_key()], new_key())) == ["row 8, the last, has no seal, or a forged one"]


async def test_an_old_copy_is_shown_by_a_head_noted_before(store: SqlStore, url: str, keyring: Keyring) -> None:
    await fill(store)
    noted = await head(store)
    await fill(store, rows=3)

    assert problems(url, keyring, noted) == []
    assert problems(url, keyring, Head(8, "0" * 64)) == ["row 8 is not the one that was noted"]
    assert problems(url, keyring, Head(12, noted.hash)) == ["row 12 is not the one that was noted"]


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("DELETE FROM meta WHERE name LIKE 'audit%'", "row 9 was written because the seal before it was missing"),
        ("UPDATE meta SET value = '1:x:y' WHERE name LIKE 'audit%'", "row 9 was written because the seal before it"),
        ("DELETE FROM audit WHERE number > 5", "row 6 is missing"),
        ("DELETE FROM audit", "row 1 is missing"),
    ],
)
async def test_going_on_after_damage_neither_stops_work_nor_heals_the_trail(
    store: SqlStore, url: str, keyring: Keyring, statement: str, problem: str
) -> None:
    await fill(store)
    tamper(url, statement)

    await fill(store, rows=2)

    [found] = problems(url, keyring)
    assert found.startswith(problem)
    async with store.read() as work:
        lines = await work.audit.find(TEAM, Wanted(since=T0), None, 10)
    assert [line.what for line in lines[:2]] == ["revealed", "revealed"]
    assert (HEAD_LOST in {line.what for line in lines}) is ("meta" in statement)


async def test_an_old_head_put_back_neither_stops_work_nor_heals_the_trail(
    store: SqlStore, url: str, keyring: Keyring
) -> None:
    await fill(store)
    old = await store.recall(f"audit_head:{TEAM}")
    await fill(store, rows=3)
    tamper(url, f"UPDATE meta SET value = '{old}' WHERE name LIKE 'audit%'")  # noqa: S608  ours

    assert problems(url, keyring) == ["row 8 is not the one that was sealed"]
    await fill(store, rows=2)

    [found] = problems(url, keyring)
    assert found.startswith("row 12 was written because the seal before it was missing or forged")


async def test_it_is_checked_while_the_bot_writes(store: SqlStore, url: str, keyring: Keyring) -> None:
    await fill(store)
    async with store.write() as work:
        await work.audit.add(entry(9))

        assert problems(url, keyring) == []


async def test_the_guest_is_nowhere_in_the_file(store: SqlStore, url: str) -> None:
    async with store.write() as work:
        await work.audit.add(entry(1), Guest(name="Canary Name", email="canary@example.com", phone="+12125550177"))
    await store.checkpoint()

    whole = database_path(url).read_bytes().lower()
    assert not [word for word in (b"canary", b"12125550177") if word in whole]


async def test_a_head_that_was_printed_is_read_again(store: SqlStore) -> None:
    await fill(store)

    assert Head.noted(str(await head(store))) == await head(store)


def test_bytes_that_are_no_text_are_no_seal(keyring: Keyring) -> None:
    assert Head.unsealed(f"8:{'a' * 64}:\udcff", keyring, TEAM) is None


def test_a_file_that_is_no_database_is_said_to_be_unreadable(tmp_path: Path, keyring: Keyring) -> None:
    (tmp_path / "x.sqlite3").write_bytes(b"no database, but long enough to be taken for one" * 100)

    with pytest.raises(Unreadable):
        verify(tmp_path / "x.sqlite3", keyring)
