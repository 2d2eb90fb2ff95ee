"""A store in memory, for fast tests of what stands above it; the contract suite holds it to what SqlStore does.

A write works on a copy of the tables, which takes their place at the end: an exception leaves nothing behind.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from bot.services.kept import COMMAND_ROWS, LIST_ROWS, SERIES_ROWS, Times
from tests.fakes_tables import (
    MemoryAudit,
    MemoryBuildings,
    MemoryBulk,
    MemoryCommands,
    MemoryConnections,
    MemoryCredentials,
    MemoryDevices,
    MemoryDoorTasks,
    MemoryDrift,
    MemoryDue,
    MemoryFeed,
    MemoryFigures,
    MemoryGrants,
    MemoryGuests,
    MemoryLists,
    MemoryOnce,
    MemoryPasses,
    MemoryPosts,
    MemoryRequests,
    MemoryReviews,
    MemorySagas,
    MemorySeries,
    MemorySteps,
    MemoryViews,
    Tables,
)

if TYPE_CHECKING:
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


class MemoryWork:
    """Fulfils `Work` on one copy of the tables."""

    def __init__(self, tables: Tables) -> None:
        self.grants: grant_rows.GrantRows = MemoryGrants(tables)
        self.guests: grant_rows.GuestRows = MemoryGuests(tables)
        self.lists: ListRows = MemoryLists(tables)
        self.credentials: grant_rows.CredentialRows = MemoryCredentials(tables)
        self.steps: work_rows.StepRows = MemorySteps(tables)
        self.sagas: work_rows.SagaRows = MemorySagas(tables)
        self.due: work_rows.DueRows = MemoryDue(tables)
        self.posts: work_rows.PostRows = MemoryPosts(tables)
        self.views: work_rows.ViewRows = MemoryViews(tables)
        self.requests: grant_rows.RequestRows = MemoryRequests(tables)
        self.tasks: grant_rows.TaskRows = MemoryDoorTasks(tables)
        self.audit: ports.AuditRows = MemoryAudit(tables)
        self.buildings: ports.BuildingRows = MemoryBuildings(tables)
        self.devices: DeviceRows = MemoryDevices(tables)
        self.once: work_rows.OnceRows = MemoryOnce(tables)
        self.drift: DriftRows = MemoryDrift(tables)
        self.connections: ConnectionRows = MemoryConnections(tables)
        self.series: SeriesRows = MemorySeries(tables)
        self.bulk: BulkRows = MemoryBulk(tables)
        self.reviews: ReviewRows = MemoryReviews(tables)
        self.passes: PassRows = MemoryPasses(tables)
        self.commands: CommandRows = MemoryCommands(tables)
        self.feed: FeedRows = MemoryFeed(tables)
        self.figures: FigureRows = MemoryFigures(tables)
        self._due, self._bulk, self._series, self._sagas, self._posts, self._commands = (
            MemoryDue(tables),
            MemoryBulk(tables),
            MemorySeries(tables),
            MemorySagas(tables),
            MemoryPosts(tables),
            MemoryCommands(tables),
        )

    async def next_times(self) -> Times:
        rows = (self._due.next_due(), self._bulk.next_due(), self._series.next_due(), self._commands.next_due())
        first = min((at for at in rows if at is not None), default=None)
        return Times(rows=first, sagas=self._sagas.next_due(), posts=self._posts.next_due())

    async def rows_due(self, now: datetime) -> frozenset[str]:
        others = {
            LIST_ROWS: self._bulk.next_due(),
            SERIES_ROWS: self._series.next_due(),
            COMMAND_ROWS: self._commands.next_due(),
        }
        return self._due.kinds_due(now) | {kind for kind, at in others.items() if at is not None and at <= now}


class MemoryStore:
    """Fulfils `Store`; needs no opening and no closing."""

    def __init__(self) -> None:
        self._tables = Tables()
        self._writing = asyncio.Lock()
        self._writing_task: asyncio.Task[object] | None = None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[MemoryWork]:
        """What a reader writes is lost: it has a copy too."""
        yield MemoryWork(self._tables.copy())

    @asynccontextmanager
    async def write(self) -> AsyncIterator[MemoryWork]:
        task = asyncio.current_task()
        if self._writing_task is task:
            msg = "a write inside a write would wait for itself"
            raise RuntimeError(msg)
        async with self._writing:
            self._writing_task = task
            try:
                tables = self._tables.copy()
                yield MemoryWork(tables)
                tables.check()
                self._tables = tables
            finally:
                self._writing_task = None

    def guest_key(self, team_id: str, email: str) -> str:
        return hashlib.sha256(f"{team_id} {email.strip().casefold()}".encode()).hexdigest()

    async def install_id(self) -> str:
        return "0123456789abcdef"
