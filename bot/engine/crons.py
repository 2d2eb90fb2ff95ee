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
        return str(int(now.timestamp() // self.every.total_seconds()))


class Crons:
    """Those of one worker."""

    def __init__(self, store: Store, clock: Clock, crons: Sequence[Cron]) -> None:
        self._store = store
        self._clock = clock
        self._crons = crons
        self._last_slot: dict[str, str] = {}

    async def due(self) -> Sequence[Cron]:
        """Those that are this worker's to do now."""
        mine = []
        for cron in self._crons:
            now = self._clock.now()
            if self._last_slot.get(cron.name) == cron.slot(now):
                continue
            async with self._store.write() as work:
                is_first = await work.once.first(f"cron:{cron.name}", cron.slot(now), now)
            self._last_slot[cron.name] = cron.slot(now)
            if is_first:
                mine.append(cron)
        return mine
