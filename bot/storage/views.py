"""Modals that show a grant while it is being made; a view id is Slack's."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.services.kept import LiveView
from bot.storage.tables import views

OF_GRANT = select(views).where(views.c.grant_id == bindparam("of")).order_by(views.c.opened_at, views.c.view_id)
_NEW = insert(views)
PUT = _NEW.on_conflict_do_update(
    index_elements=["team_id", "view_id"], set_={name: _NEW.excluded[name] for name in LiveView.model_fields}
)
"""Built once: that takes longer than running them."""


class SqlViews:
    """Fulfils `ViewRows`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, view: LiveView) -> None:
        await self._connection.execute(PUT, view.model_dump())

    async def save(self, view: LiveView) -> None:
        await self.put(view)

    async def of_grant(self, grant_id: str) -> Sequence[LiveView]:
        rows = await self._connection.execute(OF_GRANT, {"of": grant_id})
        return [LiveView(**row) for row in rows.mappings()]
