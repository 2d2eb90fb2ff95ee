from typing import Any

import pytest

from bot.demo.seam import BuildingIds, SeamSim
from tests.demo.seam.caller import Caller, codes

KEY = "keydesk:install:grant"


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ({"user_identity_key": KEY}, {"user_identity_key": KEY}, "user_identity_key_conflict"),
        ({"email_address": "a@b.example"}, {"email_address": "A@b.example"}, "user_identity_email_or_phone_conflict"),
        ({"phone_number": "+12025550123"}, {"phone_number": "+12025550123"}, "user_identity_email_or_phone_conflict"),
    ],
)
async def test_key_email_and_phone_are_unique(
    sim: SeamSim, seam: Caller, first: dict[str, Any], second: dict[str, Any], kind: str
) -> None:
    await seam.identity(**first)
    status, error = await seam.refused("/user_identities/create", **second)

    assert (status, error["type"]) == (409, kind)
    assert len(sim.world.identities) == 1


async def test_found_by_key_by_id_and_by_search(seam: Caller) -> None:
    made = await seam.identity(user_identity_key=KEY, email_address="ann@b.example")
    await seam.identity(full_name="Bob")

    by_key = (await seam.ok("/user_identities/get", user_identity_key=KEY))["user_identity"]
    by_id = (await seam.ok("/user_identities/get", user_identity_id=made))["user_identity"]
    by_mail = (await seam.ok("/user_identities/list", search="ann@b.example"))["user_identities"]
    by_ids = (await seam.ok("/user_identities/list", user_identity_ids=[made]))["user_identities"]

    assert by_key == by_id == by_mail[0] == by_ids[0]
    assert len(by_mail) == len(by_ids) == 1


async def test_update_changes_what_is_given_and_frees_what_is_nulled(seam: Caller) -> None:
    made = await seam.identity(email_address="ann@b.example", user_identity_key=KEY)
    await seam.ok("/user_identities/update", user_identity_id=made, email_address=None, full_name="Ann B")
    shown = (await seam.ok("/user_identities/get", user_identity_id=made))["user_identity"]

    assert (shown["email_address"], shown["full_name"], shown["user_identity_key"]) == (None, "Ann B", KEY)
    await seam.identity(email_address="ann@b.example")
    status, _ = await seam.refused("/user_identities/update", user_identity_id=made, email_address="ann@b.example")
    assert status == 409


