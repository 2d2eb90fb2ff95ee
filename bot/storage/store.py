"""Writers of one process queue here, on a fair lock: SQLite's own waiting is unfair and many times slower at the tail.

So a `write()` inside a `write()` of the same task would wait for itself; it is refused instead.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, cast

from sqlalchemy import bindparam, literal, select, union_all
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.services.kept import COMMAND_ROWS, LIST_ROWS, SERIES_ROWS, Times
from bot.services.trail.audit import Entry
from bot.storage import bulk, doors, due, posts, sagas, series
from bot.storage.audit import SqlAudit
from bot.storage.buildings import SqlBuildings
from bot.storage.bulk import SqlBulk
from bot.storage.connections import SqlConnections
from bot.storage.credentials import SqlCredentials
from bot.storage.database import database_path, reader_engine, writer_engine
from bot.storage.devices import SqlDevices
from bot.storage.door_tasks import SqlDoorTasks
from bot.storage.doors import SqlCommands, SqlFeed
from bot.storage.drift import SqlDrift
from bot.storage.due import SqlDue
from bot.storage.figures import SqlFigures
from bot.storage.grants import SqlGrants
from bot.storage.guests import SqlGuests
from bot.storage.hash_key import OLDEST_KEY, able_to_hash
from bot.storage.lists import SqlLists
from bot.storage.once import SqlOnce
from bot.storage.posts import SqlPosts
from bot.storage.requests import SqlRequests
from bot.storage.reviews import SqlReviews
from bot.storage.rotation import reencrypt, rewrap
from bot.storage.sagas import SqlSagas
from bot.storage.schema import is_current
from bot.storage.secrets import HASH_KEY, Keyring, new_key
from bot.storage.series import SqlSeries
from bot.storage.steps import SqlSteps
from bot.storage.tables import meta
from bot.storage.timing import earliest
from bot.storage.views import SqlViews
from bot.storage.web_passes import SqlPasses

if TYPE_CHECKING:
    import aiosqlite

    from bot.services import grant_rows, work_rows
    from bot.services import store as ports
    from bot.services.bulk.batch import BulkRows
    from bot.services.doors.door_rows import CommandRows, FeedRows
    from bot.services.drift.drift import DriftRows
    from bot.services.figures import FigureRows
    from bot.services.lists.list_rows import ListRows
    from bot.services.locks.device_rows import DeviceRows
    from bot.services.notices.reviews import ReviewRows
    from bot.services.series.series_rows import SeriesRows
    from bot.services.systems.connections import ConnectionRows
    from bot.services.web_pass.pass_rows import PassRows


INSTALL_ID = "install_id"


class NotMigrated(Exception):
    """The database is missing or has another schema: `python -m bot migrate` first."""


NEXT_TIMES = select(
    earliest(due.NEXT_DUE, bulk.NEXT_DUE, series.NEXT_DUE, doors.NEXT_DUE).scalar_subquery().label("rows"),
    sagas.NEXT_DUE.scalar_subquery().label("sagas"),
    posts.NEXT_DUE.scalar_subquery().label("posts"),
)
ROWS_DUE = union_all(
    due.KINDS_DUE,
    select(literal(SERIES_ROWS)).where(series.NEXT_DUE.scalar_subquery() <= bindparam("now")),
    select(literal(LIST_ROWS)).where(bulk.NEXT_DUE.scalar_subquery() <= bindparam("now")),
    select(literal(COMMAND_ROWS)).where(doors.NEXT_DUE.scalar_subquery() <= bindparam("now")),
)


class SqlWork:
    """Fulfils `Work` on one connection."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self.grants: grant_rows.GrantRows = SqlGrants(connection, keyring)
        self.guests: grant_rows.GuestRows = SqlGuests(connection, keyring)
        self.lists: ListRows = SqlLists(connection, keyring)
        self.credentials: grant_rows.CredentialRows = SqlCredentials(connection, keyring)
        self.steps: work_rows.StepRows = SqlSteps(connection)
        self.sagas: work_rows.SagaRows = SqlSagas(connection)
        self.due: work_rows.DueRows = SqlDue(connection)
        self.posts: work_rows.PostRows = SqlPosts(connection)
        self.views: work_rows.ViewRows = SqlViews(connection)
        self.requests: grant_rows.RequestRows = SqlRequests(connection)
        self.tasks: grant_rows.TaskRows = SqlDoorTasks(connection)
        self.audit: ports.AuditRows = SqlAudit(connection, keyring)
        self.buildings: ports.BuildingRows = SqlBuildings(connection)
        self.devices: DeviceRows = SqlDevices(connection)
        self.once: work_rows.OnceRows = SqlOnce(connection)
        self.drift: DriftRows = SqlDrift(connection, keyring)
        self.connections: ConnectionRows = SqlConnections(connection)
        self.series: SeriesRows = SqlSeries(connection, keyring)
        self.bulk: BulkRows = SqlBulk(connection, keyring)
        self.reviews: ReviewRows = SqlReviews(connection)
        self.passes: PassRows = SqlPasses(connection, keyring)
        self.commands: CommandRows = SqlCommands(connection)
        self.feed: FeedRows = SqlFeed(connection)
        self.figures: FigureRows = SqlFigures(connection)
        self._connection = connection

    async def next_times(self) -> Times:
        found = await self._connection.execute(NEXT_TIMES)
        return Times(**found.mappings().one())

    async def rows_due(self, now: datetime) -> frozenset[str]:
        return frozenset((await self._connection.execute(ROWS_DUE, {"now": now})).scalars())


