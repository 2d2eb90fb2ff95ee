"""All that a row says of a guest is one ciphertext; by its keyed hash it is found again when they are forgotten."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.bulk.row import BulkRow, RowState
from bot.domain.contact import folded
from bot.domain.grant import Guest
from bot.services.bulk.batch import Batch, Expired
from bot.storage.secrets import Keyring
from bot.storage.tables import bulk_batches, bulk_rows, grants

SEALED = "row"
_TOLD = {"name", "wanted", "faults", "retried_by"}
"""The fields that go into the ciphertext."""
_CHANGES = ("state", "guest_hash", "row_token", "needs_approval", "grant_id", "tries")
_WIPED = {"row_token": None, "guest_hash": None}
NEXT_DUE = select(func.min(bulk_batches.c.due_at))


class SqlBulk:
    """Fulfils `BulkRows`."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    async def add(self, batch: Batch, rows: Sequence[BulkRow]) -> None:
        await self._connection.execute(bulk_batches.insert().values(_columns(batch)))
        await self.save_rows(rows)

    async def get(self, team_id: str, batch_id: str) -> Batch | None:
        found = await self._batches(and_(bulk_batches.c.team_id == team_id, bulk_batches.c.id == batch_id))
        return found[0] if found else None

    async def save(self, batch: Batch) -> None:
        mine = and_(bulk_batches.c.team_id == batch.team_id, bulk_batches.c.id == batch.id)
        await self._connection.execute(update(bulk_batches).where(mine).values(_columns(batch)))

    async def rows(self, team_id: str, batch_id: str) -> Sequence[BulkRow]:
        return await self._rows(team_id, batch_id)

    async def ready(self, team_id: str, batch_id: str, limit: int) -> Sequence[BulkRow]:
        return await self._rows(team_id, batch_id, bulk_rows.c.state == RowState.READY, limit=limit)

    async def save_rows(self, rows: Sequence[BulkRow]) -> None:
        if not rows:
            return
        new = insert(bulk_rows)
        again = new.on_conflict_do_update(index_elements=["id"], set_={name: new.excluded[name] for name in _CHANGES})
        await self._connection.execute(again, [self._sealed(row) for row in rows])

    async def under_way(self, team_id: str) -> Sequence[Batch]:
        return await self._batches(and_(bulk_batches.c.team_id == team_id, bulk_batches.c.due_at.is_not(None)))

    async def due(self, now: datetime) -> Sequence[Batch]:
        return await self._batches(bulk_batches.c.due_at <= now)

    async def stands(self, batch: Batch) -> None:
        await self.save(batch)
        theirs = update(grants).where(grants.c.team_id == batch.team_id, grants.c.batch_id == batch.id)
        await self._connection.execute(theirs.values(card_channel=batch.card_channel, card_ts=batch.card_ts))

    async def forget(self, team_id: str, guest: Guest, building_ids: Collection[str]) -> Sequence[Batch]:
        here = select(bulk_batches.c.id).where(bulk_batches.c.building_id.in_(building_ids))
        named = and_(bulk_rows.c.team_id == team_id, bulk_rows.c.guest_hash == self._hash(team_id, guest))
        theirs = and_(named, bulk_rows.c.batch_id.in_(here))
        lists = await self._batches(bulk_batches.c.id.in_(select(bulk_rows.c.batch_id).where(theirs)))
        refused = {"state": RowState.REFUSED, **_WIPED}
        await self._connection.execute(update(bulk_rows).where(theirs).values(refused))
        return lists

    async def expire(self, team_id: str, before: datetime) -> Expired:
        old = and_(bulk_batches.c.team_id == team_id, bulk_batches.c.made_at < before)
        never = select(bulk_batches.c.id).where(old, bulk_batches.c.started_at.is_(None))
        dropped = await self._connection.execute(delete(bulk_rows).where(bulk_rows.c.batch_id.in_(never)))
        await self._connection.execute(delete(bulk_batches).where(old, bulk_batches.c.started_at.is_(None)))
        begun = select(bulk_batches.c.id).where(old, bulk_batches.c.started_at < before)
        known = and_(bulk_rows.c.row_token.is_not(None), bulk_rows.c.state != RowState.READY)
        over = and_(bulk_rows.c.batch_id.in_(begun), known)
        lists = await self._batches(bulk_batches.c.id.in_(select(bulk_rows.c.batch_id).where(over)))
        wiped = await self._connection.execute(update(bulk_rows).where(over).values(_WIPED))
        return Expired(rows=dropped.rowcount + wiped.rowcount, lists=tuple(lists))

    async def _batches(self, where: ColumnElement[bool]) -> list[Batch]:
        found = select(bulk_batches).where(where).order_by(bulk_batches.c.due_at, bulk_batches.c.id)
        return [Batch(**row) for row in (await self._connection.execute(found)).mappings()]

    async def _rows(
        self, team_id: str, batch_id: str, *where: ColumnElement[bool], limit: int | None = None
    ) -> list[BulkRow]:
        mine = (bulk_rows.c.team_id == team_id, bulk_rows.c.batch_id == batch_id, *where)
        found = select(bulk_rows).where(*mine).order_by(bulk_rows.c.number).limit(limit)
        return [self._row(row) for row in (await self._connection.execute(found)).mappings()]

    def _sealed(self, row: BulkRow) -> dict[str, object]:
        told = row.model_dump_json(include=_TOLD) if row.name or row.wanted or row.faults else None
        guest = row.wanted.guest if row.wanted else Guest(name=row.name)
        return {
            **row.model_dump(exclude=_TOLD),
            "guest_hash": told and self._hash(row.team_id, guest),
            "row_token": told and self._keyring.encrypt(told, team_id=row.team_id, row=row.id, field=SEALED),
        }

    def _row(self, row: Mapping[Any, Any]) -> BulkRow:
        kept = {name: row[name] for name in BulkRow.model_fields if name not in _TOLD}
        if row["row_token"] is None:
            return BulkRow(**kept)
        told = self._keyring.decrypt(row["row_token"], team_id=row["team_id"], row=row["id"], field=SEALED)
        return BulkRow.model_validate({**kept, **json.loads(told.get_secret_value())})

    def _hash(self, team_id: str, guest: Guest) -> str:
        who = guest.email.casefold() if guest.email else f" {folded(guest.name)}"
        return self._keyring.keyed_hash(who, f"guest of a list, {team_id}")


def _columns(batch: Batch) -> dict[str, object]:
    return {**batch.model_dump(), "ignored": [*batch.ignored]}
