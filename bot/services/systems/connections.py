"""Where attempts to connect an account are kept, so that one outlives a restart; the link is not: Seam is asked."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.connection import Connection


class ConnectionRows(Protocol):
    """Connections of a team, whatever came of them."""

    async def add(self, connection: Connection) -> None: ...

    async def save(self, connection: Connection) -> None: ...

    async def get(self, team_id: str, connection_id: str) -> Connection | None: ...

    async def newest(self, team_id: str, limit: int) -> Sequence[Connection]:
        """By when they were begun, the newest first."""
