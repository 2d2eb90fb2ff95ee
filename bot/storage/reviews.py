"""Of two clicks on Keep one is written: the database says which."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.services.notices.reviews import ReviewRow
from bot.storage.tables import review_rows


class SqlReviews:
    """Fulfils `ReviewRows`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, rows: Sequence[ReviewRow]) -> None:
        if rows:
            placed = [{**row.model_dump(), "place": place} for place, row in enumerate(rows)]
            await self._connection.execute(insert(review_rows), placed)

    async def get(self, team_id: str, row_id: str) -> ReviewRow | None:
        found = await self._found(_this(team_id, row_id))
        return found[0] if found else None

    async def of_slot(self, team_id: str, building_id: str, slot: str) -> Sequence[ReviewRow]:
        return await self._found(_at(team_id, building_id), review_rows.c.slot == slot)

    async def keep(self, team_id: str, row_id: str, by: str, at: datetime) -> bool:
        is_open = and_(_this(team_id, row_id), review_rows.c.kept_by.is_(None))
        kept = update(review_rows).where(is_open).values(kept_by=by, kept_at=at)
        return (await self._connection.execute(kept)).rowcount == 1

    async def kept_since(self, team_id: str, building_id: str, since: datetime) -> frozenset[str]:
        return frozenset(row.grant_id for row in await self._found(_at(team_id, building_id), _kept_after(since)))

    async def _found(self, *where: ColumnElement[bool]) -> list[ReviewRow]:
        rows = await self._connection.execute(select(review_rows).where(*where).order_by(review_rows.c.place))
        return [ReviewRow(**{name: row[name] for name in ReviewRow.model_fields}) for row in rows.mappings()]


def _at(team_id: str, building_id: str) -> ColumnElement[bool]:
    return and_(review_rows.c.team_id == team_id, review_rows.c.building_id == building_id)


def _kept_after(since: datetime) -> ColumnElement[bool]:
    return review_rows.c.kept_at >= since


def _this(team_id: str, row_id: str) -> ColumnElement[bool]:
    return and_(review_rows.c.team_id == team_id, review_rows.c.id == row_id)
