"""The database's unique key decides who is first, so any number of workers may ask at once."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import once


class SqlOnce:
    """Fulfils `OnceRows`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def first(self, kind: str, key: str, at: datetime) -> bool:
        mark = insert(once).values(kind=kind, key=key, at=at).on_conflict_do_nothing()
        return (await self._connection.execute(mark)).rowcount == 1

    async def seen(self, kind: str, key: str) -> bool:
        mark = select(once.c.key).where(once.c.kind == kind, once.c.key == key)
        return (await self._connection.execute(mark)).first() is not None

    async def forget(self, kind: str, before: datetime) -> None:
        await self._connection.execute(delete(once).where(once.c.kind == kind, once.c.at < before))
