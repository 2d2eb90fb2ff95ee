"""What the demo's panel switches, and what it shows of the world."""

import pytest

from bot.demo.seam import BuildingIds, LockIds, SeamSim
from tests.demo.seam.caller import Caller


class TestSwitches:
    async def test_outage(self, sim: SeamSim, seam: Caller) -> None:
        sim.set_outage(True)
        down = await seam.post("/devices/list")
        sim.set_outage(False)

        assert (down.status_code, down.text) == (503, "Service Unavailable")
        await seam.ok("/devices/list")

    def test_slow_is_every_call_until_it_is_switched_off(self, sim: SeamSim) -> None:
        sim.set_slow(1.5)
        slow = [sim.faults.plan("/devices/list").before for _ in range(3)]
        sim.set_slow(0)

        assert slow == [1.5] * 3
        assert sim.faults.plan("/devices/list").before == 0


class TestSnapshot:
    async def test_it_shows_what_seam_says_and_what_the_door_does(
        self, sim: SeamSim, seam: Caller, house: BuildingIds, user: str, lobby: str
    ) -> None:
        sim.set_hub(house.system_id, has_hub=False)
        pin = await seam.credential(user, lobby)
        [building] = sim.snapshot().buildings
        held = building.doors[0].keys[0]
        sim.update_door(lobby)
        await seam.ok("/acs/credentials/delete", acs_credential_id=pin["acs_credential_id"])
        [gone] = sim.snapshot().buildings[0].doors[0].keys
        sim.update_door(lobby)

        assert (building.name, building.has_hub, building.doors[0].name) == ("Harbor House", False, "Lobby")
        assert (held.id, held.code, held.holder) == (pin["acs_credential_id"], pin["code"], "Ann Guest")
        assert (held.state, held.opens_now) == ("issued", False)
        assert (gone.state, gone.opens_now) == ("gone", True)
        assert sim.snapshot().buildings[0].doors[0].keys == ()
        assert pin["code"] not in repr(held)

    async def test_states(self, sim: SeamSim, seam: Caller, house: BuildingIds, user: str) -> None:
        sim.knobs.delete_delay = None
        sim.fail_issue(house.entrance_ids[1])
        going = (await seam.credential(user, house.entrance_ids[0]))["acs_credential_id"]
        await seam.ok("/acs/credentials/delete", acs_credential_id=going)
        await seam.credential(user, house.entrance_ids[1])
        sim.set_pin_delay(None)
        await seam.credential(user, house.entrance_ids[3])

        states = [[key.state for key in door.keys] for door in sim.snapshot().buildings[0].doors]
        assert states == [["deleting"], ["failed"], [], ["waiting"]]

    @pytest.mark.usefixtures("house")
    async def test_locks_are_a_building_by_their_account(self, sim: SeamSim) -> None:
        casa: LockIds = sim.add_locks("Casa Sol", "Europe/Madrid", ["Gate"])
        sim.set_battery(casa.device_ids[0], 0.2)
        sim.set_online(casa.device_ids[0], online=False)
        sim.disconnect_account(casa.account_id)
        _, shown = sim.snapshot().buildings

        assert (shown.id, shown.name, shown.time_zone, shown.has_hub) == (
            casa.account_id,
            "Casa Sol",
            "Europe/Madrid",
            None,
        )
        assert shown.errors == ("account_disconnected",)
        [door] = shown.doors
        assert (door.kind, door.is_connected, door.locked, door.battery) == ("device", False, True, 0.2)
        assert door.errors == ("device_disconnected",)
