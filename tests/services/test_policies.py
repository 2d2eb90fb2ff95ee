"""What the policy forbids is refused where it would be kept, by whatever way it is asked for."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.building import Approval, Method
from bot.domain.grant import GrantState
from bot.domain.people import Person
from bot.domain.request import BadFields
from tests.services.desk import ADMIN, RITA, SAM, Desk
from tests.services.limited import HOUR, MIA, ROLES, grants, guard, issued, limit


class TestGiving:
    @pytest.mark.parametrize(
        ("policy", "update", "problem"),
        [
            ({"max_length": HOUR}, {}, "too_long"),
            ({"hours": [{"weekday": 0, "opens": 0, "closes": 600}]}, {}, "outside_hours"),
            ({"methods": ["mobile_key"]}, {}, "pin_not_allowed"),
            ({"reason_required": True}, {"reason": " "}, "reason_missing"),
            ({"reason_patterns": ["WO-##"]}, {"reason": "WO-1"}, "reason_unlike"),
        ],
    )
    async def test_what_is_forbidden_is_refused_and_nothing_kept(
        self, desk: Desk, policy: dict[str, object], update: dict[str, Any], problem: str
    ) -> None:
        await limit(desk, **policy)

        with pytest.raises(BadFields, match=problem):
            await desk.give(**update)

        assert await grants(desk) == 0

    async def test_admins_are_bound_too(self, desk: Desk) -> None:
        await limit(desk, max_length=HOUR)

        with pytest.raises(BadFields, match="too_long"):
            await desk.giving.submit(ADMIN, desk.draft(requester=ADMIN.user_id), None)

    async def test_one_sensitive_door_among_others_is_enough(self, desk: Desk) -> None:
        lobby, vault, _ = desk.doors
        await guard(desk, vault, max_length=HOUR)

        await desk.give(lobby)
        with pytest.raises(BadFields, match="too_long"):
            await desk.give(lobby, vault, submit_key="V2")

    async def test_a_requester_has_so_many_open_and_no_more(self, desk: Desk) -> None:
        await limit(desk, most_open=2)
        first = await desk.give(submit_key="V1")
        await desk.give(submit_key="V2")

        with pytest.raises(BadFields, match="too_many_open"):
            await desk.give(submit_key="V3")

        await desk.giving.submit(SAM, desk.draft(requester=SAM.user_id, submit_key="V4"), None)
        await desk.access.end(RITA, first)
        await desk.run(timedelta(minutes=1))
        await desk.give(submit_key="V5")

    async def test_the_same_form_again_is_the_same_grant_whatever_the_policy_says_by_then(self, desk: Desk) -> None:
        draft = desk.draft(submit_key="V1")
        first = await desk.giving.submit(RITA, draft, None)
        await limit(desk, most_open=1, max_length=HOUR)

        again = await desk.giving.submit(RITA, draft, None)

        assert again.grant.id == first.grant.id
        assert await grants(desk) == 1


class TestApproval:
    @pytest.mark.parametrize(
        ("policy", "wait", "free"),
        [
            ({"approval": Approval.ISSUERS}, [RITA], [MIA, ADMIN]),
            ({"approval": Approval.EVERYONE}, [RITA, MIA, ADMIN], []),
            ({"approval": Approval.EVERYONE, "self_approval": True}, [RITA], [MIA, ADMIN]),
            ({"two_person": True, "self_approval": True}, [RITA, MIA, ADMIN], []),
        ],
    )
    async def test_what_needs_an_approver_is_not_given_without_one(
        self, desk: Desk, policy: dict[str, object], wait: list[Person], free: list[Person]
    ) -> None:
        await limit(desk, **policy)

        for person in wait:
            draft = desk.draft(requester=person.user_id, submit_key=person.user_id)
            assert (await desk.giving.submit(person, draft, None)).grant.state is GrantState.AWAITING_APPROVAL
        for person in free:
            await desk.giving.submit(person, desk.draft(requester=person.user_id, submit_key=person.user_id), None)

        await desk.run(timedelta(seconds=10))
        assert len(desk.seam.existing()) == len(free)


async def test_the_pin_goes_to_no_dm_where_one_door_forbids_it(desk: Desk) -> None:
    lobby, vault, _ = desk.doors
    group = {"id": "g1", "name": "Vault", "entrance_ids": [vault], "stricter": {"pin_in_dm": False}}
    await desk.set_up(roles=ROLES, policy={"pin_in_dm": True}, entrance_groups=[group])

    await issued(desk, lobby, vault)
    assert "pin_dm" not in desk.poster.kinds()
    await issued(desk, lobby, name="Gary Guest", submit_key="V2")
    assert "pin_dm" in desk.poster.kinds()


async def test_a_mobile_key_is_refused_where_only_pins_are_allowed(desk: Desk) -> None:
    await desk.set_up(roles=ROLES, policy={"methods": ["code"]}, mobile_keys="instant_key")

    with pytest.raises(BadFields, match="mobile_key_not_allowed"):
        await desk.give(method=Method.MOBILE_KEY)
