"""What the services need kept. One `Work` is one transaction; no transaction is open while the network is used.

A row is never the PIN in the clear: the store encrypts PINs and contacts, bound to their row, and gives PINs back
only through `CredentialRows.pins`.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.domain.building import Building, BuildingSettings, Entrance
from bot.domain.grant import Guest
from bot.services.bulk.batch import BulkRows
from bot.services.doors.door_rows import CommandRows, FeedRows
from bot.services.drift.drift import DriftRows
from bot.services.figures import FigureRows
from bot.services.grant_rows import CredentialRows, GrantRows, GuestRows, RequestRows, TaskRows
from bot.services.kept import Times
from bot.services.lists.list_rows import ListRows
from bot.services.locks.device_rows import DeviceRows
from bot.services.notices.reviews import ReviewRows
from bot.services.ports import SystemListing
from bot.services.series.series_rows import SeriesRows
from bot.services.systems.connections import ConnectionRows
from bot.services.trail.audit import Entry, Line, Wanted
from bot.services.web_pass.pass_rows import PassRows
from bot.services.work_rows import DueRows, OnceRows, PostRows, SagaRows, StepRows, ViewRows


class AuditRows(Protocol):
    async def add(self, entry: Entry, guest: Guest | None = None) -> None:
        """Put one line at the end; of the guest only a pseudonym is kept."""

    async def find(self, team_id: str, wanted: Wanted, before: int | None, limit: int) -> Sequence[Line]:
        """The newest lines that are wanted, newest first; `before` a number, to go on from there."""


class BuildingRows(Protocol):
    async def sync(self, team_id: str, listing: SystemListing, entrances: Sequence[Entrance], at: datetime) -> None:
        """Take over what Seam lists; settings stay, entrances that are no longer listed are marked removed."""

    async def all(self, team_id: str) -> Sequence[Building]: ...

    async def get(self, team_id: str, building_id: str) -> Building | None: ...

    async def save_settings(self, team_id: str, building_id: str, settings: BuildingSettings) -> None: ...

    async def entrances(self, team_id: str, building_id: str) -> Sequence[Entrance]:
        """All, the removed ones too, by name."""

    async def all_entrances(self, team_id: str) -> Mapping[str, Sequence[Entrance]]:
        """The entrances of every building that has some, by building id, each as `entrances` has them."""


class Work(Protocol):
    """One transaction over all rows."""

    grants: GrantRows
    guests: GuestRows
    lists: ListRows
    credentials: CredentialRows
    steps: StepRows
    sagas: SagaRows
    due: DueRows
    posts: PostRows
    views: ViewRows
    requests: RequestRows
    tasks: TaskRows
    audit: AuditRows
    buildings: BuildingRows
    devices: DeviceRows
    once: OnceRows
    drift: DriftRows
    connections: ConnectionRows
    series: SeriesRows
    bulk: BulkRows
    reviews: ReviewRows
    passes: PassRows
    figures: FigureRows
    commands: CommandRows
    feed: FeedRows

    async def next_times(self) -> Times:
        """When there is something to do, in one question: the engine asks it at every pass."""

    async def rows_due(self, now: datetime) -> frozenset[str]:
        """What of `Times.rows` it is time for: kinds of due rows, `SERIES_ROWS` and `LIST_ROWS`."""


class Store(Protocol):
    """Where the truth is kept."""

    def read(self) -> AbstractAsyncContextManager[Work]: ...

    def write(self) -> AbstractAsyncContextManager[Work]:
        """Commits at the end of the block, durably; rolls back on any exception."""

    def guest_key(self, team_id: str, email: str) -> str:
        """A keyed hash of an e-mail: the same guest always has the same, nobody can compute it from outside."""

    async def install_id(self) -> str:
        """Made once, kept in the database; part of every key that Seam sees."""
