from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bot.domain.contact import folded
from bot.domain.grant import Guest
from bot.domain.series import Series
from tests.fakes_tables.access import same_text
from tests.fakes_tables.tables import Tables


class MemorySeries:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, series: Series) -> None:
        assert series.id not in self._tables.series, "same id"
        self._tables.series[series.id] = series

    async def get(self, team_id: str, series_id: str) -> Series | None:
        found = self._tables.series.get(series_id)
        return found if found is not None and found.team_id == team_id else None

    async def save(self, series: Series) -> None:
        if await self.get(series.team_id, series.id) is None:
            raise LookupError(series.id)
        self._tables.series[series.id] = series

    async def visits(self, team_id: str, series_id: str) -> Mapping[date, str]:
        grants = [g for g in self._tables.grants.values() if (g.team_id, g.series_id) == (team_id, series_id)]
        return dict(sorted((g.visit_date, g.id) for g in grants if g.visit_date is not None))

    async def not_over(self, team_id: str, series_id: str) -> Sequence[str]:
        made = (await self.visits(team_id, series_id)).values()
        return [id_ for id_ in made if not self._tables.grants[id_].state.is_over]

    async def open(self, team_id: str) -> Sequence[Series]:
        found = [s for s in self._tables.series.values() if s.team_id == team_id and s.is_open]
        return sorted(found, key=lambda s: (s.created_at, s.id))

    async def due(self, now: datetime, limit: int) -> Sequence[Series]:
        ready = sorted((s.next_at, s.id, s) for s in self._tables.series.values() if s.next_at is not None)
        return [series for at, _, series in ready if at <= now][:limit]

    def next_due(self) -> datetime | None:
        return min((s.next_at for s in self._tables.series.values() if s.next_at is not None), default=None)

    async def of_guest(self, team_id: str, guest: Guest) -> Sequence[Series]:
        if guest.email:
            same = [s for s in self._kept(team_id) if same_text(s.guest.email, guest.email)]
        else:
            unnamed = [s for s in self._kept(team_id) if not s.guest.email]
            same = [s for s in unnamed if folded(s.guest.name) == folded(guest.name)]
        return sorted(sorted(same, key=lambda s: s.id), key=lambda s: s.created_at, reverse=True)

    async def over_since(self, team_id: str, building_id: str, before: datetime) -> Sequence[Series]:
        here = [s for s in self._kept(team_id) if s.building_id == building_id]
        over = sorted((s.ended_at, s.id, s) for s in here if s.ended_at is not None and s.ended_at < before)
        return [series for _, _, series in over]

    def _kept(self, team_id: str) -> list[Series]:
        return [s for s in self._tables.series.values() if s.team_id == team_id and s.forgotten_at is None]
