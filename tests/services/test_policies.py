"""What the policy forbids is refused where it would be kept, by whatever way it is asked for."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.building import Approval, Method
from bot.domain.errors import Rejected, WrongState
from bot.domain.grant import GrantState
from bot.domain.people import Person
from bot.domain.request import BadFields
from bot.domain.roles import Holder, HolderKind, Role
from bot.domain.window import Window
from tests.services.desk import ADMIN, RITA, SAM, TEAM, Desk

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MIA = Person(user_id="U0MIA", team_id=TEAM, is_member=True)
ROLES = [
    *(Holder(kind=HolderKind.PERSON, slack_id=p.user_id, role=Role.ISSUER) for p in (RITA, SAM)),
    Holder(kind=HolderKind.PERSON, slack_id=MIA.user_id, role=Role.MANAGER),
]


async def limit(desk: Desk, **policy: object) -> None:
    await desk.set_up(roles=ROLES, policy=policy)


async def guard(desk: Desk, door: str, **asks: object) -> None:
    """This door is in an entrance group that asks for more."""
    group = {"id": "g1", "name": "Vault", "entrance_ids": [door], "stricter": asks}
    await desk.set_up(roles=ROLES, entrance_groups=[group])


def lasting(desk: Desk, length: timedelta, after: timedelta = timedelta()) -> Window:
    start = desk.clock.now() + after
    return Window(starts_at=start, ends_at=start + length)


async def issued(desk: Desk, *doors: str, **update: Any) -> str:
    grant_id = await desk.give(*doors, **update)
    await desk.run(timedelta(seconds=10))
    assert (await desk.record(grant_id)).grant.state is GrantState.ISSUED
    return grant_id


async def grants(desk: Desk) -> int:
    async with desk.store.read() as work:
        return await work.grants.count_open(TEAM, desk.building, RITA.user_id)


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


class TestExtending:
    async def test_the_maximum_counts_from_the_first_start_however_often_it_is_extended(self, desk: Desk) -> None:
        await limit(desk, max_length=4 * HOUR)
        grant_id = await issued(desk)
        start = (await desk.record(grant_id)).grant.window.starts_at
        await desk.run(HOUR)
        await desk.access.extend(RITA, grant_id, start + 4 * HOUR)
        await desk.run(HOUR)

        with pytest.raises(BadFields, match="too_long"):
            await desk.access.extend(RITA, grant_id, start + 4 * HOUR + timedelta(seconds=1))

        await desk.run(timedelta(minutes=1))
        assert (await desk.record(grant_id)).grant.window.ends_at == start + 4 * HOUR

    async def test_a_policy_set_later_binds_a_later_end_and_never_an_earlier_one(self, desk: Desk) -> None:
        grant_id = await issued(desk, window=lasting(desk, 10 * HOUR))
        start = (await desk.record(grant_id)).grant.window.starts_at
        await limit(desk, max_length=HOUR, methods=["mobile_key"], approval="everyone", hours=[])

        with pytest.raises(BadFields, match="too_long"):
            await desk.access.extend(RITA, grant_id, start + 11 * HOUR)
        await desk.access.extend(RITA, grant_id, start + 5 * HOUR)
        await desk.run(timedelta(minutes=1))

        assert (await desk.record(grant_id)).grant.window.ends_at == start + 5 * HOUR

    @pytest.mark.parametrize(
        "asks",
        [
            {"max_length": 3 * HOUR},
            {"hours": [{"weekday": 0, "opens": 0, "closes": 13 * 60}]},
            {"methods": ["mobile_key"]},
        ],
    )
    async def test_no_limit_of_a_door_is_got_round(self, desk: Desk, asks: dict[str, object]) -> None:
        """The building's clock says Monday 10:00."""
        lobby, vault, _ = desk.doors
        grant_id = await issued(desk, lobby, vault)
        before = await desk.record(grant_id)
        await guard(desk, vault, **asks)

        with pytest.raises(BadFields):
            await desk.access.extend(RITA, grant_id, before.grant.window.starts_at + 4 * HOUR)

        assert (await desk.record(grant_id)).grant == before.grant


class TestMoreOfAGrant:
    async def test_a_further_door_is_judged_with_the_whole_window(self, desk: Desk) -> None:
        lobby, vault, gym = desk.doors
        await guard(desk, vault, max_length=HOUR)
        grant_id = await issued(desk, lobby)

        with pytest.raises(BadFields, match="too_long"):
            await desk.access.add_doors(RITA, grant_id, [vault])
        await desk.access.add_doors(RITA, grant_id, [gym])
        await desk.run(timedelta(seconds=10))

        assert [door.entrance_id for door in (await desk.record(grant_id)).doors] == [lobby, gym]

    async def test_a_further_door_asks_for_the_reason_that_it_would_ask_for_at_first(self, desk: Desk) -> None:
        lobby, vault, _ = desk.doors
        await guard(desk, vault, reason_required=True, reason_patterns=("WO-####",))
        without = await issued(desk, lobby)
        other = await issued(desk, lobby, reason="leaking tap", name="Olga", submit_key="B", view="V2")
        right = await issued(desk, lobby, reason="WO-1234", name="Ron", submit_key="C", view="V3")

        with pytest.raises(BadFields, match="doors_reason_missing"):
            await desk.access.add_doors(RITA, without, [vault])
        with pytest.raises(BadFields, match="doors_reason_unlike"):
            await desk.access.add_doors(RITA, other, [vault])
        await desk.access.add_doors(RITA, right, [vault])
        await desk.run(timedelta(seconds=10))

        assert [len((await desk.record(one)).doors) for one in (without, other, right)] == [1, 1, 2]

    async def test_a_further_door_counts_the_requesters_other_guests(self, desk: Desk) -> None:
        lobby, vault, _ = desk.doors
        await guard(desk, vault, most_open=1)
        first = await issued(desk, lobby)
        await desk.access.add_doors(RITA, first, [vault])
        second = await issued(desk, lobby, name="Olga", submit_key="B", view="V2")

        with pytest.raises(BadFields, match="too_many_open"):
            await desk.access.add_doors(SAM, second, [vault])

    async def test_no_new_pin_for_what_is_forbidden_by_now(self, desk: Desk) -> None:
        grant_id = await issued(desk)
        [old] = (await desk.record(grant_id)).credentials
        await limit(desk, methods=["mobile_key"])

        with pytest.raises(WrongState, match="not_allowed_any_more"):
            await desk.access.new_pin(RITA, grant_id, old.id)

        assert (await desk.record(grant_id)).credentials == (old,)

    async def test_no_retry_of_what_is_forbidden_by_now(self, desk: Desk) -> None:
        desk.seam.fail_next("credentials.create", Rejected("seam_rejected", status=400))
        grant_id = await issued(desk, *desk.doors[:2])
        await limit(desk, max_length=HOUR)

        with pytest.raises(WrongState, match="not_allowed_any_more"):
            await desk.access.retry(RITA, grant_id)

    async def test_an_approval_once_given_is_not_asked_for_again(self, desk: Desk) -> None:
        grant_id = await issued(desk)
        [old] = (await desk.record(grant_id)).credentials
        await limit(desk, approval="everyone")

        await desk.access.new_pin(RITA, grant_id, old.id)


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
