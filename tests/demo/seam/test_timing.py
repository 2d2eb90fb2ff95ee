"""Everything late goes by the injected clock: nothing here waits."""

from datetime import timedelta
from typing import Any

import pytest

from bot.demo.seam import BuildingIds, SeamSim
from tests.demo.seam.caller import Caller, Clock, codes

SYNCED = "is_latest_desired_state_synced_with_provider"


async def events(seam: Caller, **filters: Any) -> list[Any]:
    found = (await seam.ok("/events/list", since="2029-01-01T00:00:00Z", **filters))["events"]
    return sorted(found, key=lambda event: str(event["occurred_at"]))


async def event_types(seam: Caller, credential_id: str) -> list[str]:
    return [event["event_type"] for event in await events(seam, acs_credential_id=credential_id)]


@pytest.fixture
async def user(seam: Caller, house: BuildingIds) -> str:
    return await seam.user(house.system_id)


class TestIssue:
    async def test_the_pin_comes_when_it_is_due(
        self, sim: SeamSim, clock: Clock, seam: Caller, house: BuildingIds, user: str
    ) -> None:
        sim.set_pin_delay(timedelta(seconds=90))
        made = await seam.credential(user, house.entrance_ids[0])
        key = made["acs_credential_id"]
        clock.move(89)
        before = await seam.read(key)
        types_before = await event_types(seam, key)
        clock.move(1)
        after = await seam.read(key)

        assert before == made
        assert (made["code"], made[SYNCED], made["is_issued"]) == (None, False, False)
        assert codes(made, "warning") == ["waiting_to_be_issued"]
        assert types_before == []
        assert after["code"].isdigit()
        assert (after[SYNCED], after["is_issued"], after["warnings"]) == (True, True, [])
        assert await event_types(seam, key) == ["acs_credential.issued"]

    async def test_it_says_when_it_happened_not_when_it_was_asked(
        self, sim: SeamSim, clock: Clock, seam: Caller, house: BuildingIds, user: str
    ) -> None:
        sim.set_pin_delay(timedelta(seconds=5))
        key = (await seam.credential(user, house.entrance_ids[0]))["acs_credential_id"]
        clock.move(3600)
        shown = await seam.read(key)
        [event] = await events(seam, acs_credential_id=key)

        assert shown["issued_at"] == event["occurred_at"] == "2030-03-04T15:00:05.000Z"
        assert event["created_at"] == "2030-03-04T16:00:00.000Z"

    async def test_a_door_of_its_own_pace(
        self, sim: SeamSim, clock: Clock, seam: Caller, house: BuildingIds, user: str
    ) -> None:
        lobby, garage, *_ = house.entrance_ids
        sim.set_pin_delay(timedelta(seconds=60), garage)

        assert (await seam.credential(user, lobby))["code"]
        slow = await seam.credential(user, garage)
        assert slow["code"] is None
        clock.move(60)
        assert (await seam.read(slow["acs_credential_id"]))["code"]

    async def test_never_until_it_is_set_again(
        self, sim: SeamSim, clock: Clock, seam: Caller, house: BuildingIds, user: str
    ) -> None:
        sim.set_pin_delay(None)
        key = (await seam.credential(user, house.entrance_ids[0]))["acs_credential_id"]
        clock.move(86_400)
        never = await seam.read(key)
        sim.set_pin_delay(timedelta(0))

        assert never["code"] is None
        assert (await seam.read(key))["code"]

    async def test_a_failure_is_an_error_and_no_event(
        self, sim: SeamSim, clock: Clock, seam: Caller, house: BuildingIds, user: str
    ) -> None:
        sim.set_pin_delay(timedelta(seconds=5))
        sim.fail_issue(house.entrance_ids[0])
        made = await seam.credential(user, house.entrance_ids[0])
        clock.move(5)
        shown = await seam.read(made["acs_credential_id"])

        assert made["errors"] == []
        assert codes(shown, "error") == ["failed_to_issue"]
        assert (shown["code"], shown[SYNCED], shown["warnings"]) == (None, False, [])
        assert await event_types(seam, made["acs_credential_id"]) == []

    async def test_nothing_is_issued_while_the_building_is_disconnected(
        self, sim: SeamSim, clock: Clock, seam: Caller, house: BuildingIds, user: str
    ) -> None:
        sim.disconnect(house.system_id, "account_disconnected")
        key = (await seam.credential(user, house.entrance_ids[0]))["acs_credential_id"]
        clock.move(600)
        system = (await seam.ok("/acs/systems/get", acs_system_id=house.system_id))["acs_system"]
        waiting = await seam.read(key)
        sim.reconnect(house.system_id)
        issued = await seam.read(key)

        assert codes(system, "error") == ["account_disconnected"]
        assert waiting["code"] is None
        assert issued["issued_at"] == "2030-03-04T15:10:00.000Z"
        types = [event["event_type"] for event in await events(seam, acs_system_id=house.system_id)]
        assert {"acs_system.disconnected", "acs_system.connected"} <= set(types)

    async def test_a_hundred_pins_are_a_hundred(self, seam: Caller, house: BuildingIds, user: str) -> None:
        pins = {(await seam.credential(user, house.entrance_ids[0]))["code"] for _ in range(100)}

        assert len(pins) == 100


