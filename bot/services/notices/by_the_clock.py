"""What a building wants at a reading of its clock is done once on its day, over all workers and restarts.

A mark in the very transaction that queues the messages says that it was. What was missed while Keydesk was away is made
up for while it is still the same day there: nobody wants yesterday's digest.
"""

from collections.abc import Awaitable, Coroutine, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Protocol

from bot.domain.building import Building, BuildingSettings
from bot.domain.notices import next_slot, slot
from bot.services.ports import Clock
from bot.services.store import Store, Work

DONE = "by_the_clock"
"""The kind of the marks."""
LOOKS_EVERY = timedelta(minutes=5)
"""Another process may have changed the settings, and Seam a building's zone."""


class Reading(NamedTuple):
    """Of a clock on the wall; `weekday` 0 is Monday, None every day."""

    clock: time
    weekday: int | None = None


DIGEST, REVIEW = "digest", "review"


def readings(settings: BuildingSettings) -> Mapping[str, Reading]:
    """When a building wants what, by the name of the job."""
    notices = settings.notices
    digest = {DIGEST: Reading(notices.digest_at)} if notices.digest_at else {}
    return digest | ({REVIEW: Reading(notices.review.at, notices.review.weekday)} if notices.review else {})


class Job(Protocol):
    """Something that a building wants done at a reading of its clock."""

    @property
    def name(self) -> str: ...

    def do(self, building: Building, day: date) -> Awaitable[None]:
        """Queue what is to be said, in one transaction with `is_first`."""


async def is_first(work: Work, job: Job, building: Building, day: date, now: datetime) -> bool:
    """Whether this transaction is the one that does it."""
    return await work.once.first(DONE, _key(job.name, building, day), now)


async def not_today_any_more(work: Work, building: Building, settings: BuildingSettings, now: datetime) -> None:
    """What is newly wanted at a reading that is past today was not missed: it begins with the next one."""
    for name, reading in readings(settings).items():
        day = slot(reading.clock, building.zone, now, reading.weekday)
        if day is not None and reading != readings(building.settings).get(name):
            await work.once.first(DONE, _key(name, building, day), now)


class ByTheClock:
    """Knows what is due by the clocks of a team's buildings; looking costs nothing until the next reading comes."""

    def __init__(self, store: Store, clock: Clock, team_id: str, jobs: Sequence[Job]) -> None:
        self._store = store
        self._clock = clock
        self._team_id = team_id
        self._jobs = jobs
        self._looked_at: datetime | None = None
        self.next: datetime | None = None
        """When the next reading comes, as far as is known."""
        self.readings: frozenset[tuple[str, Reading]] = frozenset()
        """All that are wanted, with the name of the zone."""

    def changed(self) -> None:
        """Settings were saved: look at all of them before anything else is done."""
        self._looked_at = None

    async def due(self) -> Sequence[Coroutine[object, object, None]]:
        """What is to be done now."""
        now = self._clock.now()
        is_fresh = self._looked_at is not None and now - self._looked_at < LOOKS_EVERY
        if is_fresh and (self.next is None or now < self.next):
            return ()
        async with self._store.read() as work:
            wanted = self._wanted(await work.buildings.all(self._team_id))
            due = [one for one in wanted if await self._is_due(work, *one, now)]
        self._looked_at = now
        self.readings = frozenset((building.zone.key, reading) for _, building, reading in wanted)
        times = [next_slot(reading.clock, building.zone, now, reading.weekday) for _, building, reading in wanted]
        self.next = min(times, default=None)
        return [self._do(job, building, reading, now) for job, building, reading in due]

    def _wanted(self, buildings: Sequence[Building]) -> list[tuple[Job, Building, Reading]]:
        pairs = [(job, one, readings(one.settings).get(job.name)) for job in self._jobs for one in buildings]
        return [(job, building, reading) for job, building, reading in pairs if reading is not None]

    async def _is_due(self, work: Work, job: Job, building: Building, reading: Reading, now: datetime) -> bool:
        day = slot(reading.clock, building.zone, now, reading.weekday)
        return day is not None and not await work.once.seen(DONE, _key(job.name, building, day))

    async def _do(self, job: Job, building: Building, reading: Reading, now: datetime) -> None:
        day = slot(reading.clock, building.zone, now, reading.weekday)
        if day is not None:
            await job.do(building, day)


def _key(name: str, building: Building, day: date) -> str:
    return f"{name}:{building.team_id}:{building.id}:{day.isoformat()}"
