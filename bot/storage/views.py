"""Modals that show a grant while it is being made; a view id is Slack's."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.services.kept import LiveView
from bot.storage.tables import views


class SqlViews:
    """Fulfils `ViewRows`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, view: LiveView) -> None:
        values = view.model_dump()
        new = insert(views).values(values)
        await self._connection.execute(new.on_conflict_do_update(index_elements=["team_id", "view_id"], set_=values))

    async def save(self, view: LiveView) -> None:
        await self.put(view)

    async def of_grant(self, grant_id: str) -> Sequence[LiveView]:
        rows = await self._connection.execute(
            select(views).where(views.c.grant_id == grant_id).order_by(views.c.opened_at, views.c.view_id)
        )
        return [LiveView(**row) for row in rows.mappings()]
