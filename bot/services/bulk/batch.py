"""A list is kept row by row: what was pasted or uploaded is gone as soon as it is read."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from pydantic import AwareDatetime

from bot.domain.bulk.row import BulkRow
from bot.domain.grant import Guest
from bot.domain.value import Value


class Batch(Value):
    """One list of guests for one building. Until it is started it is a preview, of which nothing is given."""

    id: str
    team_id: str
    building_id: str
    requester: str
    channel: str | None = None
    """Where its progress is told; None means the requester's DM."""
    ignored: tuple[str, ...] = ()
    """Columns that mean nothing to us."""
    made_at: AwareDatetime
    started_at: AwareDatetime | None = None
    due_at: AwareDatetime | None = None
    """When its next rows are to be given; None while there are none."""
    card_channel: str | None = None
    card_ts: str | None = None
    """Where its progress stands."""

    def stands_for(self, row: BulkRow) -> str:
        """The person in whose name the row is given, and whose rights count for it."""
        return row.retried_by or self.requester


class Expired(Value):
    """What an old list has lost."""

    rows: int
    """Dropped or wiped."""
    lists: tuple[Batch, ...]
    """Started ones, whose messages may still name the guests of these rows."""


class BulkRows(Protocol):
    """A row that is still to be given keeps the guest encrypted; one that was given keeps nothing of them."""

    async def add(self, batch: Batch, rows: Sequence[BulkRow]) -> None: ...

    async def get(self, team_id: str, batch_id: str) -> Batch | None: ...

    async def save(self, batch: Batch) -> None: ...

    async def rows(self, team_id: str, batch_id: str) -> Sequence[BulkRow]:
        """All, by number."""

    async def ready(self, team_id: str, batch_id: str, limit: int) -> Sequence[BulkRow]:
        """Those whose turn has not come yet, by number."""

    async def save_rows(self, rows: Sequence[BulkRow]) -> None: ...

    async def under_way(self, team_id: str) -> Sequence[Batch]:
        """Those that were started and may still have rows to be given."""

    async def due(self, now: datetime) -> Sequence[Batch]:
        """Those with rows to be given now, longest due first."""

    async def stands(self, batch: Batch) -> None:
        """The place of its progress has changed: it is also where its grants are told of."""

    async def forget(self, team_id: str, guest: Guest, building_ids: Collection[str]) -> Sequence[Batch]:
        """Wipe this guest's rows at these buildings that were not given, and give none of them; whose they were."""

    async def expire(self, team_id: str, before: datetime) -> Expired:
        """Drop previews from before then; of lists started before then, wipe the rows whose turn is over."""
