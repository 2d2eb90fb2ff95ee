"""What locks tell: twice, late, out of order, of unknown types and of unknown locks."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.command import Action
from bot.domain.feed import REST, TOO_OLD, USED_BY, FeedKind, Happening, Watch
from bot.services.change import changing
from bot.services.doors.uses import plan_use
from bot.services.kept import PostKind
from tests.services.desk import RITA, TEAM, Desk
from tests.services.doors.test_commanding import grant_at
from tests.services.doors.watched import CHANNEL, NOTHING, hear, told, watched, with_lock

MINUTE = timedelta(minutes=1)


async def happenings(desk: Desk) -> list[Happening]:
    """All that was told, message by message."""
    found: list[Happening] = []
    for post in told(desk):
        async with desk.store.read() as work:
            found += await work.feed.of_batch(TEAM, str(post.data["batch"]))
    return found


async def code_of(desk: Desk, grant_id: str) -> str:
    """What Seam knows the grant's code by."""
    return str((await desk.record(grant_id)).credentials[0].seam_id)


async def test_the_first_is_told_at_once_and_what_follows_together() -> None:
    desk, lock = await with_lock()

    for _ in range(3):
        await hear(desk, "lock.unlocked", lock, how="manual")
        await desk.turn()
    assert [len(await happenings(desk)), told(desk)[0].channel] == [1, CHANNEL]

    await desk.run(REST)
    assert len(told(desk)) == 2
    assert len(await happenings(desk)) == 3


async def test_an_alarm_does_not_wait_for_routine() -> None:
    desk, lock = await with_lock()
    await hear(desk, "lock.unlocked", lock, how="manual")
    await hear(desk, "device.tampered", lock)
    await desk.run(MINUTE)

    assert {one.kind for one in await happenings(desk)} == {FeedKind.UNLOCKED, FeedKind.TAMPERED}


async def test_the_same_event_is_told_once() -> None:
    desk, lock = await with_lock()

    assert await hear(desk, "device.tampered", lock, id="e1")
    assert not await hear(desk, "device.tampered", lock, id="e1")
    await desk.run(2 * REST)

    assert len(await happenings(desk)) == 1


@pytest.mark.parametrize("kind", ["lock.melted", "device.doorbell_rang", "", "lock.unlocked.twice"])
async def test_a_type_that_nobody_knows_changes_nothing(kind: str) -> None:
    desk, lock = await with_lock()

    assert await hear(desk, kind, lock)
    await desk.run(REST)

    assert told(desk) == []


async def test_a_lock_that_nobody_knows_changes_nothing() -> None:
    desk, _ = await with_lock()

    await hear(desk, "lock.unlocked", "no-such-lock", how="keycode", access_code_id="no-such-code")
    await desk.run(REST)

    assert told(desk) == []


async def test_what_is_a_day_late_is_no_news() -> None:
    desk, lock = await with_lock()

    await hear(desk, "device.tampered", lock, ago=TOO_OLD + MINUTE)
    await hear(desk, "device.disconnected", lock, ago=TOO_OLD - MINUTE, why="device_disconnected")
    await desk.run(REST)

    assert [one.kind for one in await happenings(desk)] == [FeedKind.OFFLINE]


async def test_what_the_building_does_not_want_to_hear_is_not_told() -> None:
    desk, lock = await with_lock()
    await watched(desk, frozenset({FeedKind.FLAKY}))
    await hear(desk, "device.connection_became_flaky", lock)
    await watched(desk, channel=None)
    await hear(desk, "device.tampered", lock)
    await desk.run(REST)

    assert told(desk) == []


@pytest.mark.parametrize(
    ("kind", "what", "expected"),
    [
        ("device.low_battery", {"battery": 0.2}, FeedKind.LOW_BATTERY),
        ("device.battery_status_changed", {"battery": 0.05, "battery_status": "critical"}, FeedKind.LOW_BATTERY),
        ("device.removed", {}, FeedKind.REMOVED),
        ("lock.access_denied", {"why": "unknown_code"}, FeedKind.DENIED),
    ],
)
async def test_each_event_is_its_kind_of_news(kind: str, what: dict[str, Any], expected: FeedKind) -> None:
    desk, lock = await with_lock()

    await hear(desk, kind, lock, **what)
    await desk.turn()

    [one] = await happenings(desk)
    assert (one.kind, one.battery, one.why) == (expected, what.get("battery"), what.get("why"))


async def test_one_low_battery_is_told_once() -> None:
    desk, lock = await with_lock()

    await hear(desk, "device.low_battery", lock, battery=0.05)
    await hear(desk, "device.battery_status_changed", lock, battery=0.05, battery_status="critical")
    await desk.run(2 * REST)

    assert len(await happenings(desk)) == 1


async def test_that_a_lock_is_online_is_news_after_it_was_offline_alone() -> None:
    desk, lock = await with_lock()
    await hear(desk, "device.connected", lock)
    await hear(desk, "device.disconnected", lock, why="device_disconnected")
    await hear(desk, "device.connected", lock, ago=MINUTE)
    desk.clock.advance(MINUTE)
    await hear(desk, "device.connected", lock)
    await hear(desk, "device.connected", lock)
    await desk.run(2 * REST)

    assert sorted(one.kind for one in await happenings(desk)) == [FeedKind.OFFLINE, FeedKind.ONLINE]


