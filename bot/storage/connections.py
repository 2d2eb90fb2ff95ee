"""The newest attempt comes first, as it is the one that somebody is busy with."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.connection import Connection
from bot.storage.tables import connections


class SqlConnections:
    """Fulfils `ConnectionRows`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, connection: Connection) -> None:
        await self._connection.execute(connections.insert().values(_columns(connection)))

    async def save(self, connection: Connection) -> None:
        mine = (connections.c.team_id == connection.team_id, connections.c.id == connection.id)
        await self._connection.execute(update(connections).where(*mine).values(_columns(connection)))

    async def get(self, team_id: str, connection_id: str) -> Connection | None:
        found = select(connections).where(connections.c.team_id == team_id, connections.c.id == connection_id)
        row = (await self._connection.execute(found)).mappings().one_or_none()
        return None if row is None else _connection(row)

    async def newest(self, team_id: str, limit: int) -> Sequence[Connection]:
        found = (
            select(connections)
            .where(connections.c.team_id == team_id)
            .order_by(connections.c.began_at.desc(), connections.c.id.desc())
            .limit(limit)
        )
        return [_connection(row) for row in (await self._connection.execute(found)).mappings()]


def _connection(row: Mapping[Any, Any]) -> Connection:
    return Connection(**row)


def _columns(connection: Connection) -> dict[str, object]:
    return {**connection.model_dump(), "building_ids": [*connection.building_ids]}
