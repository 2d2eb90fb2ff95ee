from typing import Any

import pytest

from bot.demo.seam import SeamSim, seed
from tests.demo.seam.caller import Caller, Clock


async def doors(seam: Caller, system_id: str) -> list[Any]:
    found: list[Any] = (await seam.ok("/acs/entrances/list", acs_system_id=system_id))["acs_entrances"]
    return found


async def test_two_access_systems_with_their_doors(sim: SeamSim, seam: Caller) -> None:
    made = seed(sim)
    systems = (await seam.ok("/acs/systems/list"))["acs_systems"]
    harbor = await doors(seam, made.harbor_house.system_id)
    mill = await doors(seam, made.mill_lane.system_id)

    assert [(one["name"], one["location"]["time_zone"], one["external_type"]) for one in systems] == [
        ("Harbor House", "America/New_York", "latch_building"),
        ("Mill Lane Lofts", "Europe/London", "latch_building"),
    ]
    assert {"Lobby", "Garage", "Unit 12B"} <= {door["display_name"] for door in harbor}
    assert (len(harbor), len(mill)) == (6, 30)
    assert len({door["display_name"] for door in mill}) == 30
    assert [door["display_name"] for door in mill if not door["latch_metadata"]["is_connected"]] == [
        "Bike Store",
        "Laundry",
    ]


def test_the_ids_are_the_same_each_time(clock: Clock) -> None:
    first, second = seed(SeamSim(clock, seed=1)), seed(SeamSim(clock, seed=2))

    assert first == second
    assert first.harbor_house.system_id == "b987bc3c-1615-5d2e-ba58-f2dec5502c90"
    places = (first.harbor_house.entrance_ids, first.mill_lane.entrance_ids, first.casa_sol.device_ids)
    assert len({key for ids in places for key in ids}) == 40


async def test_smart_locks_that_can_each_do_something_else(sim: SeamSim, seam: Caller) -> None:
    made = seed(sim)
    locks = (await seam.ok("/locks/list"))["locks"]
    flags = ("can_remotely_unlock", "can_program_online_access_codes", "can_program_offline_access_codes")

    assert [one["device_id"] for one in locks] == [*made.casa_sol.device_ids]
    assert {one["location"]["time_zone"] for one in locks} == {"Europe/Madrid"}
    assert {one["display_name"]: tuple(one.get(flag) for flag in flags) for one in locks} == {
        "Front Door": (True, True, None),
        "Courtyard Gate": (True, None, None),
        "Pool House": (None, None, True),
        "Storage Room": (False, True, None),
    }
    assert [one["display_name"] for one in locks if one["properties"]["battery"]["status"] == "low"] == ["Storage Room"]


def test_the_demos_buildings_have_a_hub_or_none(sim: SeamSim) -> None:
    seed(sim)

    assert {one.name: one.has_hub for one in sim.snapshot().buildings} == {
        "Harbor House": True,
        "Mill Lane Lofts": False,
        "Casa Sol": None,
    }


async def test_a_door_without_flags_leaves_them_out(sim: SeamSim, seam: Caller) -> None:
    from_elsewhere = sim.add_building("Depot", None, ["Gate"], "salto_ks_site")
    door = sim.world.entrances[from_elsewhere.entrance_ids[0]]
    door.can_unlock_with_code = None
    [shown] = await doors(seam, from_elsewhere.system_id)
    [system] = (await seam.ok("/acs/systems/list"))["acs_systems"]

    assert "can_unlock_with_code" not in shown
    assert (system["external_type"], system["location"]) == ("salto_ks_site", {"time_zone": None})


async def test_a_building_is_not_seeded_twice(sim: SeamSim) -> None:
    seed(sim)

    with pytest.raises(ValueError, match="already"):
        seed(sim)
