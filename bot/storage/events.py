"""History is only ever added to."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.services.kept import Event
from bot.storage.tables import events


class SqlEvents:
    """Fulfils `EventRows`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, event: Event) -> None:
        await self._connection.execute(events.insert().values({**event.model_dump(), "data": dict(event.data)}))

    async def of_grant(self, team_id: str, grant_id: str) -> Sequence[Event]:
        rows = await self._connection.execute(
            select(events).where(events.c.team_id == team_id, events.c.grant_id == grant_id).order_by(events.c.id)
        )
        return [Event(**{name: row[name] for name in Event.model_fields}) for row in rows.mappings()]
