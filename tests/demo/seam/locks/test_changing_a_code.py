"""An update is wanted at once and on the lock later; what becomes of a call is told by its action attempt."""

from datetime import timedelta

from bot.demo.seam import SeamSim
from tests.demo.seam.caller import Caller, Clock
from tests.demo.seam.locks.desk import Codes, mutations

HOUR = 3600


class TestUpdate:
    async def test_the_lock_hears_of_it_later(self, sim: SeamSim, clock: Clock, codes: Codes, front: str) -> None:
        sim.lock_knobs.update_delay = timedelta(seconds=10)
        made = await codes.now(front, name="Ann", code="4711")
        end = codes.seam.clock.after(9)
        asked = {"access_code_id": made["access_code_id"], "name": "Ann B", "code": "4712", "ends_at": end}
        started = await codes.seam.ok("/access_codes/update", **asked)
        wanted = await codes.read(made)
        old_pin = sim.enter_code(front, "4711")
        clock.move(10)
        done = await codes.read(made)
        attempt = await codes.seam.ok(
            "/action_attempts/get", action_attempt_id=started["action_attempt"]["action_attempt_id"]
        )

        assert (wanted["code"], wanted["name"]) == ("4712", "Ann B")
        assert mutations(wanted) == ["updating_name", "updating_code", "updating_time_frame"]
        assert wanted["pending_mutations"][1]["from"] == {"code": "4711"}
        assert old_pin
        assert (mutations(done), sim.enter_code(front, "4711"), sim.enter_code(front, "4712")) == ([], False, True)
        assert attempt["action_attempt"]["status"] == "success"
        assert {"name_changed", "code_changed", "time_frame_changed", "changed"} <= set(await codes.kinds(made))

    async def test_before_it_is_on_the_lock_nothing_is_pending(self, codes: Codes, front: str) -> None:
        made = await codes.make(front, starts_at=codes.seam.clock.after(100), ends_at=codes.seam.clock.after(102))
        key = made["access_code_id"]
        await codes.seam.ok("/access_codes/update", access_code_id=key, ends_at=codes.seam.clock.after(110))

        assert mutations(await codes.read(made)) == ["deferring_creation"]

    async def test_an_earlier_end_ends_it_earlier(self, clock: Clock, codes: Codes, front: str) -> None:
        made = await codes.now(front)
        end = codes.seam.clock.after(1)
        await codes.seam.ok("/access_codes/update", access_code_id=made["access_code_id"], ends_at=end)
        clock.move(HOUR)

        assert not codes.opens(made)
        assert await codes.is_gone(made)

    async def test_moved_far_ahead_it_is_taken_off_and_put_on_again(
        self, clock: Clock, codes: Codes, front: str
    ) -> None:
        made = await codes.now(front, code="4711")
        window = {"starts_at": codes.seam.clock.after(100), "ends_at": codes.seam.clock.after(102)}
        await codes.seam.ok("/access_codes/update", access_code_id=made["access_code_id"], **window)
        moved = await codes.read(made), codes.opens(made)
        clock.move(100 * HOUR)

        assert (moved[0]["status"], mutations(moved[0]), moved[1]) == ("unset", ["deferring_creation"], False)
        assert codes.opens(made)
        assert (await codes.read(made))["code"] == "4711"

    async def test_to_ongoing_and_back(self, codes: Codes, front: str) -> None:
        made = await codes.now(front)
        key = made["access_code_id"]
        await codes.seam.ok("/access_codes/update", access_code_id=key, type="ongoing")
        ongoing = await codes.read(made)
        status, _ = await codes.seam.refused("/access_codes/update", access_code_id=key, type="time_bound")
        window = {"starts_at": codes.seam.clock.after(0), "ends_at": codes.seam.clock.after(1)}
        await codes.seam.ok("/access_codes/update", access_code_id=key, type="time_bound", **window)

        assert (ongoing["type"], ongoing["ends_at"], status) == ("ongoing", None, 400)
        assert (await codes.read(made))["type"] == "time_bound"

    async def test_not_while_it_is_being_deleted(self, sim: SeamSim, codes: Codes, front: str) -> None:
        sim.lock_knobs.remove_delay = None
        key = (await codes.now(front))["access_code_id"]
        await codes.seam.ok("/access_codes/delete", access_code_id=key)

        assert (await codes.seam.refused("/access_codes/update", access_code_id=key, name="x"))[0] == 400


class TestAttempts:
    async def test_a_create_is_told_of_by_its_attempt(
        self, sim: SeamSim, clock: Clock, codes: Codes, front: str, seam: Caller
    ) -> None:
        sim.lock_knobs.set_delay = timedelta(seconds=5)
        made = await seam.ok("/access_codes/create", **codes.asked(front, starts_at=seam.clock.after(0)))
        key = made["action_attempt"]["action_attempt_id"]
        pending = (await seam.ok("/action_attempts/get", action_attempt_id=key))["action_attempt"]
        clock.move(5)
        done = (await seam.ok("/action_attempts/get", action_attempt_id=key))["action_attempt"]

        assert (made["action_attempt"]["action_type"], pending["status"]) == ("CREATE_ACCESS_CODE", "pending")
        assert done["result"]["access_code"]["access_code_id"] == made["access_code"]["access_code_id"]

    async def test_one_that_fails_says_why(self, sim: SeamSim, codes: Codes, front: str, seam: Caller) -> None:
        sim.lock_knobs.failing[front] = "provider_issue"
        made = await seam.ok("/access_codes/create", **codes.asked(front, starts_at=seam.clock.after(0)))
        key = made["action_attempt"]["action_attempt_id"]
        done = (await seam.ok("/action_attempts/get", action_attempt_id=key))["action_attempt"]

        assert made["action_attempt"]["status"] == "pending"
        assert (done["status"], done["error"]["type"]) == ("error", "provider_issue")

    async def test_ten_a_minute_for_each_lock(self, clock: Clock, codes: Codes, front: str, side: str) -> None:
        for _ in range(10):
            await codes.make(front)
        status, error = await codes.seam.refused("/access_codes/create", **codes.asked(front))

        assert (status, error["type"]) == (429, "too_many_requests")
        assert len(await codes.of(front)) == 10
        await codes.make(side)
        clock.move(60)
        await codes.make(front)
