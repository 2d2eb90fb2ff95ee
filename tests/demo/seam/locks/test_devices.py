from typing import Any

import pytest

from bot.demo.seam import LockIds, SeamSim
from tests.demo.seam.caller import Caller, codes


async def names(seam: Caller, **filters: Any) -> list[str]:
    listed = await seam.ok("/devices/list", **filters)
    as_locks = await seam.ok("/locks/list", **filters)
    assert as_locks["locks"] == as_locks["devices"] == listed["devices"]
    return [one["display_name"] for one in listed["devices"]]


@pytest.mark.usefixtures("casa")
async def test_locks_are_devices_and_no_entrances(seam: Caller) -> None:
    assert await names(seam) == ["Front", "Side", "Pool"]
    assert (await seam.ok("/acs/entrances/list"))["acs_entrances"] == []
    assert (await seam.ok("/acs/systems/list"))["acs_systems"] == []


async def test_what_a_lock_cannot_do_is_false_or_left_out(seam: Caller, front: str, side: str, pool: str) -> None:
    shown = {one["device_id"]: one for one in (await seam.ok("/devices/list"))["devices"]}

    assert [shown[key].get("can_remotely_unlock") for key in (front, side, pool)] == [True, False, None]
    assert [shown[key].get("can_program_offline_access_codes") for key in (front, side, pool)] == [None, None, True]
    assert [shown[key].get("can_simulate_removal") for key in (front, side, pool)] == [True, None, None]
    assert shown[front]["properties"]["battery"] == {"level": 0.9, "status": "full"}
    assert "battery" not in shown[pool]["properties"]
    assert shown[pool]["capabilities_supported"] == ["access_code", "lock"]


async def test_filters(seam: Caller, casa: LockIds, front: str) -> None:
    assert await names(seam, device_ids=[front]) == ["Front"]
    assert await names(seam, connected_account_id=casa.account_id) == ["Front", "Side", "Pool"]
    assert await names(seam, connected_account_ids=[front]) == []
    assert await names(seam, device_type="igloohome_lock") == ["Pool"]
    assert await names(seam, device_types=["yale_lock", "smartthings_lock"]) == ["Front", "Side"]
    assert await names(seam, manufacturer="yale") == ["Front"]
    assert await names(seam, search="SID") == ["Side"]
    assert await names(seam, created_before=seam.clock.after(hours=-1)) == []
    assert [one["display_name"] for one in (await seam.ok("/locks/list", limit=2))["locks"]] == ["Front", "Side"]


async def test_one_by_id_or_by_name(seam: Caller, front: str) -> None:
    by_id = (await seam.ok("/devices/get", device_id=front))["device"]
    by_name = (await seam.ok("/locks/get", name="Front"))["lock"]

    assert by_id == by_name == (await seam.ok("/locks/get", device_id=front))["device"]
    for wrong in ({}, {"device_id": front, "name": "Front"}):
        assert (await seam.refused("/devices/get", **wrong))[0] == 400
    status, error = await seam.refused("/devices/get", name="Back")
    assert (status, error["type"]) == (404, "device_not_found")


async def test_a_lock_that_was_taken_away_is_gone(sim: SeamSim, seam: Caller, front: str) -> None:
    sim.remove_device(front)

    assert await names(seam) == ["Side", "Pool"]
    status, error = await seam.refused("/devices/get", device_id=front)
    assert (status, error["type"]) == (404, "device_not_found")
    assert (await seam.refused("/locks/unlock_door", device_id=front))[0] == 404


async def test_the_makers_that_can_be_connected(seam: Caller) -> None:
    found = (await seam.ok("/devices/list_device_providers"))["device_providers"]

    assert {"yale", "igloohome"} <= {one["device_provider_name"] for one in found}


class TestOffline:
    @pytest.mark.parametrize("code", ["device_disconnected", "hub_disconnected"])
    async def test_it_is_shown_and_told(self, sim: SeamSim, seam: Caller, front: str, code: str) -> None:
        sim.set_online(front, online=False, code=code)
        sim.set_online(front, online=False, code=code)
        shown = (await seam.ok("/devices/get", device_id=front))["device"]
        [event] = (await seam.ok("/events/list", since="2030-01-01", event_type="device.disconnected"))["events"]
        sim.set_online(front, online=True)
        after = (await seam.ok("/devices/get", device_id=front))["device"]

        assert (shown["properties"]["online"], codes(shown, "error")) == (False, [code])
        assert "locked" not in shown["properties"]
        assert (event["device_id"], event["error_code"]) == (front, code)
        assert [one["error_code"] for one in event["device_errors"]] == [code]
        assert (after["properties"]["online"], after["errors"]) == (True, [])

    async def test_a_disconnected_account_shows_on_each_of_its_locks(
        self, sim: SeamSim, seam: Caller, casa: LockIds
    ) -> None:
        sim.disconnect_account(casa.account_id)
        shown = (await seam.ok("/devices/list"))["devices"]
        [account] = (await seam.ok("/connected_accounts/list"))["connected_accounts"]
        [event] = (
            await seam.ok(
                "/events/list",
                since="2030-01-01",
                connected_account_id=casa.account_id,
                event_type="connected_account.disconnected",
            )
        )["events"]
        sim.reconnect_account(casa.account_id)

        assert [codes(one, "error") for one in (account, *shown)] == [["account_disconnected"]] * 4
        assert [one["error_code"] for one in event["connected_account_errors"]] == ["account_disconnected"]
        assert (await seam.ok("/connected_accounts/get", connected_account_id=casa.account_id))["connected_account"][
            "errors"
        ] == []
