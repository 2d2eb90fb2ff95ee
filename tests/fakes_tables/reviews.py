from collections.abc import Sequence
from datetime import datetime

from bot.services.notices.reviews import ReviewRow
from tests.fakes_tables.tables import Tables


class MemoryReviews:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, rows: Sequence[ReviewRow]) -> None:
        self._tables.reviews.update({row.id: row for row in rows})

    async def get(self, team_id: str, row_id: str) -> ReviewRow | None:
        found = self._tables.reviews.get(row_id)
        return found if found is not None and found.team_id == team_id else None

    async def of_slot(self, team_id: str, building_id: str, slot: str) -> Sequence[ReviewRow]:
        return [row for row in self._here(team_id, building_id) if row.slot == slot]

    async def keep(self, team_id: str, row_id: str, by: str, at: datetime) -> bool:
        row = await self.get(team_id, row_id)
        if row is None or row.kept_by is not None:
            return False
        self._tables.reviews[row_id] = row.model_copy(update={"kept_by": by, "kept_at": at})
        return True

    async def kept_since(self, team_id: str, building_id: str, since: datetime) -> frozenset[str]:
        here = self._here(team_id, building_id)
        return frozenset(row.grant_id for row in here if row.kept_at is not None and row.kept_at >= since)

    def _here(self, team_id: str, building_id: str) -> list[ReviewRow]:
        found = self._tables.reviews.values()
        return [row for row in found if (row.team_id, row.building_id) == (team_id, building_id)]
