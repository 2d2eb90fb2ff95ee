"""What is done by the clock is done once per slot of time over all workers: a unique row says whose it is."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from bot.services.ports import Clock
from bot.services.store import Store


class Cron:
    """Something done once per slot of time, over all workers; a slot missed while down is made up for at the start."""

    def __init__(self, name: str, every: timedelta, do: Callable[[], Awaitable[object]]) -> None:
        self.name = name
        self.every = every
        self.do = do

    def slot(self, now: datetime) -> str:
        return slot(self.every, now)


def slot(every: timedelta, now: datetime) -> str:
    """Which one it is of the spans of time in which something is done once."""
    return str(int(now.timestamp() // every.total_seconds()))


class Crons:
    """Those of one worker."""

    def __init__(self, store: Store, clock: Clock, crons: Sequence[Cron]) -> None:
        self._store = store
        self._clock = clock
        self._crons = crons
        self._last_slot: dict[str, str] = {}

    async def due(self) -> Sequence[Cron]:
        """Those that are this worker's to do now."""
        now = self._clock.now()
        new = {cron: cron.slot(now) for cron in self._crons if self._last_slot.get(cron.name) != cron.slot(now)}
        if not new:
            return ()
        async with self._store.write() as work:
            mine = [cron for cron, slot in new.items() if await work.once.first(f"cron:{cron.name}", slot, now)]
        self._last_slot.update({cron.name: slot for cron, slot in new.items()})
        return mine
