"""Only what is still to come is kept: done and dropped rows are deleted, so the index holds what may fire."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.services.kept import Due, DueKind
from bot.storage.tables import due

NEXT_DUE = select(func.min(due.c.due_at))
KINDS_DUE = select(due.c.kind).where(due.c.due_at <= bindparam("now")).distinct()


class SqlDue:
    """Fulfils `DueRows`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, rows: Sequence[Due]) -> None:
        """A row with an id that is there takes its place."""
        if not rows:
            return
        new = insert(due)
        moved = {"lead": new.excluded.lead, "due_at": new.excluded.due_at}
        await self._connection.execute(
            new.on_conflict_do_update(index_elements=["id"], set_=moved), [row.model_dump() for row in rows]
        )

    async def drop(self, grant_id: str, kind: DueKind) -> bool:
        dropped = delete(due).where(due.c.grant_id == grant_id, due.c.kind == kind)
        return (await self._connection.execute(dropped)).rowcount > 0

    async def due(self, kind: DueKind, until: datetime, limit: int = 200) -> Sequence[Due]:
        rows = await self._connection.execute(
            select(due).where(due.c.kind == kind, due.c.due_at <= until).order_by(due.c.due_at, due.c.id).limit(limit)
        )
        return [Due(**row) for row in rows.mappings()]

    async def done(self, ids: Sequence[str]) -> frozenset[str]:
        gone = await self._connection.execute(delete(due).where(due.c.id.in_(ids)).returning(due.c.id))
        return frozenset(gone.scalars())