class TestDelete:
    async def test_it_lingers_and_then_is_gone(
        self, sim: SeamSim, clock: Clock, seam: Caller, house: BuildingIds, user: str
    ) -> None:
        sim.knobs.delete_delay = timedelta(seconds=20)
        key = (await seam.credential(user, house.entrance_ids[0]))["acs_credential_id"]
        assert await seam.ok("/acs/credentials/delete", acs_credential_id=key) == {"ok": True}
        clock.move(19)
        lingering = await seam.read(key)
        again = await seam.ok("/acs/credentials/delete", acs_credential_id=key)
        types_before = await event_types(seam, key)
        clock.move(1)
        status, error = await seam.refused("/acs/credentials/get", acs_credential_id=key)

        assert codes(lingering, "warning") == ["being_deleted"]
        assert lingering[SYNCED] is False
        assert again == {"ok": True}
        assert types_before == ["acs_credential.issued"]
        assert (status, error["type"]) == (404, "acs_credential_not_found")
        assert await event_types(seam, key) == ["acs_credential.issued", "acs_credential.deleted"]
        assert (await seam.ok("/acs/credentials/list"))["acs_credentials"] == []

    async def test_the_checkers_see_all_three_truths(
        self, sim: SeamSim, seam: Caller, house: BuildingIds, user: str
    ) -> None:
        sim.knobs.delete_delay = None
        first = (await seam.credential(user, house.entrance_ids[0]))["acs_credential_id"]
        second = (await seam.credential(user, house.entrance_ids[1]))["acs_credential_id"]
        await seam.ok("/acs/credentials/delete", acs_credential_id=first)

        assert [one.id for one in sim.credentials_created()] == [first, second]
        assert [one.id for one in sim.live_credentials()] == [second]
        assert list(sim.live_by_user_and_entrance()) == [(user, house.entrance_ids[1])]
        assert sim.credentials_created()[0].gone_at is None

    async def test_one_asked_for_deletion_before_its_pin_never_gets_one(
        self, sim: SeamSim, clock: Clock, seam: Caller, house: BuildingIds, user: str
    ) -> None:
        sim.set_pin_delay(timedelta(seconds=10))
        sim.knobs.delete_delay = timedelta(seconds=60)
        key = (await seam.credential(user, house.entrance_ids[0]))["acs_credential_id"]
        await seam.ok("/acs/credentials/delete", acs_credential_id=key)
        clock.move(30)

        assert (await seam.read(key))["code"] is None

    async def test_deleting_the_user_takes_its_credentials(
        self, sim: SeamSim, seam: Caller, house: BuildingIds, user: str
    ) -> None:
        key = (await seam.credential(user, house.entrance_ids[0]))["acs_credential_id"]
        await seam.ok("/acs/users/delete", acs_user_id=user)

        assert (await seam.refused("/acs/credentials/get", acs_credential_id=key))[0] == 404
        assert sim.journal[-2].effects == (("deleted", "acs_user", user), ("deleted", "acs_credential", key))
        assert await event_types(seam, key) == ["acs_credential.issued", "acs_credential.deleted"]


class TestEvents:
    async def test_since_and_between(self, clock: Clock, seam: Caller, house: BuildingIds) -> None:
        early = await seam.user(house.system_id)
        clock.move(60)
        late = await seam.user(house.system_id)
        only_users = {"event_type": "acs_user.created"}

        since = await seam.ok("/events/list", since="2030-03-04T15:01:00Z", **only_users)
        between = await seam.ok("/events/list", between=["2030-03-04T15:00:00Z", "2030-03-04T15:01:00Z"], **only_users)
        assert [event["acs_user_id"] for event in since["events"]] == [late]
        assert [event["acs_user_id"] for event in between["events"]] == [early]

    async def test_their_order_means_nothing(self, seam: Caller, house: BuildingIds) -> None:
        users = [await seam.user(house.system_id) for _ in range(20)]
        wanted = {"since": "2030-01-01", "event_types": ["acs_user.created"]}
        first, second = [(await seam.ok("/events/list", **wanted))["events"] for _ in range(2)]

        assert first != second
        assert {event["acs_user_id"] for event in first} == {event["acs_user_id"] for event in second} == set(users)

    async def test_by_id_by_system_and_no_more_than_the_limit(self, seam: Caller, house: BuildingIds) -> None:
        await seam.user(house.system_id)
        found = await events(seam, acs_system_ids=[house.system_id])
        one = await events(seam, event_ids=[found[0]["event_id"]])

        assert len(found) == 5
        assert one == [found[0]]
        assert len(await events(seam, limit=2)) == 2

    async def test_a_door_that_is_removed(self, sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
        sim.remove_entrance(house.entrance_ids[0])
        [event] = await events(seam, event_type="acs_entrance.removed")
        doors = (await seam.ok("/acs/entrances/list", acs_system_id=house.system_id))["acs_entrances"]

        assert event["acs_entrance_id"] == house.entrance_ids[0]
        assert [door["display_name"] for door in doors] == ["Garage", "Vault", "Shed"]
        assert (await seam.refused("/acs/entrances/get", acs_entrance_id=house.entrance_ids[0]))[0] == 404