async def test_delete_takes_users_and_credentials_along(sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
    identity = await seam.identity()
    user = await seam.user(house.system_id, user_identity_id=identity)
    credential = await seam.credential(user, house.entrance_ids[0])
    other = await seam.credential(await seam.user(house.system_id), house.entrance_ids[0])

    await seam.ok("/user_identities/delete", user_identity_id=identity)

    assert set(sim.journal[-1].effects) == {
        ("deleted", "user_identity", identity),
        ("deleted", "acs_user", user),
        ("deleted", "acs_credential", credential["acs_credential_id"]),
    }
    assert [kept.id for kept in sim.live_credentials()] == [other["acs_credential_id"]]
    assert (await seam.refused("/acs/users/get", acs_user_id=user))[0] == 404


class TestAddAcsUser:
    async def test_puts_the_user_under_the_identity(self, seam: Caller, house: BuildingIds) -> None:
        identity, user = await seam.identity(), await seam.user(house.system_id)
        await seam.ok("/user_identities/add_acs_user", acs_user_id=user, user_identity_id=identity)
        found = await seam.ok("/acs/users/get", user_identity_id=identity, acs_system_id=house.system_id)

        assert found["acs_user"]["acs_user_id"] == user

    async def test_an_unknown_key_makes_the_identity(self, seam: Caller, house: BuildingIds) -> None:
        user = await seam.user(house.system_id)
        await seam.ok("/user_identities/add_acs_user", acs_user_id=user, user_identity_key=KEY)
        shown = (await seam.ok("/user_identities/get", user_identity_key=KEY))["user_identity"]

        assert shown["acs_user_ids"] == [user]

    async def test_a_user_of_someone_else_is_refused(self, seam: Caller, house: BuildingIds) -> None:
        user = await seam.user(house.system_id, user_identity_id=await seam.identity())
        other = await seam.identity()
        status, _ = await seam.refused("/user_identities/add_acs_user", acs_user_id=user, user_identity_id=other)

        assert status == 400


async def test_an_instant_key_wants_a_mobile_key_first(seam: Caller, house: BuildingIds) -> None:
    identity = await seam.identity()
    user = await seam.user(house.system_id, user_identity_id=identity)
    status, _ = await seam.refused("/user_identities/generate_instant_key", user_identity_id=identity)
    mobile_key = {"access_method": "mobile_key", "is_multi_phone_sync_credential": True}
    await seam.credential(user, house.entrance_ids[0], **mobile_key)
    made = await seam.ok("/user_identities/generate_instant_key", user_identity_id=identity, max_use_count=1)

    assert status == 400
    assert made["instant_key"]["instant_key_url"].startswith("https://")
    assert made["instant_key"]["user_identity_id"] == identity


async def test_an_instant_key_is_found_and_taken_back(seam: Caller, house: BuildingIds) -> None:
    identity = await seam.identity()
    user = await seam.user(house.system_id, user_identity_id=identity)
    mobile_key = {"access_method": "mobile_key", "is_multi_phone_sync_credential": True}
    await seam.credential(user, *house.entrance_ids[:2], **mobile_key)
    made = (await seam.ok("/user_identities/generate_instant_key", user_identity_id=identity))["instant_key"]
    by_url = (await seam.ok("/instant_keys/get", instant_key_url=made["instant_key_url"]))["instant_key"]
    listed = (await seam.ok("/instant_keys/list", user_identity_id=identity))["instant_keys"]
    doors = (await seam.ok("/user_identities/list_accessible_entrances", user_identity_id=identity))["acs_entrances"]
    await seam.ok("/instant_keys/delete", instant_key_id=made["instant_key_id"])
    status, error = await seam.refused("/instant_keys/get", instant_key_id=made["instant_key_id"])

    assert by_url == made
    assert listed == [made]
    assert [door["acs_entrance_id"] for door in doors] == [*house.entrance_ids[:2]]
    assert (status, error["type"]) == (404, "instant_key_not_found")


async def test_a_resident_of_latch_gets_an_error_on_user_and_identity_and_never_a_pin(
    sim: SeamSim, seam: Caller, house: BuildingIds
) -> None:
    sim.knobs.resident_emails.add("resident@b.example")
    identity = await seam.identity(email_address="Resident@b.example")
    user = (
        await seam.ok("/acs/users/create", acs_system_id=house.system_id, full_name="R", user_identity_id=identity)
    )["acs_user"]
    credential = await seam.credential(user["acs_user_id"], house.entrance_ids[0])
    shown = (await seam.ok("/user_identities/get", user_identity_id=identity))["user_identity"]

    assert codes(user, "error") == ["latch_conflict_with_resident_user"]
    assert codes(shown, "error") == ["issue_with_acs_user"]
    assert credential["code"] is None


async def test_users_are_found_by_their_identitys_email(seam: Caller, house: BuildingIds) -> None:
    identity = await seam.identity(email_address="ann@b.example", phone_number="+12025550123")
    user = await seam.user(house.system_id, user_identity_id=identity)
    await seam.user(house.system_id, email_address="ann@b.example")

    by_mail = await seam.ok("/acs/users/list", user_identity_email_address="ann@b.example")
    by_phone = await seam.ok("/acs/users/list", user_identity_phone_number="+12025550123")

    assert [one["acs_user_id"] for one in by_mail["acs_users"]] == [user]
    assert by_phone["acs_users"] == by_mail["acs_users"]


class TestUsers:
    async def test_what_is_known_of_a_user_changes(self, seam: Caller, house: BuildingIds) -> None:
        user = await seam.user(house.system_id)
        await seam.ok("/acs/users/update", acs_user_id=user, full_name="Ann B", email_address="ann@b.example")
        shown = (await seam.ok("/acs/users/get", acs_user_id=user))["acs_user"]

        assert (shown["full_name"], shown["email_address"]) == ("Ann B", "ann@b.example")

    async def test_latch_users_are_not_suspended_unless_that_is_switched_on(
        self, sim: SeamSim, seam: Caller, house: BuildingIds
    ) -> None:
        user = await seam.user(house.system_id)
        pin = (await seam.credential(user, house.entrance_ids[0]))["acs_credential_id"]
        status, _ = await seam.refused("/acs/users/suspend", acs_user_id=user)
        sim.knobs.can_suspend = True
        await seam.ok("/acs/users/suspend", acs_user_id=user)
        suspended = (await seam.ok("/acs/users/get", acs_user_id=user))["acs_user"]["is_suspended"]
        tried = [sim.open_door(house.entrance_ids[0], pin)]
        await seam.ok("/acs/users/unsuspend", acs_user_id=user)
        tried += [sim.open_door(house.entrance_ids[0], pin)]

        assert (status, suspended, tried) == (400, True, [False, True])
