"""A grant's PIN is clean: it is issued when every lock has it, and said so."""

from datetime import timedelta
from typing import Any

import pytest

from bot.demo.seam import BuildingIds, Lock, LockIds, SeamSim
from tests.demo.seam.caller import Caller, Clock, codes
from tests.demo.seam.grants.asking import HOUR, code_of, create, method_of, told


async def test_one_pin_on_all_locks(sim: SeamSim, seam: Caller, casa: LockIds, ann: str) -> None:
    made = await create(seam, ann, *casa.device_ids, name="Ann's stay", access_grant_key="stay-1")
    method = await method_of(seam, made)
    listed = await seam.ok("/access_codes/list", access_grant_id=made["access_grant_id"])
    by_method = await seam.ok("/access_codes/list", access_method_id=method["access_method_id"])

    assert (made["access_grant_key"], made["display_name"], made["errors"]) == ("stay-1", "Ann's stay", [])
    assert made["requested_access_methods"][0]["created_access_method_ids"] == [method["access_method_id"]]
    assert (method["mode"], method["is_issued"], method["pending_mutations"]) == ("code", True, [])
    assert {one["code"] for one in listed["access_codes"]} == {method["code"]}
    assert listed["access_codes"] == by_method["access_codes"]
    assert [one["device_id"] for one in listed["access_codes"]] == [*casa.device_ids]
    assert all(sim.enter_code(key, method["code"]) for key in casa.device_ids)
    assert await told(sim, seam, made) == [
        "access_grant.created",
        "access_method.created",
        "access_method.issued",
        "access_grant.access_granted_to_all_doors",
    ]


async def test_it_is_issued_when_the_last_lock_has_it(
    sim: SeamSim, clock: Clock, seam: Caller, casa: LockIds, ann: str
) -> None:
    sim.lock_knobs.set_delays[casa.device_ids[1]] = timedelta(seconds=400)
    made = await create(seam, ann, *casa.device_ids)
    clock.move(300)
    late = await method_of(seam, made)
    clock.move(100)
    there = await method_of(seam, made)

    assert (late["is_issued"], late["code"], codes(late, "warning")) == (False, None, ["delay_in_issuing"])
    assert (there["is_issued"], there["issued_at"], there["warnings"]) == (True, "2030-03-04T15:06:40.000Z", [])
    assert there["code"].isdigit()
    assert "access_method.delay_in_issuing" in await told(sim, seam, made)


async def test_far_ahead_it_waits_for_the_preload(clock: Clock, seam: Caller, casa: LockIds, ann: str) -> None:
    made = await create(seam, ann, *casa.device_ids, starts_at=seam.clock.after(100), ends_at=seam.clock.after(102))
    early = await method_of(seam, made)
    clock.move(28 * HOUR)

    assert early["is_issued"] is False
    assert (await method_of(seam, made))["is_issued"] is True


async def test_a_lock_that_does_not_take_it(sim: SeamSim, seam: Caller, casa: LockIds, ann: str) -> None:
    sim.lock_knobs.failing[casa.device_ids[0]] = "provider_issue"
    made = await create(seam, ann, *casa.device_ids)
    failed = await method_of(seam, made)
    sim.lock_knobs.failing.clear()
    there = await method_of(seam, made)

    assert (failed["is_issued"], codes(failed, "error")) == (False, ["failed_to_issue"])
    assert (there["is_issued"], there["errors"]) == (True, [])
    assert "access_method.failed_to_issue" in await told(sim, seam, made)


class TestPin:
    async def test_a_wish_is_granted_where_it_can_be(self, seam: Caller, casa: LockIds, ann: str) -> None:
        wish = [{"mode": "code", "code": "4711"}]
        made = await create(seam, ann, *casa.device_ids, requested_access_methods=wish)

        assert (await method_of(seam, made))["code"] == "4711"
        assert made["requested_access_methods"][0]["code"] == "4711"

    async def test_else_it_is_another_and_said_so(self, seam: Caller, casa: LockIds, ann: str) -> None:
        front, back = casa.device_ids
        await seam.ok("/access_codes/create", device_id=front, code="4711")
        made = await create(seam, ann, front, back, requested_access_methods=[{"mode": "code", "code": "4711"}])
        [warning] = made["warnings"]

        assert warning["warning_code"] == "requested_code_unavailable"
        assert (warning["device_id"], warning["original_code"]) == (front, "4711")
        assert warning["new_code"] == (await method_of(seam, made))["code"] != "4711"

    async def test_the_same_person_keeps_theirs(self, seam: Caller, casa: LockIds, ann: str) -> None:
        front, back = casa.device_ids
        first = await method_of(seam, await create(seam, ann, front))
        second = await method_of(seam, await create(seam, ann, back))

        assert first["code"] == second["code"]


