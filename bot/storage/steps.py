"""An intent is on disk before its call is sent: a step that stands as an intent may have had its effect."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import JsonValue
from sqlalchemy import and_, bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.services.kept import Step, StepState
from bot.storage.tables import steps

THIS = and_(steps.c.grant_id == bindparam("of"), steps.c.name == bindparam("this"))
OF_GRANT = select(steps).where(steps.c.grant_id == bindparam("of")).order_by(steps.c.place)
_HIGHEST = select(func.coalesce(func.max(steps.c.place), 0)).where(steps.c.grant_id == bindparam("of"))
_NEW = insert(steps).values(place=_HIGHEST.scalar_subquery() + 1)
INTEND = _NEW.on_conflict_do_update(
    index_elements=["grant_id", "name"], set_={name: _NEW.excluded[name] for name in ("state", "sent_at", "result")}
)
DONE = update(steps).where(THIS)
FORGET = delete(steps).where(THIS)
"""Built once: that takes longer than running them."""


class SqlSteps:
    """Fulfils `StepRows`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_grant(self, grant_id: str) -> Mapping[str, Step]:
        rows = await self._connection.execute(OF_GRANT, {"of": grant_id})
        found: list[dict[str, Any]] = [dict(row) for row in rows.mappings()]
        return {row["name"]: Step(**{name: row[name] for name in Step.model_fields}) for row in found}

    async def intend(self, grant_id: str, names: Sequence[str], at: datetime) -> None:
        """A step that was done is an intent again, because its call is about to be sent again."""
        intent = {"grant_id": grant_id, "of": grant_id, "state": StepState.INTENT, "sent_at": at, "result": {}}
        if names:
            await self._connection.execute(INTEND, [intent | {"name": name} for name in names])

    async def done(self, grant_id: str, name: str, result: Mapping[str, JsonValue]) -> None:
        values = {"of": grant_id, "this": name, "state": StepState.DONE, "result": dict(result)}
        if (await self._connection.execute(DONE, values)).rowcount != 1:
            msg = f"step {name} was never intended"
            raise LookupError(msg)

    async def forget(self, grant_id: str, name: str) -> None:
        await self._connection.execute(FORGET, {"of": grant_id, "this": name})
