"""APScheduler only rings: its jobs set an Event and nothing else, its store is memory, and it holds no truth.

Measured: a job that overlaps with its last run is skipped, `shutdown()` cancels running coroutines in the middle of
their SQL, and its own job store loses reminders on kill -9. So what is due is read from our tables at each ring.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.services.notices.by_the_clock import Reading

AT_LEAST_EVERY = timedelta(seconds=5)
NEXT_DUE = "next due"
RINGS_AT_ONCE = 3
"""With one, a time set while the last ring is being cleared away is skipped, and what is due waits seconds."""


class SystemClock:
    """Fulfils `Clock` with the machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class Bell:
    """Rings at the next due time, and at least every five seconds."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring = ring
        self._readings: AbstractSet[tuple[str, Reading]] = frozenset()
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": RINGS_AT_ONCE}
        )

    def start(self) -> None:
        self._scheduler.add_job(self._rings, "interval", seconds=AT_LEAST_EVERY.total_seconds())
        self._scheduler.start()

    def at(self, pause: timedelta) -> None:
        """Ring after `pause`, instead of at the time that was set before."""
        when = datetime.now(UTC) + pause
        self._scheduler.add_job(self._rings, "date", run_date=when, id=NEXT_DUE, replace_existing=True)

    def follow(self, readings: AbstractSet[tuple[str, Reading]]) -> None:
        """Ring at these readings of clocks in these zones, instead of those that were set before.

        On a night when clocks change APScheduler rings twice, or half an hour off (measured): what is due is not
        decided here.
        """
        for zone, reading in self._readings - readings:
            self._scheduler.remove_job(_job_id(zone, reading))
        for zone, reading in readings - self._readings:
            at = {"hour": reading.clock.hour, "minute": reading.clock.minute, "day_of_week": reading.weekday}
            self._scheduler.add_job(self._rings, CronTrigger(**at, timezone=zone), id=_job_id(zone, reading))
        self._readings = readings

    def quiet(self) -> None:
        """Nothing is due: only the regular ring stays."""
        try:
            self._scheduler.remove_job(NEXT_DUE)
        except JobLookupError:
            return

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)

    async def _rings(self) -> None:
        """A coroutine: APScheduler calls plain functions in a thread, where an asyncio.Event must not be set."""
        self._ring()


def _job_id(zone: str, reading: Reading) -> str:
    return f"{zone} {reading.weekday} {reading.clock}"
