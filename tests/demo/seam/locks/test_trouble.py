"""What goes wrong at a lock, and what Seam says of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.demo.seam import LockIds, SeamSim
from tests.demo.seam.caller import Clock
from tests.demo.seam.caller import codes as troubles
from tests.demo.seam.locks.desk import Codes, mutations


class TestWhatGoesWrong:
    async def test_offline_it_waits_and_seam_warns(self, sim: SeamSim, clock: Clock, codes: Codes, front: str) -> None:
        sim.set_online(front, online=False)
        made = await codes.now(front)
        clock.move(299)
        quiet = await codes.kinds(made)
        clock.move(1)
        late = await codes.read(made)
        sim.set_online(front, online=True)
        there = await codes.read(made)

        assert quiet == []
        assert (late["status"], troubles(late, "error")) == ("setting", ["device_disconnected"])
        assert troubles(late, "warning") == ["delay_in_setting_on_device"]
        assert (there["status"], there["errors"], there["warnings"]) == ("set", [], [])
        assert await codes.kinds(made) == ["delay_in_setting_on_device", "set_on_device"]

    async def test_a_disconnected_account_is_an_unknown_state(
        self, sim: SeamSim, codes: Codes, casa: LockIds, front: str
    ) -> None:
        made = await codes.now(front)
        sim.disconnect_account(casa.account_id)
        shown = await codes.read(made)
        sim.reconnect_account(casa.account_id)

        assert (shown["status"], troubles(shown, "error")) == ("unknown", ["account_disconnected"])
        assert (await codes.read(made))["status"] == "set"

    @pytest.mark.parametrize("code", ["failed_to_set_on_device", "provider_issue"])
    async def test_a_lock_that_does_not_take_it_is_tried_again(
        self, sim: SeamSim, clock: Clock, codes: Codes, front: str, code: str
    ) -> None:
        sim.lock_knobs.failing[front] = code
        made = await codes.now(front)
        failed = await codes.read(made)
        clock.move(60)
        sim.lock_knobs.failing.clear()
        there = await codes.read(made)

        assert (failed["status"], troubles(failed, "error"), mutations(failed)) == ("setting", [code], ["creating"])
        assert (there["status"], there["errors"]) == ("set", [])
        assert await codes.kinds(made) == ["failed_to_set_on_device", "set_on_device"]

    async def test_a_code_of_somebody_else_is_in_the_way(self, sim: SeamSim, codes: Codes, front: str) -> None:
        other = sim.add_code_outside(front, "4711", "Cleaner")
        made = await codes.now(front, code="4711")
        [error] = (await codes.read(made))["errors"]
        sim.delete_outside(other)

        assert (error["error_code"], error["unmanaged_access_code_id"]) == ("duplicate_code_on_device", other)
        assert (await codes.read(made))["status"] == "set"

    async def test_no_slot_left(self, sim: SeamSim, codes: Codes, front: str) -> None:
        device = sim.world.locks.device(front)
        device.lock = replace(device.lock, max_codes=1)
        first = await codes.now(front)
        second = await codes.now(front)
        shown = await codes.read(second)
        lock = (await codes.seam.ok("/devices/get", device_id=front))["device"]
        await codes.seam.ok("/access_codes/delete", access_code_id=first["access_code_id"])

        assert troubles(shown, "error") == ["no_space_for_access_code_on_device"]
        assert troubles(lock, "warning") == ["max_access_codes_reached"]
        assert (await codes.read(second))["status"] == "set"

    async def test_a_lock_that_does_not_let_go(self, sim: SeamSim, codes: Codes, front: str) -> None:
        sim.lock_knobs.stuck[front] = "failed_to_remove_from_device"
        made = await codes.now(front)
        await codes.seam.ok("/access_codes/delete", access_code_id=made["access_code_id"])
        shown = await codes.read(made)
        still = codes.opens(made)
        sim.lock_knobs.stuck.clear()

        assert (shown["status"], still) == ("removing", True)
        assert troubles(shown, "error") == ["failed_to_remove_from_device"]
        assert await codes.is_gone(made)

    async def test_taken_off_by_somebody_else_it_is_put_back(self, sim: SeamSim, codes: Codes, front: str) -> None:
        sim.lock_knobs.set_delay = timedelta(seconds=30)
        made = await codes.now(front)
        codes.seam.clock.move(30)
        await codes.read(made)
        sim.delete_outside(made["access_code_id"])
        off = await codes.read(made), codes.opens(made)
        codes.seam.clock.move(30)
        back = await codes.read(made), codes.opens(made)

        assert (off[0]["status"], troubles(off[0], "error"), off[1]) == (
            "setting",
            ["conflicting_external_modification"],
            False,
        )
        assert (back[0]["status"], back[0]["errors"], back[1]) == ("set", [], True)
        assert await codes.kinds(made) == ["set_on_device", "deleted_external_to_seam", "set_on_device"]

    async def test_given_another_pin_it_is_put_right(self, sim: SeamSim, codes: Codes, front: str) -> None:
        sim.lock_knobs.set_delay = timedelta(seconds=30)
        made = await codes.now(front, code="4711")
        codes.seam.clock.move(30)
        sim.retype_outside(made["access_code_id"], "9999")
        [error] = (await codes.read(made))["errors"]
        wrong = sim.enter_code(front, "9999"), sim.enter_code(front, "4711")
        codes.seam.clock.move(30)
        right = (await codes.read(made))["errors"], sim.enter_code(front, "9999"), sim.enter_code(front, "4711")

        assert (error["error_code"], error["change_type"]) == ("conflicting_external_modification", "modified")
        assert error["modified_fields"] == [{"field": "code", "from": "4711", "to": "9999"}]
        assert wrong == (True, False)
        assert right == ([], False, True)
        assert await codes.kinds(made) == ["set_on_device", "modified_external_to_seam", "set_on_device"]

    async def test_unless_others_may_change_it(self, sim: SeamSim, codes: Codes, front: str) -> None:
        made = await codes.now(front, allow_external_modification=True)
        sim.delete_outside(made["access_code_id"])
        shown = await codes.read(made)

        assert troubles(shown, "warning") == ["external_modification_in_effect"]
        assert not codes.opens(made)
