from collections.abc import Sequence

from bot.domain.connection import Connection
from tests.fakes_tables.tables import Tables


class MemoryConnections:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, connection: Connection) -> None:
        self._tables.connections[connection.id] = connection

    async def save(self, connection: Connection) -> None:
        if await self.get(connection.team_id, connection.id) is not None:
            self._tables.connections[connection.id] = connection

    async def get(self, team_id: str, connection_id: str) -> Connection | None:
        found = self._tables.connections.get(connection_id)
        return found if found is not None and found.team_id == team_id else None

    async def newest(self, team_id: str, limit: int) -> Sequence[Connection]:
        found = [one for one in self._tables.connections.values() if one.team_id == team_id]
        return sorted(found, key=lambda one: (one.began_at, one.id), reverse=True)[:limit]