async def test_a_door_that_somebody_had_moved_is_told_with_their_name_alone() -> None:
    desk, lock = await with_lock()
    asked = await desk.commanding.ask(RITA, lock, Action.UNLOCK, "The courier waits", "V1")
    [job] = await desk.carrying_out.jobs()
    await job
    attempt = (await desk.commanding.command(TEAM, asked.id)).attempt_id

    await hear(desk, "lock.unlocked", lock, how="remote", attempt_id=attempt)
    await desk.run(2 * REST)

    assert [one.kind for one in await happenings(desk)] == [FeedKind.COMMANDED]


class TestUse:
    async def test_the_first_stands_on_the_grant_once(self) -> None:
        desk, lock = await with_lock()
        grant_id = await grant_at(desk, lock)
        code = await code_of(desk, grant_id)

        for _ in range(2):
            desk.clock.advance(MINUTE)
            await hear(desk, "lock.unlocked", lock, how="keycode", access_code_id=code)
        await desk.run(REST)

        use = (await desk.record(grant_id)).grant.first_use
        assert use is not None
        assert use.entrance_id == lock
        assert desk.clock.now() - use.at == REST + MINUTE
        assert {one.grant_id for one in await happenings(desk)} == {grant_id}
        assert desk.poster.redrawn(PostKind.CARD)

    async def test_an_earlier_use_that_is_heard_later_is_the_first(self) -> None:
        desk, lock = await with_lock()
        grant_id = await grant_at(desk, lock)
        code = await code_of(desk, grant_id)
        desk.clock.advance(10 * MINUTE)

        await hear(desk, "lock.unlocked", lock, how="keycode", access_code_id=code)
        await hear(desk, "lock.unlocked", lock, ago=5 * MINUTE, how="keycode", access_code_id=code)

        use = (await desk.record(grant_id)).grant.first_use
        assert use is not None
        assert use.at == desk.clock.now() - 5 * MINUTE

    async def test_outside_the_window_is_an_alarm_and_no_first_use(self) -> None:
        desk, lock = await with_lock()
        grant_id = await grant_at(desk, lock)
        code = await code_of(desk, grant_id)
        desk.clock.advance(timedelta(hours=2, minutes=5))

        await hear(desk, "lock.unlocked", lock, how="keycode", access_code_id=code)
        await desk.turn()

        assert (await desk.record(grant_id)).grant.first_use is None
        assert [one.kind for one in await happenings(desk)] == [FeedKind.OUTSIDE]

    async def test_a_late_event_of_a_use_in_time_is_no_alarm(self) -> None:
        desk, lock = await with_lock()
        grant_id = await grant_at(desk, lock)
        code = await code_of(desk, grant_id)
        desk.clock.advance(timedelta(hours=3))

        await hear(desk, "lock.unlocked", lock, ago=timedelta(hours=2), how="keycode", access_code_id=code)
        await desk.turn()

        assert FeedKind.OUTSIDE not in {one.kind for one in await happenings(desk)}
        assert (await desk.record(grant_id)).grant.first_use is not None


class TestNotUsed:
    """A guest should have come by now; where a lock does not name codes, nobody is said not to have come."""

    async def planned(self) -> tuple[Desk, str, str]:
        """Rows of due work follow the grant when its doors are known."""
        desk, lock = await with_lock()
        grant_id = await grant_at(desk, lock)
        await desk.set_up(watch=Watch(channel=CHANNEL, quiet=NOTHING).model_dump())
        async with changing(desk.store, desk.clock, TEAM, grant_id) as change:
            await plan_use(change)
        return desk, lock, grant_id

    async def test_is_told_after_an_hour(self) -> None:
        desk, _, grant_id = await self.planned()

        await desk.run(USED_BY - MINUTE)
        assert told(desk) == []
        await desk.run(MINUTE)

        assert [(one.kind, one.grant_id) for one in await happenings(desk)] == [(FeedKind.NOT_USED, grant_id)]

    async def test_is_not_told_of_who_came(self) -> None:
        desk, lock, grant_id = await self.planned()

        await hear(desk, "lock.unlocked", lock, how="keycode", access_code_id=await code_of(desk, grant_id))
        await desk.run(USED_BY + MINUTE)

        assert FeedKind.NOT_USED not in {one.kind for one in await happenings(desk)}

    async def test_is_not_told_where_somebody_came_and_the_lock_does_not_say_who(self) -> None:
        desk, lock, _ = await self.planned()

        await hear(desk, "lock.unlocked", lock, how="keycode")
        await desk.run(USED_BY + MINUTE)

        assert FeedKind.NOT_USED not in {one.kind for one in await happenings(desk)}

    async def test_is_not_told_of_access_that_was_taken_back(self) -> None:
        desk, _, grant_id = await self.planned()

        await desk.access.end(RITA, grant_id)
        await desk.run(USED_BY + MINUTE)

        assert told(desk) == []

    async def test_is_never_told_of_latch_doors(self) -> None:
        desk, _ = await with_lock()
        await desk.set_up(watch=Watch(channel=CHANNEL, quiet=NOTHING).model_dump())
        await desk.give()

        await desk.run(USED_BY + MINUTE)

        assert told(desk) == []
