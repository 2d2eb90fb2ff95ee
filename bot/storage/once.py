"""The database's unique key decides who is first, so any number of workers may ask at once."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import once

AT_ONCE = 1000
"""Keys in one statement: SQLite takes some 32,000."""

MARK = insert(once).on_conflict_do_nothing()
SEEN = select(once.c.key).where(once.c.kind == bindparam("kind"), once.c.key == bindparam("key"))


class SqlOnce:
    """Fulfils `OnceRows`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def first(self, kind: str, key: str, at: datetime) -> bool:
        return (await self._connection.execute(MARK, {"kind": kind, "key": key, "at": at})).rowcount == 1

    async def seen(self, kind: str, key: str) -> bool:
        return (await self._connection.execute(SEEN, {"kind": kind, "key": key})).first() is not None

    async def seen_of(self, kind: str, keys: Sequence[str]) -> frozenset[str]:
        found: set[str] = set()
        for start in range(0, len(keys), AT_ONCE):
            some = select(once.c.key).where(once.c.kind == kind, once.c.key.in_(keys[start : start + AT_ONCE]))
            found.update((await self._connection.execute(some)).scalars())
        return frozenset(found)

    async def forget(self, kinds: Collection[str], before: datetime) -> None:
        await self._connection.execute(delete(once).where(once.c.kind.in_(kinds), once.c.at < before))
