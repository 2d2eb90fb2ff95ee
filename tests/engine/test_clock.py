import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.engine.clock import AT_LEAST_EVERY, NEXT_DUE, Bell, SystemClock
from bot.services.notices.by_the_clock import Reading

HOUR = timedelta(hours=1)
NOW = timedelta(0)


class Rings:
    """Counts, and lets a test wait for the next one."""

    def __init__(self) -> None:
        self.count = 0
        self._rung = asyncio.Event()

    def ring(self) -> None:
        assert threading.current_thread() is threading.main_thread(), "an asyncio.Event is not for other threads"
        self.count += 1
        self._rung.set()

    async def next(self) -> None:
        async with asyncio.timeout(5):
            await self._rung.wait()
        self._rung.clear()


@pytest.fixture
def rings() -> Rings:
    return Rings()


@pytest.fixture
async def bell(rings: Rings) -> AsyncIterator[Bell]:
    bell = Bell(rings.ring)
    bell.start()
    yield bell
    bell.stop()


def due(bell: Bell) -> list[datetime]:
    """When it is going to ring for something due; the regular ring left out."""
    return [job.next_run_time for job in bell._scheduler.get_jobs() if job.id == NEXT_DUE]


async def test_it_rings_at_the_due_time_and_only_once(bell: Bell, rings: Rings) -> None:
    bell.at(NOW)
    await rings.next()

    assert rings.count == 1
    assert due(bell) == []


async def test_it_can_be_set_again_after_it_rang(bell: Bell, rings: Rings) -> None:
    for _ in range(3):
        bell.at(NOW)
        await rings.next()

    assert rings.count == 3


async def test_a_new_time_takes_the_place_of_the_old_one(bell: Bell, rings: Rings) -> None:
    bell.at(HOUR)
    bell.at(HOUR * 2)
    [only] = due(bell)
    assert only > datetime.now(UTC) + HOUR

    bell.at(NOW)
    await rings.next()

    assert (rings.count, due(bell)) == (1, [])


async def test_quiet_leaves_the_regular_ring_alone(bell: Bell) -> None:
    bell.at(HOUR)
    bell.quiet()
    bell.quiet()

    [regular] = bell._scheduler.get_jobs()
    assert regular.next_run_time <= datetime.now(UTC) + AT_LEAST_EVERY


async def test_it_follows_the_clocks_of_buildings(bell: Bell) -> None:
    def rung() -> dict[str, str]:
        zoned = [job for job in bell._scheduler.get_jobs() if "America" in job.id]
        return {job.id: f"{job.next_run_time:%a %H:%M %Z}" for job in zoned}

    daily, weekly = Reading(time(8)), Reading(time(9, 30), 0)
    bell.follow(frozenset({("America/Phoenix", daily), ("America/Phoenix", weekly)}))
    assert sorted(at[4:] for at in rung().values()) == ["08:00 MST", "09:30 MST"]
    assert any(at.startswith("Mon 09:30") for at in rung().values())

    bell.follow(frozenset({("America/Phoenix", weekly)}))
    assert list(rung().values()) == ["Mon 09:30 MST"]


async def test_a_time_that_has_passed_still_rings(bell: Bell, rings: Rings) -> None:
    bell.at(-HOUR)
    await rings.next()

    assert rings.count == 1


async def test_a_stopped_bell_keeps_silent(rings: Rings) -> None:
    bell = Bell(rings.ring)
    bell.start()
    bell.stop()

    bell.at(NOW)
    bell.quiet()
    await asyncio.sleep(0)

    assert rings.count == 0


def test_the_time_of_the_machine_is_aware_and_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()

    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(0)
