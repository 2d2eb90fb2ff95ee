"""Which building a lock is a door of."""

from bot.domain.building import Source
from tests.services.desk import TEAM, Desk


async def doors(desk: Desk) -> dict[str, list[tuple[str, bool]]]:
    """The smart locks by building, and whether each is gone."""
    async with desk.store.read() as work:
        names = {building.id: building.name for building in await work.buildings.all(TEAM)}
        listed = await work.buildings.all_entrances(TEAM)
    return {
        names[id_]: [(one.name, one.removed) for one in found if one.source is Source.DEVICE]
        for id_, found in listed.items()
    }


async def test_the_locks_of_an_account_are_a_building_by_themselves() -> None:
    desk = Desk()
    desk.seam.add_lock("Front Door")
    desk.seam.add_lock("Pool House")
    desk.seam.add_lock("Side Door", "account-2", place=None)
    await desk.open()

    assert await doors(desk) == {
        "Harbor House": [],
        "Casa Sol": [("Front Door", False), ("Pool House", False)],
        "Yale locks": [("Side Door", False)],
    }


async def test_its_zone_is_where_all_its_locks_are() -> None:
    desk = Desk()
    desk.seam.add_lock("Front Door")
    desk.seam.add_lock("Pool House", time_zone="Europe/Lisbon")
    await desk.open()

    async with desk.store.read() as work:
        building = await work.buildings.get(TEAM, "account-1")
    assert building is not None
    assert building.time_zone is None


async def test_a_lock_that_has_vanished_is_no_door_any_more() -> None:
    desk = Desk()
    lock = desk.seam.add_lock("Front Door")
    desk.seam.add_lock("Pool House")
    await desk.open()
    del desk.seam.locks[lock]
    await desk.buildings.refresh(TEAM)

    assert (await doors(desk))["Casa Sol"] == [("Front Door", True), ("Pool House", False)]


async def test_an_account_that_has_vanished_says_so() -> None:
    desk = Desk()
    desk.seam.add_lock("Front Door")
    await desk.open()
    desk.seam.locks.clear()
    await desk.buildings.refresh(TEAM)

    async with desk.store.read() as work:
        building = await work.buildings.get(TEAM, "account-1")
    assert building is not None
    assert building.problem == "account_removed"
    assert (await doors(desk))["Casa Sol"] == [("Front Door", True)]


async def test_an_error_that_all_locks_have_is_the_building_s() -> None:
    desk = Desk()
    desk.seam.add_lock("Front Door", errors=("device_disconnected", "account_disconnected"))
    desk.seam.add_lock("Pool House", errors=("account_disconnected",))
    desk.seam.add_lock("Side Door", "account-2", place="Elm House", errors=("device_disconnected",))
    await desk.open()

    async with desk.store.read() as work:
        found = {building.name: building.problem for building in await work.buildings.all(TEAM)}
    assert found == {"Harbor House": None, "Casa Sol": "account_disconnected", "Elm House": None}
