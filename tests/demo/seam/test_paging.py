from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.demo.seam import BuildingIds, SeamSim
from bot.demo.seam.endpoints import page
from bot.demo.seam.world import World
from tests.demo.seam.caller import Caller, Clock


async def pages(seam: Caller, path: str, **body: Any) -> list[Any]:
    """Every page, each with the filters of the first."""
    found = [await seam.ok(path, **body)]
    while found[-1]["pagination"]["has_next_page"]:
        found.append(await seam.ok(path, **body, page_cursor=found[-1]["pagination"]["next_page_cursor"]))
    return found


async def test_a_list_comes_in_pages_of_the_limit(seam: Caller, house: BuildingIds) -> None:
    users = [await seam.user(house.system_id) for _ in range(5)]
    found = await pages(seam, "/acs/users/list", acs_system_id=house.system_id, limit=2)

    assert [len(one["acs_users"]) for one in found] == [2, 2, 1]
    assert [user["acs_user_id"] for one in found for user in one["acs_users"]] == users
    assert found[-1]["pagination"] == {"has_next_page": False, "next_page_cursor": None, "next_page_url": None}


async def test_pages_may_be_kept_short_whatever_is_asked(sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
    sim.knobs.page_cap = 3
    found = await pages(seam, "/acs/entrances/list")

    assert [len(one["acs_entrances"]) for one in found] == [3, 1]
    assert [door["acs_entrance_id"] for one in found for door in one["acs_entrances"]] == [*house.entrance_ids]


async def test_a_cursor_with_other_filters_is_refused(sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
    sim.knobs.page_cap = 1
    first = await seam.ok("/acs/entrances/list", acs_system_id=house.system_id)
    cursor = first["pagination"]["next_page_cursor"]
    status, error = await seam.refused("/acs/entrances/list", page_cursor=cursor)

    assert status == 400
    assert "page_cursor" in error["validation_errors"]


async def test_search_is_a_part_in_any_case(seam: Caller, house: BuildingIds) -> None:
    doors = await seam.ok("/acs/entrances/list", search="gar")
    one_building = await seam.ok("/acs/systems/list", search="HARBOR")
    none = await seam.ok("/acs/systems/list", search="mill lane")

    assert [door["display_name"] for door in doors["acs_entrances"]] == ["Garage"]
    assert [system["acs_system_id"] for system in one_building["acs_systems"]] == [house.system_id]
    assert none["acs_systems"] == []


@given(total=st.integers(0, 60), limit=st.integers(1, 70), cap=st.none() | st.integers(1, 20))
def test_pages_together_are_the_whole_list(total: int, limit: int, cap: int | None) -> None:
    world = World(Clock(), 1)
    world.knobs.page_cap = cap
    items = list(range(total))
    found: list[int] = []
    cursor = None
    while True:
        shown, answer = page(world, {"limit": limit, "page_cursor": cursor}, items)
        found += shown
        cursor = answer["pagination"]["next_page_cursor"]  # type: ignore[index]  # an answer's values are any JSON
        if cursor is None:
            break
        assert 0 < len(shown) <= min(limit, cap or limit)

    assert found == items
