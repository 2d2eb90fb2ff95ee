"""From wanted to gone: what Seam says of a code, what it tells, and whether the lock opens."""

from datetime import timedelta

from bot.demo.seam import SeamSim
from tests.demo.seam.caller import Clock
from tests.demo.seam.caller import codes as troubles
from tests.demo.seam.locks.desk import Codes, mutations

HOUR, DAY = 3600, 86_400


class TestOnALockThatKeepsWindows:
    async def test_it_is_loaded_three_days_ahead_and_opens_in_its_window(
        self, clock: Clock, codes: Codes, front: str
    ) -> None:
        made = await codes.make(front, starts_at=codes.seam.clock.after(100), ends_at=codes.seam.clock.after(102))
        clock.move(28 * HOUR - 1)
        waiting = await codes.read(made)
        clock.move(1)
        loaded = await codes.read(made)
        too_early = codes.opens(made)
        clock.move(72 * HOUR)
        active = await codes.read(made)
        in_time = codes.opens(made)
        clock.move(2 * HOUR)
        too_late = codes.opens(made)

        assert waiting == made
        assert (waiting["status"], mutations(waiting)) == ("unset", ["deferring_creation"])
        assert waiting["pending_mutations"][0]["scheduled_at"] == "2030-03-05T19:00:00.000Z"
        assert (loaded["status"], loaded["is_scheduled_on_device"], mutations(loaded)) == ("unset", True, [])
        assert (active["status"], active["is_scheduled_on_device"]) == ("set", False)
        assert (too_early, in_time, too_late) == (False, True, False)
        assert await codes.is_gone(made)
        assert await codes.kinds(made) == ["scheduled_on_device", "set_on_device", "removed_from_device", "deleted"]
        told = {event["event_type"]: event for event in await codes.told(made)}
        assert told["access_code.set_on_device"]["code"] == made["code"]
        assert told["access_code.deleted"]["occurred_at"] == made["ends_at"]

    async def test_one_that_starts_now_is_active_when_the_lock_has_it(
        self, sim: SeamSim, clock: Clock, codes: Codes, front: str
    ) -> None:
        sim.lock_knobs.set_delay = timedelta(seconds=40)
        made = await codes.now(front)
        clock.move(39)
        before = await codes.read(made)
        clock.move(1)
        after = await codes.read(made)

        assert (before["status"], mutations(before)) == ("setting", ["creating"])
        assert (after["status"], mutations(after)) == ("set", [])
        assert await codes.kinds(made) == ["set_on_device"]

    async def test_without_native_scheduling_if_the_caller_wants_that(self, codes: Codes, front: str) -> None:
        made = await codes.make(front, prefer_native_scheduling=False)

        assert made["pending_mutations"][0]["scheduled_at"] == codes.seam.clock.after(1).replace("+00:00", ".000Z")


class TestOnALockThatIsToldInTime:
    async def test_it_is_put_there_an_hour_ahead_and_opens_from_then_on(
        self, clock: Clock, codes: Codes, side: str
    ) -> None:
        made = await codes.make(side)
        clock.move(HOUR - 1)
        waiting = await codes.read(made), codes.opens(made)
        clock.move(1)
        early = await codes.read(made), codes.opens(made)
        clock.move(3 * HOUR)

        assert (waiting[0]["status"], mutations(waiting[0]), waiting[1]) == ("unset", ["deferring_creation"], False)
        assert (early[0]["status"], early[1]) == ("set", True)
        assert not codes.opens(made)
        assert await codes.is_gone(made)
        assert await codes.kinds(made) == ["set_on_device", "removed_from_device", "deleted"]

    async def test_a_lock_that_is_offline_at_the_end_goes_on_opening(
        self, sim: SeamSim, clock: Clock, codes: Codes, side: str
    ) -> None:
        made = await codes.now(side)
        sim.set_online(side, online=False)
        clock.move(4 * HOUR + 600)
        over = await codes.read(made)
        still = codes.opens(made)
        sim.set_online(side, online=True)

        assert (over["status"], still) == ("removing", True)
        assert troubles(over, "error") == ["device_disconnected"]
        assert troubles(over, "warning") == ["delay_in_removing_from_device"]
        assert await codes.is_gone(made)
        assert not codes.opens(made)
        assert "delay_in_removing_from_device" in await codes.kinds(made)


class TestOngoing:
    async def test_it_stays_until_it_is_deleted(self, clock: Clock, codes: Codes, front: str) -> None:
        made = await codes.ongoing(front, name="Staff")
        clock.move(400 * DAY)
        shown = await codes.read(made)
        await codes.seam.ok("/access_codes/delete", access_code_id=made["access_code_id"])

        assert (shown["type"], shown["status"], shown["starts_at"], shown["ends_at"]) == ("ongoing", "set", None, None)
        assert await codes.is_gone(made)


class TestDelete:
    async def test_it_lingers_and_then_is_gone(self, sim: SeamSim, clock: Clock, codes: Codes, front: str) -> None:
        sim.lock_knobs.remove_delay = timedelta(seconds=20)
        made = await codes.now(front)
        key = made["access_code_id"]
        answer = await codes.seam.ok("/access_codes/delete", access_code_id=key)
        clock.move(19)
        lingering = await codes.read(made), codes.opens(made)
        await codes.seam.ok("/access_codes/delete", access_code_id=key)
        clock.move(1)

        assert answer["action_attempt"]["status"] == "pending"
        assert (lingering[0]["status"], mutations(lingering[0]), lingering[1]) == ("removing", ["deleting"], True)
        assert troubles(lingering[0], "warning") == ["being_deleted"]
        assert await codes.is_gone(made)
        assert await codes.kinds(made) == ["set_on_device", "removed_from_device", "deleted"]
        assert list(sim.journal.effects("deleted", "access_code")) == [("deleted", "access_code", key)]

    async def test_one_that_never_reached_the_lock_is_gone_at_once(
        self, sim: SeamSim, codes: Codes, front: str
    ) -> None:
        sim.lock_knobs.remove_delay = None
        made = await codes.make(front, starts_at=codes.seam.clock.after(100), ends_at=codes.seam.clock.after(102))
        await codes.seam.ok("/access_codes/delete", access_code_id=made["access_code_id"])

        assert await codes.is_gone(made)
        assert await codes.kinds(made) == ["deleted"]

    async def test_one_whose_time_has_passed_on_an_unreachable_lock_is_gone_too(
        self, sim: SeamSim, clock: Clock, codes: Codes, front: str
    ) -> None:
        sim.set_online(front, online=False)
        made = await codes.now(front)
        clock.move(5 * HOUR)

        assert await codes.is_gone(made)
        assert not codes.opens(made)

    async def test_a_removed_lock_takes_its_codes_along(self, sim: SeamSim, codes: Codes, front: str) -> None:
        made = await codes.now(front)
        sim.remove_device(front)

        assert await codes.is_gone(made)
        assert (await codes.seam.ok("/access_codes/list", device_id=front))["access_codes"] == []
