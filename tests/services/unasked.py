"""What an engine does of notices besides reminders, over the same store and access system as a desk."""

from bot.services.notices.arrivals import Arrivals
from bot.services.notices.escalations import Escalations
from bot.services.notices.planning import Planning
from bot.services.ports import AccessControl, Clock
from bot.services.store import Store


class Unasked:
    """Planning, escalations and looks before an arrival."""

    def __init__(self, store: Store, clock: Clock, access: AccessControl, admins: frozenset[str]) -> None:
        self.planning = Planning(store, clock)
        self.escalations = Escalations(store, clock, admins)
        self.arrivals = Arrivals(store, clock, access)

    async def turn(self) -> None:
        """Do all of it that is due now."""
        await self.planning.tick()
        await self.escalations.tick()
        for look in await self.arrivals.due():
            await look
