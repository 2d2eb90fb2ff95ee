"""The rows of a weekly review. Keep is written down here, End is seen from the grant itself: nothing is said twice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pydantic import AwareDatetime

from bot.domain.value import Value


class ReviewRow(Value):
    """One grant that a review asks about."""

    id: str
    team_id: str
    building_id: str
    slot: str
    """The building's day on which it was asked."""
    grant_id: str
    kept_by: str | None = None
    kept_at: AwareDatetime | None = None


class ReviewRows(Protocol):
    async def add(self, rows: Sequence[ReviewRow]) -> None: ...

    async def get(self, team_id: str, row_id: str) -> ReviewRow | None: ...

    async def of_slot(self, team_id: str, building_id: str, slot: str) -> Sequence[ReviewRow]:
        """In the order in which they were added."""

    async def keep(self, team_id: str, row_id: str, by: str, at: datetime) -> bool:
        """False, and nothing written, where it was kept before: the first click wins."""

    async def kept_since(self, team_id: str, building_id: str, since: datetime) -> frozenset[str]:
        """The grants of the building that somebody has said to keep since then."""


class Review(Value):
    """What the `data` of a review's post holds."""

    building: str
    slot: str
    more: int = 0
    """How many it does not ask about this time."""
    instead: tuple[str, ...] = ()
    """Who is told where the channel refuses us."""
