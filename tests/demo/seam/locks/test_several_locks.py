"""One code over several locks."""

from dataclasses import replace
from typing import Any

import pytest

from bot.demo.seam import Lock, SeamSim
from tests.demo.seam.caller import Caller
from tests.demo.seam.locks.desk import Codes


class TestSeveralLocks:
    async def test_one_pin_for_all_of_them(self, codes: Codes, seam: Caller, front: str, side: str) -> None:
        window = {"starts_at": seam.clock.after(0), "ends_at": seam.clock.after(2)}
        made = (await seam.ok("/access_codes/create_multiple", device_ids=[front, side], name="Ann", **window))[
            "access_codes"
        ]
        key = made[0]["common_code_key"]
        await seam.ok("/access_codes/update_multiple", common_code_key=key, ends_at=seam.clock.after(5))
        after = [await codes.read(one) for one in made]

        assert [one["device_id"] for one in made] == [front, side]
        assert len({one["code"] for one in made}) == 1
        assert key.startswith("auto_set_by_create_multiple_")
        assert {one["common_code_key"] for one in after} == {key}
        assert {one["ends_at"] for one in after} == {"2030-03-04T20:00:00.000Z"}

    async def test_a_pin_of_the_callers_links_nothing(self, seam: Caller, front: str, side: str) -> None:
        made = (await seam.ok("/access_codes/create_multiple", device_ids=[front, side], code="4711"))["access_codes"]

        assert [(one["code"], one["common_code_key"]) for one in made] == [("4711", None)] * 2

    @pytest.mark.parametrize("unlike", [{"code_lengths": (6,)}, {"can_program_online_access_codes": False}])
    async def test_all_or_none(self, sim: SeamSim, codes: Codes, seam: Caller, front: str, unlike: Any) -> None:
        device = sim.world.locks.device(front)
        device.lock = replace(device.lock, code_lengths=(4,))
        [gate] = sim.add_locks("Annex", None, [Lock("Gate", **unlike)]).device_ids
        status, _ = await seam.refused("/access_codes/create_multiple", device_ids=[front, gate])

        assert status == 400
        assert sim.world.locks.codes == {}
        assert await codes.of(front) == []

    async def test_or_one_each(self, sim: SeamSim, seam: Caller, front: str) -> None:
        device = sim.world.locks.device(front)
        device.lock = replace(device.lock, code_lengths=(4,))
        [gate] = sim.add_locks("Annex", None, [Lock("Gate", code_lengths=(6,))]).device_ids
        made = await seam.ok(
            "/access_codes/create_multiple",
            device_ids=[front, gate],
            behavior_when_code_cannot_be_shared="create_random_code",
        )

        assert [len(one["code"]) for one in made["access_codes"]] == [4, 6]
        assert [one["common_code_key"] for one in made["access_codes"]] == [None, None]

    async def test_a_link_that_nobody_has(self, seam: Caller) -> None:
        status, error = await seam.refused("/access_codes/update_multiple", common_code_key="nothing", name="x")

        assert (status, error["type"]) == (404, "access_code_not_found")

    async def test_for_no_lock(self, seam: Caller) -> None:
        assert (await seam.refused("/access_codes/create_multiple", device_ids=[]))[0] == 400
