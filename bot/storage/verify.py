"""Reads the rows as text and in the order of SQLite's tree: types and an index would hide what was changed on disk."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.storage.audit import HEAD_LOST
from bot.storage.chain import CONTENT, NO_ROWS, Head, digest, head_name
from bot.storage.secrets import Keyring

COLUMNS = ", ".join(f"CAST({name} AS TEXT)" for name in (*CONTENT, "hash"))
ROWS = f"SELECT {COLUMNS} FROM audit ORDER BY team_id, number"  # noqa: S608  our own names of columns
HEADS = "SELECT name, value FROM meta WHERE name LIKE ? || '%'"
NUMBER, WHAT = CONTENT.index("number"), CONTENT.index("what")


class Unreadable(Exception):
    """SQLite gives nothing of the file."""


@dataclass
class Trail:
    """One team's chain: the last row that is sound, and what is wrong after it."""

    team_id: str
    sound: Head = NO_ROWS
    problem: str | None = None


def verify(database: Path, keyring: Keyring, noted: Head | None = None) -> list[Trail]:
    """Follow each team's chain up to its sealed head; nothing is written, and the bot may run meanwhile.

    `noted` is a head that was printed before and kept elsewhere. Its row must still be there: an old copy of the whole
    database is sound in itself, and nothing else shows it.

    Raises:
        Unreadable: the file is no database of ours, or damaged where it begins.
    """
    try:
        return _verify(database, keyring, noted)
    except sqlite3.Error as error:
        raise Unreadable(str(error)) from error


def _verify(database: Path, keyring: Keyring, noted: Head | None) -> list[Trail]:
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.text_factory = partial(bytes.decode, errors="surrogateescape")  # so that any byte counts
        connection.execute("BEGIN")
        kept = connection.execute(HEADS, (head_name(""),)).fetchall()
        heads = {name.removeprefix(head_name("")): value for name, value in kept}
        trails = {team_id: Trail(team_id) for team_id in heads}
        was_there = noted is None
        for trail in _followed(connection, trails):
            was_there = was_there or trail.sound == noted
    for trail in trails.values():
        _compare(trail, Head.unsealed(heads.get(trail.team_id, ""), keyring, trail.team_id))
    if noted is not None and not was_there:
        trails[""] = Trail("", problem=f"row {noted.number} is not the one that was noted")
    return list(trails.values())


def _followed(connection: sqlite3.Connection, trails: dict[str, Trail]) -> Iterator[Trail]:
    """Move each row's trail on to it where it is sound; ends early where the file is so damaged that no more comes."""
    with suppress(sqlite3.DatabaseError):
        for values in connection.execute(ROWS):
            trail = trails.setdefault(values[0] or "", Trail(values[0] or ""))
            if trail.problem is None:
                trail.problem = _problem(trail.sound, values)
            if trail.problem is None:
                trail.sound = Head(trail.sound.number + 1, values[-1] or "")
                yield trail


def _problem(before: Head, values: Sequence[str | None]) -> str | None:
    number = before.number + 1
    if values[NUMBER] != str(number):
        return f"row {number} is missing"
    content: list[str | int | None] = [*values[:-1]]
    content[NUMBER] = number
    if values[-1] != digest(before.hash, content):
        return f"row {number} is not as it was written"
    if values[WHAT] == HEAD_LOST:
        return f"row {number} was written because the seal before it was missing or forged"
    return None


def _compare(trail: Trail, head: Head | None) -> None:
    """Whether the sealed head is the last row."""
    if trail.problem is not None or trail.sound == head:
        return
    if head is None:
        trail.problem = f"row {trail.sound.number}, the last, has no seal, or a forged one"
    elif head.number > trail.sound.number:
        trail.problem = f"row {trail.sound.number + 1} is missing, and all after it up to row {head.number}"
    else:
        trail.problem = f"row {head.number} is not the one that was sealed"
