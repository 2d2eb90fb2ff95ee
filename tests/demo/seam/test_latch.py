"""Latch's rules at create and update; each breach is one change to a create that is otherwise taken."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from bot.demo.seam import BuildingIds, SeamSim
from tests.demo.seam.caller import Caller, Clock, codes

MOBILE_KEY = {"access_method": "mobile_key", "is_multi_phone_sync_credential": True}


async def create_refused(seam: Caller, body: dict[str, Any]) -> Any:
    status, error = await seam.refused("/acs/credentials/create", **body)
    assert (status, error["type"]) == (400, "invalid_input")
    return error["validation_errors"]


async def test_a_pin_for_one_door(sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
    user = await seam.user(house.system_id)
    made = await seam.credential(user, house.entrance_ids[0])
    doors = await seam.ok("/acs/credentials/list_accessible_entrances", acs_credential_id=made["acs_credential_id"])

    assert len(made["code"]) == 7
    assert made["code"].isdigit()
    assert (made["external_type"], made["errors"], made["warnings"]) == ("latch_access", [], [])
    assert [door["acs_entrance_id"] for door in doors["acs_entrances"]] == [house.entrance_ids[0]]
    assert made["code"] not in repr(sim.credentials_created())


@pytest.mark.parametrize("doors", [(), (0, 1), (0, 0)])
async def test_a_code_takes_exactly_one_entrance(seam: Caller, house: BuildingIds, doors: tuple[int, ...]) -> None:
    body = seam.asked(await seam.user(house.system_id), *(house.entrance_ids[door] for door in doors))

    assert "allowed_acs_entrance_ids" in await create_refused(seam, body)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "1234567"}, "code"),
        ({"access_method": "card"}, "access_method"),
        ({"access_method": "cloud_key"}, "access_method"),
        ({"ends_at": "2030-03-04T15:00:00Z"}, "ends_at"),
        ({"ends_at": "2029-01-01T00:00:00Z"}, "ends_at"),
        ({"starts_at": "2030-03-05T00:00:00Z", "ends_at": "2030-03-04T23:00:00Z"}, "ends_at"),
        ({"ends_at": "2030-03-04"}, "ends_at"),
        (MOBILE_KEY, "acs_user_id"),
        ({"access_method": "mobile_key"}, "is_multi_phone_sync_credential"),
    ],
)
async def test_what_latch_refuses(
    sim: SeamSim, seam: Caller, house: BuildingIds, change: dict[str, Any], field: str
) -> None:
    body = seam.asked(await seam.user(house.system_id), house.entrance_ids[0])

    assert field in await create_refused(seam, body | change)
    assert sim.credentials_created() == []


async def test_a_door_that_takes_no_pin_or_no_mobile_key(seam: Caller, house: BuildingIds) -> None:
    _, _, vault, shed = house.entrance_ids
    user = await seam.user(house.system_id, user_identity_id=await seam.identity())

    assert "allowed_acs_entrance_ids" in await create_refused(seam, seam.asked(user, vault))
    assert "allowed_acs_entrance_ids" in await create_refused(seam, seam.asked(user, shed, **MOBILE_KEY))
    await seam.credential(user, shed)
    await seam.credential(user, vault, **MOBILE_KEY)


async def test_a_door_of_another_building_or_of_none(sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
    elsewhere = sim.add_building("Mill Lane Lofts", "Europe/London", ["Gate"])
    user = await seam.user(house.system_id)

    assert "allowed_acs_entrance_ids" in await create_refused(seam, seam.asked(user, elsewhere.entrance_ids[0]))
    sim.remove_entrance(house.entrance_ids[0])
    for gone in (house.entrance_ids[0], str(uuid4())):
        status, error = await seam.refused("/acs/credentials/create", **seam.asked(user, gone))
        assert (status, error["type"]) == (404, "acs_entrance_not_found")


async def test_one_mobile_key_opens_many_doors_and_may_have_a_pin(
    sim: SeamSim, seam: Caller, house: BuildingIds
) -> None:
    user = await seam.user(house.system_id, user_identity_id=await seam.identity())
    made = await seam.credential(user, *house.entrance_ids[:3], **MOBILE_KEY)
    sim.knobs.key_with_pin = False
    bare = await seam.credential(user, *house.entrance_ids[:3], **MOBILE_KEY)
    doors = await seam.ok("/acs/entrances/list", acs_credential_id=made["acs_credential_id"])

    assert [door["display_name"] for door in doors["acs_entrances"]] == ["Lobby", "Garage", "Vault"]
    assert made["code"]
    assert (bare["code"], bare["is_issued"]) == (None, True)


async def test_by_identity_and_system_instead_of_the_user(seam: Caller, house: BuildingIds) -> None:
    identity = await seam.identity()
    body = seam.asked("", house.entrance_ids[0], user_identity_id=identity, acs_system_id=house.system_id)
    del body["acs_user_id"]
    nobody = await seam.refused("/acs/credentials/create", **body)
    user = await seam.user(house.system_id, user_identity_id=identity)
    made = (await seam.ok("/acs/credentials/create", **body))["acs_credential"]

    assert (nobody[0], nobody[1]["type"]) == (404, "acs_user_not_found")
    assert (made["acs_user_id"], made["user_identity_id"]) == (user, identity)


async def test_the_same_create_twice_makes_two(sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
    user = await seam.user(house.system_id)
    first, second = [await seam.credential(user, house.entrance_ids[0]) for _ in range(2)]

    assert first["code"] != second["code"]
    doubled = sim.live_by_user_and_entrance()[user, house.entrance_ids[0]]
    assert [one.id for one in doubled] == [first["acs_credential_id"], second["acs_credential_id"]]


async def test_a_start_in_the_past_is_moved_and_said_so(seam: Caller, house: BuildingIds) -> None:
    user = await seam.user(house.system_id)
    moved = await seam.credential(user, house.entrance_ids[0], starts_at=seam.clock.after(hours=-1))
    without = await seam.credential(user, house.entrance_ids[0])

    assert moved["starts_at"] == without["starts_at"] == "2030-03-04T15:00:00.000Z"
    assert codes(moved, "warning") == ["schedule_modified"]
    assert without["warnings"] == []


class TestUpdate:
    async def test_only_the_end_changes(self, sim: SeamSim, clock: Clock, seam: Caller, house: BuildingIds) -> None:
        sim.knobs.update_delay = timedelta(seconds=30)
        made = await seam.credential(await seam.user(house.system_id), house.entrance_ids[0])
        key = made["acs_credential_id"]
        await seam.ok("/acs/credentials/update", acs_credential_id=key, ends_at="2030-03-05T00:00:00+01:00")
        shown = await seam.read(key)
        clock.move(30)
        synced = await seam.read(key)

        assert shown["ends_at"] == "2030-03-04T23:00:00.000Z"
        assert {name for name in made if made[name] != synced[name]} == {
            "ends_at",
            "latest_desired_state_synced_with_provider_at",
        }
        flag = "is_latest_desired_state_synced_with_provider"
        assert (shown[flag], synced[flag]) == (False, True)

    @pytest.mark.parametrize(
        "change",
        [
            {},
            {"code": "7654321"},
            {"starts_at": "2030-03-04T16:00:00Z"},
            {"allowed_acs_entrance_ids": []},
            {"ends_at": "2030-03-04T14:59:59Z"},
            {"ends_at": "2030-03-04T15:30:00Z"},
        ],
    )
    async def test_nothing_else_does(self, seam: Caller, house: BuildingIds, change: dict[str, Any]) -> None:
        later = seam.clock.after(hours=1)
        made = await seam.credential(await seam.user(house.system_id), house.entrance_ids[0], starts_at=later)
        key = made["acs_credential_id"]
        status, _ = await seam.refused("/acs/credentials/update", acs_credential_id=key, **change)

        assert status == 400
        assert await seam.read(key) == made

    async def test_not_while_it_is_being_deleted(self, sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
        sim.knobs.delete_delay = None
        made = await seam.credential(await seam.user(house.system_id), house.entrance_ids[0])
        key = made["acs_credential_id"]
        await seam.ok("/acs/credentials/delete", acs_credential_id=key)
        later = seam.clock.after(hours=3)
        status, _ = await seam.refused("/acs/credentials/update", acs_credential_id=key, ends_at=later)

        assert status == 400


async def test_lists_by_user_by_system_by_identity_and_by_kind(sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
    other = sim.add_building("Mill Lane Lofts", "Europe/London", ["Gate"])
    identity = await seam.identity()
    ann = await seam.user(house.system_id, user_identity_id=identity)
    pin = (await seam.credential(ann, house.entrance_ids[0]))["acs_credential_id"]
    key = (await seam.credential(ann, house.entrance_ids[0], **MOBILE_KEY))["acs_credential_id"]
    bob = await seam.user(other.system_id)
    gate = (await seam.credential(bob, other.entrance_ids[0]))["acs_credential_id"]

    async def ids(**filters: Any) -> list[str]:
        found = await seam.ok("/acs/credentials/list", **filters)
        return [one["acs_credential_id"] for one in found["acs_credentials"]]

    assert await ids() == [pin, key, gate]
    assert await ids(acs_user_id=ann) == await ids(user_identity_id=identity) == [pin, key]
    assert await ids(acs_system_id=other.system_id) == [gate]
    assert await ids(acs_user_id=ann, is_multi_phone_sync_credential=True) == [key]
    assert await ids(created_before=seam.clock.after(hours=-1)) == []
    assert await ids(search=gate) == [gate]


async def test_a_door_that_is_accepted_and_not_opened(sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
    sim.world.entrances[house.entrance_ids[0]].opens = False
    made = await seam.credential(await seam.user(house.system_id), house.entrance_ids[0])
    doors = await seam.ok("/acs/credentials/list_accessible_entrances", acs_credential_id=made["acs_credential_id"])

    assert doors["acs_entrances"] == []


async def test_a_door_cannot_be_unlocked_from_afar(seam: Caller, house: BuildingIds) -> None:
    lobby = house.entrance_ids[0]
    user = await seam.user(house.system_id, user_identity_id=await seam.identity())
    for credential in (await seam.credential(user, lobby), await seam.credential(user, lobby, **MOBILE_KEY)):
        key = credential["acs_credential_id"]
        status, _ = await seam.refused("/acs/entrances/unlock", acs_entrance_id=lobby, acs_credential_id=key)
        assert status == 400
    assert (await seam.ok("/acs/entrances/get", acs_entrance_id=lobby))["acs_entrance"][
        "can_unlock_with_cloud_key"
    ] is False


async def test_who_can_open_a_door(seam: Caller, house: BuildingIds) -> None:
    user = await seam.user(house.system_id)
    lobby = (await seam.credential(user, house.entrance_ids[0]))["acs_credential_id"]
    await seam.credential(user, house.entrance_ids[1])
    found = await seam.ok("/acs/entrances/list_credentials_with_access", acs_entrance_id=house.entrance_ids[0])

    assert [one["acs_credential_id"] for one in found["acs_credentials"]] == [lobby]