class TestCannot:
    async def test_a_lock_without_codes_is_left_out(self, sim: SeamSim, seam: Caller, casa: LockIds, ann: str) -> None:
        [gate] = sim.add_locks("Annex", None, [Lock("Gate", can_program_online_access_codes=None)]).device_ids
        made = await create(seam, ann, casa.device_ids[0], gate)

        assert [(one["warning_code"], one["device_id"]) for one in made["warnings"]] == [
            ("device_does_not_support_access_codes", gate)
        ]
        assert (await method_of(seam, made))["is_issued"] is True

    @pytest.mark.parametrize("mode", ["mobile_key", "cloud_key", "card"])
    async def test_another_mode_on_a_lock(self, sim: SeamSim, seam: Caller, casa: LockIds, ann: str, mode: str) -> None:
        made = await create(seam, ann, *casa.device_ids, requested_access_methods=[{"mode": mode}])

        assert codes(made, "error") == ["cannot_create_requested_access_methods"]
        assert made["access_method_ids"] == []
        assert "access_grant.could_not_create_requested_access_methods" in await told(sim, seam, made)

    async def test_a_latch_entrance(self, seam: Caller, house: BuildingIds, ann: str) -> None:
        made = await create(seam, ann, acs_entrance_ids=[house.entrance_ids[0]])

        assert codes(made, "error") == ["cannot_create_requested_access_methods"]
        assert (await seam.ok("/acs/credentials/list"))["acs_credentials"] == []

    async def test_a_door_cannot_be_unlocked_by_it(
        self, seam: Caller, house: BuildingIds, casa: LockIds, ann: str
    ) -> None:
        method = await method_of(seam, await create(seam, ann, casa.device_ids[0]))
        status, _ = await seam.refused(
            "/access_methods/unlock_door",
            access_method_id=method["access_method_id"],
            acs_entrance_id=house.entrance_ids[0],
        )

        assert status == 400


class TestCreate:
    async def test_for_somebody_new(self, sim: SeamSim, seam: Caller, casa: LockIds) -> None:
        asked = {
            "user_identity": {"full_name": "Bob", "user_identity_key": "keydesk:i:g"},
            "device_ids": [casa.device_ids[0]],
            "requested_access_methods": [{"mode": "code"}],
        }
        made = (await seam.ok("/access_grants/create", **asked))["access_grant"]

        assert sim.world.identities[made["user_identity_id"]].key == "keydesk:i:g"
        assert (made["starts_at"], made["ends_at"]) == ("2030-03-04T15:00:00.000Z", None)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"user_identity": {"full_name": "Bob"}},
            {"user_identity_id": None},
            {"user_identity_id": None, "user_identity": {"email_address": "bob"}},
            {"user_identity_id": None, "user_identity": {"nick": "bob"}},
            {"device_ids": None},
            {"requested_access_methods": None},
            {"requested_access_methods": [{"mode": "pin"}]},
            {"requested_access_methods": [{"mode": "code", "code": "12"}]},
            {"requested_access_methods": ["code"]},
            {"ends_at": "2030-03-04T15:00:00Z"},
            {"space_ids": []},
        ],
    )
    async def test_what_is_refused(
        self, sim: SeamSim, seam: Caller, casa: LockIds, ann: str, wrong: dict[str, Any]
    ) -> None:
        asked = {
            "user_identity_id": ann,
            "device_ids": [*casa.device_ids],
            "requested_access_methods": [{"mode": "code"}],
            **wrong,
        }
        given = {name: value for name, value in asked.items() if value is not None}

        assert (await seam.refused("/access_grants/create", **given))[0] == 400
        assert sim.world.grants.grants == {}
        assert len(sim.world.identities) == 1

    async def test_a_key_that_is_taken(self, seam: Caller, casa: LockIds, ann: str) -> None:
        await create(seam, ann, casa.device_ids[0], access_grant_key="k")
        status, error = await seam.refused(
            "/access_grants/create",
            user_identity_id=ann,
            device_ids=[casa.device_ids[0]],
            requested_access_methods=[{"mode": "code"}],
            access_grant_key="k",
        )

        assert (status, error["type"]) == (409, "access_grant_key_conflict")

    async def test_found_again(self, seam: Caller, casa: LockIds, ann: str) -> None:
        front, back = casa.device_ids
        one = await create(seam, ann, front, access_grant_key="k")
        two = await create(seam, await seam.identity(full_name="Bob"), back)

        async def ids(**filters: Any) -> list[str]:
            found = await seam.ok("/access_grants/list", **filters)
            return [grant["access_grant_id"] for grant in found["access_grants"]]

        both = [one["access_grant_id"], two["access_grant_id"]]
        assert await ids() == both
        assert await ids(user_identity_id=ann) == await ids(device_id=front) == both[:1]
        assert await ids(access_grant_key="k") == await ids(access_grant_ids=both[:1]) == both[:1]
        assert (await seam.refused("/access_methods/list"))[0] == 400
        method = await method_of(seam, two)
        for filters in ({"device_id": back}, {"access_code_id": await code_of(seam, back)}):
            assert (await seam.ok("/access_methods/list", **filters))["access_methods"] == [method]
