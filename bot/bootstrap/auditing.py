"""The trail from the command line, beside the running bot. An export is a look at it, so it leaves a line itself."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from bot.bootstrap.parts import CannotStart, Misconfigured, look_at_store, open_store
from bot.config import Settings
from bot.services.trail import audit_csv
from bot.services.trail.audit import Entry, Wanted
from bot.storage.chain import Head
from bot.storage.database import database_path
from bot.storage.secrets import SecretError
from bot.storage.store import NotMigrated, SqlStore
from bot.storage.verify import Trail, Unreadable, verify

Say = Callable[[str], None]
PAGE = 1000
FOR_SPREADSHEETS = "utf-8-sig"
"""Without the mark in front Excel takes UTF-8 for something else."""


async def verify_audit(settings: Settings, noted: str | None, say: Say) -> int:
    """Say how far each team's trail is sound; 1 where one is not, else 0.

    Raises:
        CannotStart: there is no database to be read, or its keys are not given.
    """
    with _told_in_a_line():
        async with look_at_store(settings) as store:
            keys = store.keyring
        trails = verify(database_path(settings.database_url), keys, None if noted is None else Head.noted(noted))
    for trail in trails:
        say(_words(trail))
    if not trails:
        say("The audit trail is empty.")
    return int(any(trail.problem is not None for trail in trails))


async def export_audit(settings: Settings, out: Path, wanted: Wanted, say: Say) -> int:
    """Write the wanted lines as CSV, newest first, into a new file that only its owner may read; always 0.

    Raises:
        CannotStart: there is no database to be read, its keys are not given, or the file is there already.
    """
    with _told_in_a_line():
        async with open_store(settings) as store:
            team_id = await store.recall("slack_team_id")
            if team_id is None:
                say("The audit trail is empty: Keydesk has not met Slack yet.")
                return 0
            with _new_file(out) as file:
                await _record(store, team_id, wanted)
                say(f"{await _write(store, team_id, wanted, file)} lines in {out}")
    return 0


def _words(trail: Trail) -> str:
    who = f"Team {trail.team_id}: " if trail.team_id else ""
    if trail.problem is not None:
        return f"{who}BROKEN. {trail.problem[0].upper()}{trail.problem[1:]}"
    return f"{who}{trail.sound.number} rows, sound. To be noted elsewhere: {trail.sound}"


async def _record(store: SqlStore, team_id: str, wanted: Wanted) -> None:
    given = wanted.model_dump(mode="json", exclude_none=True)
    entry = Entry(team_id=team_id, at=datetime.now(UTC), actor=None, what="exported", data={**given, "by": "cli"})
    async with store.write() as work:
        await work.audit.add(entry)


async def _write(store: SqlStore, team_id: str, wanted: Wanted, file: TextIO) -> int:
    """Page by page: lines are only ever added in front of the first."""
    names = await _building_names(store, team_id)
    file.write(audit_csv.header())
    before, count = None, 0
    while True:
        async with store.read() as work:
            lines = await work.audit.find(team_id, wanted, before, PAGE)
        if not lines:
            return count
        file.writelines(audit_csv.row(line, names) for line in lines)
        before, count = lines[-1].number, count + len(lines)


async def _building_names(store: SqlStore, team_id: str) -> Mapping[str, str]:
    async with store.read() as work:
        return {building.id: building.name for building in await work.buildings.all(team_id)}


@contextmanager
def _new_file(path: Path) -> Iterator[TextIO]:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        msg = f"--out: {path} cannot be made ({type(error).__name__}). Name a new file"
        raise CannotStart(msg) from None
    with os.fdopen(descriptor, "w", encoding=FOR_SPREADSHEETS, newline="") as file:
        yield file


@contextmanager
def _told_in_a_line() -> Iterator[None]:
    try:
        yield
    except SecretError as error:
        raise Misconfigured(str(error)) from None
    except NotMigrated as error:
        raise CannotStart(str(error)) from None
    except Unreadable as error:
        msg = f"DATABASE_URL: the file cannot be read ({error})"
        raise CannotStart(msg) from None
