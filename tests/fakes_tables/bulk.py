from collections.abc import Collection, Sequence
from datetime import datetime

from bot.domain.bulk.row import BulkRow, RowState
from bot.domain.contact import folded
from bot.domain.grant import Guest
from bot.services.bulk.batch import Batch, Expired
from tests.fakes_tables.tables import Tables

NOTHING = {"name": "", "wanted": None, "faults": (), "retried_by": None}


def is_known(row: BulkRow) -> bool:
    return bool(row.name or row.wanted or row.faults)


def who(guest: Guest) -> str:
    return guest.email.casefold() if guest.email else f" {folded(guest.name)}"


class MemoryBulk:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, batch: Batch, rows: Sequence[BulkRow]) -> None:
        self._tables.batches[batch.id] = batch
        await self.save_rows(rows)

    async def get(self, team_id: str, batch_id: str) -> Batch | None:
        found = self._tables.batches.get(batch_id)
        return found if found is not None and found.team_id == team_id else None

    async def save(self, batch: Batch) -> None:
        if await self.get(batch.team_id, batch.id) is not None:
            self._tables.batches[batch.id] = batch

    async def rows(self, team_id: str, batch_id: str) -> Sequence[BulkRow]:
        rows = [row for row in self._tables.bulk_rows.values() if (row.team_id, row.batch_id) == (team_id, batch_id)]
        return sorted(rows, key=lambda row: row.number)

    async def ready(self, team_id: str, batch_id: str, limit: int) -> Sequence[BulkRow]:
        return [row for row in await self.rows(team_id, batch_id) if row.state is RowState.READY][:limit]

    async def save_rows(self, rows: Sequence[BulkRow]) -> None:
        self._tables.bulk_rows.update({row.id: row for row in rows})

    async def under_way(self, team_id: str) -> Sequence[Batch]:
        found = [batch for batch in self._tables.batches.values() if batch.team_id == team_id]
        timed = sorted((batch.due_at, batch.id, batch) for batch in found if batch.due_at is not None)
        return [batch for _, _, batch in timed]

    async def due(self, now: datetime) -> Sequence[Batch]:
        due = [(batch.due_at, batch.id, batch) for batch in self._tables.batches.values() if batch.due_at is not None]
        return [batch for at, _, batch in sorted(due, key=lambda one: one[:2]) if at <= now]

    def next_due(self) -> datetime | None:
        return min((batch.due_at for batch in self._tables.batches.values() if batch.due_at is not None), default=None)

    async def stands(self, batch: Batch) -> None:
        await self.save(batch)
        for grant in list(self._tables.grants.values()):
            if (grant.team_id, grant.batch_id) == (batch.team_id, batch.id):
                place = {"card_channel": batch.card_channel, "card_ts": batch.card_ts}
                self._tables.grants[grant.id] = grant.model_copy(update=place)

    async def forget(self, team_id: str, guest: Guest, building_ids: Collection[str]) -> Sequence[Batch]:
        lists: dict[str, Batch] = {}
        for row in list(self._tables.bulk_rows.values()):
            batch = self._tables.batches[row.batch_id]
            theirs = row.wanted.guest if row.wanted else Guest(name=row.name)
            is_here = row.team_id == team_id and batch.building_id in building_ids
            if is_here and is_known(row) and who(theirs) == who(guest):
                lists[batch.id] = batch
                gone = {"state": RowState.REFUSED, **NOTHING}
                self._tables.bulk_rows[row.id] = row.model_copy(update=gone)
        return list(lists.values())

    async def expire(self, team_id: str, before: datetime) -> Expired:
        old = {b.id: b for b in self._tables.batches.values() if b.team_id == team_id and b.made_at < before}
        rows = [row for row in list(self._tables.bulk_rows.values()) if row.batch_id in old]
        dropped = [row for row in rows if old[row.batch_id].started_at is None]
        for row in dropped:
            del self._tables.bulk_rows[row.id]
        begun = {b.id: b for b in old.values() if b.started_at is not None and b.started_at < before}
        wiped = [r for r in rows if r.batch_id in begun and is_known(r) and r.state is not RowState.READY]
        for row in wiped:
            self._tables.bulk_rows[row.id] = row.model_copy(update=NOTHING)
        for batch in old.values():
            if batch.started_at is None:
                del self._tables.batches[batch.id]
        lists = {row.batch_id: begun[row.batch_id] for row in wiped}
        return Expired(rows=len(dropped) + len(wiped), lists=tuple(lists.values()))
