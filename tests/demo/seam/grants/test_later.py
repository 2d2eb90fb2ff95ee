"""A grant that is there: changed, and taken back."""

from datetime import timedelta
from typing import Any

import pytest

from bot.demo.seam import LockIds, SeamSim
from tests.demo.seam.caller import Caller, Clock, codes
from tests.demo.seam.grants.asking import HOUR, create, method_of, read, told


class TestUpdate:
    async def test_the_pin_is_taken_back_and_issued_again(
        self, sim: SeamSim, clock: Clock, seam: Caller, casa: LockIds, ann: str
    ) -> None:
        made = await create(seam, ann, *casa.device_ids)
        before = await method_of(seam, made)
        sim.lock_knobs.update_delay = timedelta(seconds=30)
        end = seam.clock.after(5)
        await seam.ok("/access_grants/update", access_grant_id=made["access_grant_id"], ends_at=end, name="Longer")
        during, grant = await method_of(seam, made), await read(seam, made)
        clock.move(30)
        after = await method_of(seam, made)

        assert (grant["ends_at"], grant["name"]) == ("2030-03-04T20:00:00.000Z", "Longer")
        assert (during["is_issued"], codes(during, "warning")) == (False, ["updating_access_times"])
        assert grant["pending_mutations"][0]["from"]["ends_at"] == made["ends_at"]
        assert codes(grant, "warning") == ["updating_access_times"]
        assert (after["is_issued"], after["code"], after["warnings"]) == (True, before["code"], [])
        kinds = await told(sim, seam, made)
        assert kinds.index("access_method.revoked") < kinds.index("access_method.reissued")
        assert "access_grant.access_times_changed" in kinds
        clock.move(3 * HOUR)
        assert sim.enter_code(casa.device_ids[0], before["code"])

    @pytest.mark.parametrize(
        "wrong",
        [
            {"ends_at": "2030-03-04T15:00:00Z"},
            {"starts_at": "2030-03-05T15:00:00Z"},
            {"device_ids": []},
            {"access_grant_key": "x"},
        ],
    )
    async def test_what_is_refused(self, seam: Caller, casa: LockIds, ann: str, wrong: dict[str, Any]) -> None:
        made = await create(seam, ann, *casa.device_ids)
        status, _ = await seam.refused("/access_grants/update", access_grant_id=made["access_grant_id"], **wrong)

        assert status == 400
        assert await read(seam, made) == made

    async def test_without_an_end(self, clock: Clock, sim: SeamSim, seam: Caller, casa: LockIds, ann: str) -> None:
        made = await create(seam, ann, *casa.device_ids, access_grant_key="k")
        await seam.ok("/access_grants/update", access_grant_key="k", ends_at=None)
        clock.move(100 * HOUR)

        assert (await read(seam, made))["ends_at"] is None
        assert sim.enter_code(casa.device_ids[0], (await method_of(seam, made))["code"])


class TestDelete:
    async def test_everything_goes(self, sim: SeamSim, seam: Caller, casa: LockIds, ann: str) -> None:
        sim.lock_knobs.remove_delay = timedelta(seconds=10)
        made = await create(seam, ann, *casa.device_ids)
        pin = (await method_of(seam, made))["code"]
        await seam.ok("/access_grants/delete", access_grant_id=made["access_grant_id"])
        going, method = await read(seam, made), await method_of(seam, made)
        seam.clock.move(10)

        assert codes(going, "warning") == codes(method, "warning") == ["being_deleted"]
        assert method["pending_mutations"][0]["mutation_code"] == "revoking_access"
        status, error = await seam.refused("/access_grants/get", access_grant_id=made["access_grant_id"])
        assert (status, error["type"]) == (404, "access_grant_not_found")
        status, error = await seam.refused("/access_methods/get", access_method_id=method["access_method_id"])
        assert (status, error["type"]) == (404, "access_method_not_found")
        assert not sim.enter_code(casa.device_ids[0], pin)
        assert {"access_method.deleted", "access_grant.deleted"} <= set(await told(sim, seam, made))

    async def test_of_one_method_leaves_the_grant(self, seam: Caller, casa: LockIds, ann: str) -> None:
        made = await create(seam, ann, *casa.device_ids)
        method = await method_of(seam, made)
        await seam.ok("/access_methods/delete", access_method_id=method["access_method_id"])
        asked = {"access_grant_id": made["access_grant_id"], "requested_access_methods": [{"mode": "code"}]}
        again = (await seam.ok("/access_grants/request_access_methods", **asked))["access_grant"]

        assert len(again["access_method_ids"]) == 1
        assert (await method_of(seam, made))["is_issued"] is True

    async def test_by_reservation(self, seam: Caller, casa: LockIds, ann: str) -> None:
        made = await create(seam, ann, *casa.device_ids, reservation_key="r-1")
        await seam.ok("/access_methods/delete", reservation_key="r-1")

        assert (await read(seam, made))["access_method_ids"] == []
        assert (await seam.refused("/access_methods/delete", reservation_key="r-2"))[0] == 404

    async def test_with_its_person(self, sim: SeamSim, seam: Caller, casa: LockIds, ann: str) -> None:
        made = await create(seam, ann, *casa.device_ids)
        pin = (await method_of(seam, made))["code"]
        await seam.ok("/user_identities/delete", user_identity_id=ann)

        assert (await seam.refused("/access_grants/get", access_grant_id=made["access_grant_id"]))[0] == 404
        assert not sim.enter_code(casa.device_ids[0], pin)
