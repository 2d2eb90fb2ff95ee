"""What is so at the doors, beside what Seam says of them."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.demo.seam import BuildingIds, SeamSim
from tests.demo.seam.caller import Caller, Clock

MOBILE_KEY = {"access_method": "mobile_key", "is_multi_phone_sync_credential": True}


async def events(seam: Caller, *kinds: str) -> list[Any]:
    found = (await seam.ok("/events/list", since="2030-01-01", event_types=[*kinds]))["events"]
    return sorted(found, key=lambda event: str(event["occurred_at"]))


class TestLatchDoor:
    async def test_a_pin_opens_its_own_door_in_its_window(
        self, sim: SeamSim, clock: Clock, seam: Caller, house: BuildingIds, user: str, lobby: str
    ) -> None:
        later = seam.clock.after(hours=1)
        pin = (await seam.credential(user, lobby, starts_at=later))["acs_credential_id"]
        tried = [sim.open_door(lobby, pin)]
        clock.move(3600)
        tried += [sim.open_door(lobby, pin), sim.open_door(house.entrance_ids[1], pin)]
        clock.move(3600)
        tried += [sim.open_door(lobby, pin)]

        assert tried == [False, True, False, False]
        assert [one.refusal for one in sim.openings] == ["unknown_code", None, "unknown_code", "expired_code"]

    async def test_a_pin_that_is_not_there_yet_opens_nothing(
        self, sim: SeamSim, seam: Caller, user: str, lobby: str
    ) -> None:
        sim.set_pin_delay(None)
        pin = (await seam.credential(user, lobby))["acs_credential_id"]

        assert not sim.open_door(lobby, pin)

    async def test_by_hand_it_always_opens(self, sim: SeamSim, lobby: str) -> None:
        assert sim.open_door(lobby)
        assert [(one.place_id, one.credential_id, one.refusal) for one in sim.openings] == [(lobby, None, None)]

    async def test_without_a_hub_a_door_knows_what_it_was_told_last(
        self, sim: SeamSim, seam: Caller, house: BuildingIds, user: str, lobby: str
    ) -> None:
        sim.set_hub(house.system_id, has_hub=False)
        pin = (await seam.credential(user, lobby))["acs_credential_id"]
        tried = [sim.open_door(lobby, pin)]
        sim.update_door(lobby)
        tried += [sim.open_door(lobby, pin)]
        await seam.ok("/acs/credentials/delete", acs_credential_id=pin)
        tried += [sim.open_door(lobby, pin)]
        sim.update_door(lobby)
        tried += [sim.open_door(lobby, pin)]

        assert tried == [False, True, True, False]

    async def test_with_the_hub_back_a_door_hears_everything(
        self, sim: SeamSim, seam: Caller, house: BuildingIds, user: str, lobby: str
    ) -> None:
        before = (await seam.credential(user, lobby))["acs_credential_id"]
        sim.set_hub(house.system_id, has_hub=False)
        offline = (await seam.ok("/acs/entrances/get", acs_entrance_id=lobby))["acs_entrance"]
        after = (await seam.credential(user, lobby))["acs_credential_id"]
        tried = [sim.open_door(lobby, key) for key in (before, after)]
        sim.set_hub(house.system_id, has_hub=True)
        tried += [sim.open_door(lobby, key) for key in (before, after)]
        online = (await seam.ok("/acs/entrances/get", acs_entrance_id=lobby))["acs_entrance"]

        assert tried == [True, False, True, True]
        assert [one["latch_metadata"]["is_connected"] for one in (offline, online)] == [False, True]

    async def test_a_mobile_key_needs_no_hub(
        self, sim: SeamSim, seam: Caller, house: BuildingIds, user: str, lobby: str
    ) -> None:
        sim.set_hub(house.system_id, has_hub=False)
        key = (await seam.credential(user, lobby, **MOBILE_KEY))["acs_credential_id"]

        assert sim.open_door(lobby, key)
        await seam.ok("/acs/credentials/delete", acs_credential_id=key)
        assert not sim.open_door(lobby, key)

    async def test_seam_hears_of_a_latch_door_only_where_that_is_switched_on(
        self, sim: SeamSim, seam: Caller, user: str, lobby: str
    ) -> None:
        pin = (await seam.credential(user, lobby))["acs_credential_id"]
        sim.open_door(lobby, pin)
        silent = await events(seam, "lock.unlocked")
        sim.knobs.latch_tells_of_doors = True
        sim.open_door(lobby, pin)
        sim.world.entrances[lobby].opens = False
        sim.open_door(lobby, pin)
        [opened] = await events(seam, "lock.unlocked")
        [refused] = await events(seam, "lock.access_denied")

        assert silent == []
        assert (opened["method"], opened["acs_entrance_id"], opened["acs_user_id"]) == ("keycode", lobby, user)
        assert refused["reason"]["reason_code"] == "credential_error"

    async def test_deleted_in_latchs_own_console(self, sim: SeamSim, seam: Caller, user: str, lobby: str) -> None:
        pin = (await seam.credential(user, lobby))["acs_credential_id"]
        sim.delete_outside(pin)
        sim.delete_outside(pin)

        assert (await seam.refused("/acs/credentials/get", acs_credential_id=pin))[0] == 404
        assert not sim.open_door(lobby, pin)
        assert [one["acs_credential_id"] for one in await events(seam, "acs_credential.deleted")] == [pin]
        assert list(sim.journal.effects("deleted")) == []

    async def test_made_longer_in_latchs_own_console(self, sim: SeamSim, seam: Caller, user: str, lobby: str) -> None:
        pin = (await seam.credential(user, lobby))["acs_credential_id"]
        before = datetime.fromisoformat((await seam.read(pin))["ends_at"])
        sim.move_end_outside(pin, before + timedelta(hours=3))
        shown = await seam.read(pin)

        assert datetime.fromisoformat(shown["ends_at"]) == before + timedelta(hours=3)
        assert [one["warning_code"] for one in shown["warnings"]] == ["schedule_externally_modified"]
        assert list(sim.journal.effects("updated")) == []

    async def test_made_unusable_by_latch(self, sim: SeamSim, seam: Caller, user: str, lobby: str) -> None:
        pin = (await seam.credential(user, lobby))["acs_credential_id"]
        sim.invalidate(pin)
        shown = await seam.read(pin)

        assert [one["warning_code"] for one in shown["warnings"]] == ["unknown_issue_with_acs_credential"]
        assert not sim.open_door(lobby, pin)
        assert [one["acs_credential_id"] for one in await events(seam, "acs_credential.invalidated")] == [pin]

    def test_a_place_that_never_was(self, sim: SeamSim, lobby: str) -> None:
        with pytest.raises(LookupError):
            sim.open_door("nowhere")
        with pytest.raises(LookupError):
            sim.open_door(lobby, "nothing")


class TestSmartLock:
    @pytest.fixture
    def gate(self, sim: SeamSim) -> str:
        return sim.add_locks("Annex", "Europe/Madrid", ["Gate"]).device_ids[0]

    async def test_by_hand(self, sim: SeamSim, seam: Caller, gate: str) -> None:
        sim.open_door(gate)
        opened = (await seam.ok("/locks/get", device_id=gate))["lock"]["properties"]["locked"]
        sim.lock_by_hand(gate)
        shut = (await seam.ok("/locks/get", device_id=gate))["lock"]["properties"]["locked"]
        told = await events(seam, "lock.unlocked", "lock.locked")

        assert (opened, shut) == (False, True)
        assert {(one["event_type"], one["method"], one["device_id"]) for one in told} == {
            ("lock.unlocked", "manual", gate),
            ("lock.locked", "manual", gate),
        }

    async def test_the_battery_runs_down_and_is_told_once(self, sim: SeamSim, seam: Caller, gate: str) -> None:
        for level in (0.8, 0.5, 0.2, 0.15, 0.05, 1.0, 0.2):
            sim.set_battery(gate, level)
        changed = await events(seam, "device.battery_status_changed")
        low = await events(seam, "device.low_battery")
        shown = (await seam.ok("/devices/get", device_id=gate))["device"]["properties"]["battery"]

        assert sorted(one["battery_status"] for one in changed) == ["critical", "full", "good", "low", "low"]
        assert [one["battery_level"] for one in low] == [0.2, 0.2]
        assert shown == {"level": 0.2, "status": "low"}
        with pytest.raises(ValueError, match="between"):
            sim.set_battery(gate, 20)

    async def test_flaky_and_stable_again(self, sim: SeamSim, seam: Caller, gate: str) -> None:
        sim.set_flaky(gate, flaky=True)
        flaky = (await seam.ok("/devices/get", device_id=gate))["device"]
        sim.set_flaky(gate, flaky=False)
        stable = (await seam.ok("/devices/get", device_id=gate))["device"]

        assert [[one["warning_code"] for one in shown["warnings"]] for shown in (flaky, stable)] == [
            ["device_has_flaky_connection"],
            [],
        ]
        told = await events(seam, "device.connection_became_flaky", "device.connection_stabilized")
        assert len(told) == 2

    async def test_tampered_with_and_removed(self, sim: SeamSim, seam: Caller, gate: str) -> None:
        sim.tamper(gate)
        sim.remove_device(gate)

        told = await events(seam, "device.tampered", "device.removed")
        assert {one["device_id"] for one in told} == {gate}
