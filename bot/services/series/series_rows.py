"""What is kept of series. Their visits are grants like any other, found here by their day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.grant import Guest
from bot.domain.series import Series


class SeriesRows(Protocol):
    async def add(self, series: Series) -> None: ...

    async def get(self, team_id: str, series_id: str) -> Series | None: ...

    async def save(self, series: Series) -> None:
        """Raises LookupError where the team has no such series."""

    async def visits(self, team_id: str, series_id: str) -> Mapping[date, str]:
        """The ids of the grants that were made of it, by their day, in order."""

    async def not_over(self, team_id: str, series_id: str) -> Sequence[str]:
        """The ids of those of them that are open or still ending."""

    async def open(self, team_id: str) -> Sequence[Series]:
        """Those that have not ended, the oldest first."""

    async def due(self, now: datetime, limit: int) -> Sequence[Series]:
        """Those that have something to do by now, the longest due first."""

    async def of_guest(self, team_id: str, guest: Guest) -> Sequence[Series]:
        """All of the same guest (e-mail, else name without one) that are not forgotten, newest first."""

    async def over_since(self, team_id: str, building_id: str, before: datetime) -> Sequence[Series]:
        """Those of a building that ended before then and are not forgotten, the longest over first."""
