"""How much there is of what, for whoever watches over the bot: numbers and times alone, no ids and no names."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from pydantic import AwareDatetime

from bot.domain.grant import GrantState
from bot.domain.value import Value


class Figures(Value):
    """What stands in the books now, over all teams."""

    grants: Mapping[GrantState, int]
    """Those that are not over, by state; the others grow for ever."""
    under_way_since: AwareDatetime | None
    """Since when the oldest grant that is being issued or ended waits for that; None where there is none."""
    posts: int
    """Messages on their way to Slack."""
    revokes_late: int
    """Credentials whose end Seam has not confirmed for as long as an alarm waits for (`grants.ending`)."""


class FigureRows(Protocol):
    async def count(self, now: datetime) -> Figures: ...