class SqlStore:
    """Fulfils `Store` on an SQLite file; `open` before use, `close` at the end."""

    def __init__(self, url: str, keyring: Keyring) -> None:
        self._path = database_path(url)
        self._keyring = keyring
        self._writer = writer_engine(url)
        self._reader = reader_engine(url)
        self._writing = asyncio.Lock()
        self._writing_task: asyncio.Task[object] | None = None
        self._install_id: str | None = None

    async def open(self) -> None:
        """Check schema and keys, and make the key of the hashes where there is none; raises as `check` does."""
        await self.check()
        if await self.recall(HASH_KEY) is None:
            kept = await self._keep_once(HASH_KEY, self._keyring.wrap(self._keyring.hash_key or new_key()))
            self._keyring = self._keyring.hashing_with(self._keyring.unwrap(kept))

    async def check(self) -> None:
        """The same, for somebody who only looks.

        Raises:
            NotMigrated: the schema is not the one this program needs.
            SecretError: the keys are not those under which the database was written.
        """
        if not await self.database_ready():
            msg = f"{self._path}: the database is not set up. Run: python -m bot migrate"
            raise NotMigrated(msg)
        self._keyring = able_to_hash(self._keyring, await self.recall(HASH_KEY), await self.recall(OLDEST_KEY))

    @property
    def keyring(self) -> Keyring:
        """The keys, able to hash once the store is open."""
        return self._keyring

    async def close(self) -> None:
        await self._writer.dispose()
        await self._reader.dispose()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlWork]:
        async with self._reader.begin() as connection:
            yield SqlWork(connection, self._keyring)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[SqlWork]:
        """Commits at the end of the block, durably; rolls back on any exception."""
        async with self._write() as connection:
            yield SqlWork(connection, self._keyring)

    def guest_key(self, team_id: str, email: str) -> str:
        return self._keyring.keyed_hash(email.strip().casefold(), f"guest key, {team_id}")

    async def install_id(self) -> str:
        """Made once, kept in the database; part of every key that Seam sees."""
        if self._install_id is None:
            self._install_id = await self._keep_once(INSTALL_ID, secrets.token_hex(8))
        return self._install_id

    async def remember(self, name: str, value: str) -> None:
        """Keep a value under a name, in the place of an older one."""
        if await self.recall(name) != value:
            new = insert(meta).values(name=name, value=value)
            async with self._write() as connection:
                await connection.execute(new.on_conflict_do_update(index_elements=["name"], set_={"value": value}))

    async def recall(self, name: str) -> str | None:
        async with self._reader.begin() as connection:
            found = await connection.execute(select(meta.c.value).where(meta.c.name == name))
        value: str | None = found.scalar_one_or_none()
        return value

    async def database_ready(self) -> bool:
        """Whether the file is there, answers, and has the schema of this program."""
        if not self._path.exists():
            return False
        try:
            async with self._reader.connect() as connection:
                return await is_current(connection)
        except SQLAlchemyError:
            return False

    async def checkpoint(self) -> None:
        """Fold the write-ahead log into the file and empty it: what was wiped is then gone from both.

        Without it a wiped PIN's ciphertext stays in the log until SQLite writes over it.
        """
        await self._outside_transactions("PRAGMA wal_checkpoint(TRUNCATE)")

    async def compact(self) -> None:
        """Write the whole file anew: what was removed is then nowhere in it. Nobody can write meanwhile.

        `secure_delete` overwrites what is freed, but not the copies that SQLite leaves behind in a page when it moves
        rows about in it (measured: one removed name of 150).
        """
        await self._outside_transactions("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")

    async def _outside_transactions(self, *statements: str) -> None:
        """For what SQLite refuses inside one."""
        async with self._writing, self._writer.connect() as connection:
            pooled = await connection.get_raw_connection()
            driver = cast("aiosqlite.Connection", pooled.driver_connection)
            for statement in statements:
                await driver.execute_fetchall(statement)

    async def reencrypt(self, batch: int = 100) -> int:
        """After a new key was put first: write what older keys made anew, batch by batch; how many there were."""
        total = 0
        while True:
            async with self._write() as connection:
                done = await reencrypt(connection, self._keyring, batch)
            if not done:
                return total
            total += done

    async def end_rotation(self, entry: Entry | None) -> bool:
        """After `reencrypt`: from here on no older key is needed; False where it has been so already.

        The entry is written in the same transaction, to the trail of its team.
        """
        async with self._write() as connection:
            ended = await rewrap(connection, self._keyring)
            if ended and entry is not None:
                await SqlAudit(connection, self._keyring).add(entry)
        return ended

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncConnection]:
        task = asyncio.current_task()
        if self._writing_task is task:
            msg = "a write inside a write would wait for itself"
            raise RuntimeError(msg)
        async with self._writing:
            self._writing_task = task
            try:
                async with self._writer.begin() as connection:
                    yield connection
            finally:
                self._writing_task = None

    async def _keep_once(self, name: str, value: str) -> str:
        """The value that is kept under the name: this one, if there was none."""
        if (found := await self.recall(name)) is not None:
            return found
        async with self._write() as connection:
            await connection.execute(insert(meta).values(name=name, value=value).on_conflict_do_nothing())
            kept: str = (await connection.execute(select(meta.c.value).where(meta.c.name == name))).scalar_one()
        return kept
