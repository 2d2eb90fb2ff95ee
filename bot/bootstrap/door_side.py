"""Doors that are spoken to: who asks, what carries it out, and what is forgotten with time."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import timedelta

from bot.engine.crons import Cron
from bot.services.access import Wake
from bot.services.doors.carrying_out import CarryingOut
from bot.services.doors.commanding import Commanding
from bot.services.doors.uses import Unused
from bot.services.kept import COMMAND_ROWS, DueKind
from bot.services.ports import AccessControl, Clock
from bot.services.store import Store

KEPT = timedelta(days=30)
"""Of what happened at doors, and of commands with their reasons; the audit trail keeps who had what moved."""
FORGET_EVERY = timedelta(hours=6)


class DoorSide:
    """Everything that begins at a door, or ends there."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        access: AccessControl,
        admins: frozenset[str],
        wake: Wake,
        settled: Callable[[], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._carrying_out = CarryingOut(store, clock, access.door_control, settled)
        self._unused = Unused(store, clock)
        self.commanding = Commanding(store, clock, admins, wake)

    @property
    def jobs(self) -> Mapping[str, Callable[[], Awaitable[Sequence[Coroutine[object, object, None]]]]]:
        return {COMMAND_ROWS: self._carrying_out.jobs}

    @property
    def ticks(self) -> Mapping[str, Callable[[], Awaitable[None]]]:
        return {DueKind.NOT_USED: self._unused.tick}

    def crons(self) -> Sequence[Cron]:
        return [Cron("door_news", FORGET_EVERY, self._forget)]

    async def _forget(self) -> None:
        async with self._store.write() as work:
            await work.feed.forget(self._clock.now() - KEPT)
