"""Who may decide a request, and what nobody can approve any more, though it waits."""

import pytest

from bot.domain.errors import NotAllowed, Refused
from bot.domain.grant import GrantState
from bot.domain.people import Person
from bot.domain.request import BadFields
from bot.domain.roles import Role
from bot.services.kept import PostKind
from tests.services.approving import (
    ANA,
    BEN,
    HOUR,
    MIA,
    ROLES,
    asked,
    holder,
    request,
    strict,
)
from tests.services.desk import ADMIN, OUTSIDER, RITA, SAM, TEAM, Desk


def told(desk: Desk, kind: PostKind) -> list[str | None]:
    return [post.channel for post in desk.poster.of(kind)]


class TestWhoMay:
    @pytest.mark.parametrize("person", [RITA, SAM, OUTSIDER, ANA.model_copy(update={"is_member": False})])
    async def test_nobody_decides_who_may_not(self, desk: Desk, person: Person) -> None:
        await strict(desk)
        waits = await asked(desk)

        for tried in (
            desk.approvals.approve(person, RITA, waits.id),
            desk.approvals.decline(person, waits.id, "no"),
            desk.approvals.claim(person, waits.id),
            desk.approvals.release(person, waits.id),
            desk.approvals.look(person, waits.id),
        ):
            with pytest.raises(NotAllowed):
                await tried
        assert await desk.approvals.waiting(person) == []
        assert await request(desk, waits.grant_id) == waits

    async def test_a_right_that_was_taken_away_counts_at_the_click(self, desk: Desk) -> None:
        await strict(desk)
        waits = await asked(desk)
        await strict(desk, roles=[one for one in ROLES if one.slack_id != ANA.user_id])

        with pytest.raises(NotAllowed, match="approvers_only"):
            await desk.approvals.approve(ANA, RITA, waits.id)

    async def test_nobody_approves_what_they_asked_for(self, desk: Desk) -> None:
        both = [*ROLES, holder(RITA, Role.APPROVER)]
        await strict(desk, roles=both)
        waits = await asked(desk)

        with pytest.raises(NotAllowed, match="own_request"):
            await desk.approvals.approve(RITA, RITA, waits.id)
        assert told(desk, PostKind.REQUEST) == [ANA.user_id, BEN.user_id]
        assert await desk.approvals.waiting(RITA) == []

    async def test_with_self_approval_an_approvers_own_request_does_not_wait(self, desk: Desk) -> None:
        await strict(desk, roles=[*ROLES, holder(RITA, Role.APPROVER)], self_approval=True)

        grant_id = await desk.give()

        assert (await desk.record(grant_id)).grant.state is GrantState.ISSUING

    async def test_whoever_asked_must_still_be_allowed_to_give_access(self, desk: Desk) -> None:
        await strict(desk)
        waits = await asked(desk)
        await strict(desk, roles=[one for one in ROLES if one.slack_id != RITA.user_id])

        with pytest.raises(BadFields, match="asker_may_not"):
            await desk.approvals.approve(ANA, RITA, waits.id)
        with pytest.raises(BadFields, match="asker_may_not"):
            await desk.approvals.approve(ANA, RITA.model_copy(update={"is_member": False}), waits.id)

        assert (await request(desk, waits.grant_id)).waits

    async def test_the_rights_of_somebody_else_than_who_asked_say_nothing(self, desk: Desk) -> None:
        await strict(desk)
        waits = await asked(desk)

        with pytest.raises(Refused, match="asker_lookup_failed"):
            await desk.approvals.approve(ANA, SAM, waits.id)

    async def test_those_who_may_decide_find_it(self, desk: Desk) -> None:
        await strict(desk)
        first = await asked(desk, submit_key="a")
        second = await asked(desk, submit_key="b", view="V2")
        await desk.approvals.decline(BEN, first.id, "no")

        for person in (ANA, BEN, MIA, ADMIN):
            assert [record.grant.id for record in await desk.approvals.waiting(person)] == [second.grant_id]


class TestForbiddenMeanwhile:
    @pytest.mark.parametrize(
        ("policy", "problem"),
        [
            ({"max_length": HOUR}, "too_long"),
            ({"methods": ["mobile_key"]}, "pin_not_allowed"),
            ({"hours": []}, "no_hours"),
            ({"reason_required": True}, "reason_missing"),
            ({"most_open": 1}, "too_many_open"),
        ],
    )
    async def test_what_the_policy_forbids_by_now_is_not_approved(
        self, desk: Desk, policy: dict[str, object], problem: str
    ) -> None:
        await strict(desk)
        waits = await asked(desk, submit_key="a")
        await asked(desk, submit_key="b", view="V2")
        await strict(desk, **policy)

        with pytest.raises(BadFields, match=problem):
            await desk.approvals.approve(ANA, RITA, waits.id)

        assert await request(desk, waits.grant_id) == waits
        await strict(desk)
        await desk.approvals.approve(ANA, RITA, waits.id)

    async def test_a_request_counts_itself_only_once_among_the_open_ones(self, desk: Desk) -> None:
        await strict(desk, most_open=1)
        waits = await asked(desk)

        await desk.approvals.approve(ANA, RITA, waits.id)

    async def test_a_door_that_is_gone_is_not_approved(self, desk: Desk) -> None:
        await strict(desk)
        waits = await asked(desk)
        del desk.seam.doors[desk.doors[0]]
        await desk.buildings.refresh(TEAM)

        with pytest.raises(BadFields, match="door_unknown"):
            await desk.approvals.approve(ANA, RITA, waits.id)

    async def test_a_building_that_is_disconnected_is_not_approved(self, desk: Desk) -> None:
        await strict(desk)
        waits = await asked(desk)
        listing = desk.seam.systems[desk.building]
        desk.seam.systems[desk.building] = listing.model_copy(update={"problem": "acs_system_disconnected"})
        await desk.buildings.refresh(TEAM)

        with pytest.raises(BadFields, match="building_disconnected"):
            await desk.approvals.approve(ANA, RITA, waits.id)

    async def test_what_has_lapsed_by_the_clock_is_not_approved_though_nobody_has_said_so_yet(self, desk: Desk) -> None:
        await strict(desk, lapse_after=HOUR)
        waits = await asked(desk)
        desk.clock.advance(HOUR)

        with pytest.raises(BadFields, match="request_lapsed"):
            await desk.approvals.approve(ANA, RITA, waits.id)

    async def test_a_window_that_is_over_is_not_approved(self, desk: Desk) -> None:
        await strict(desk)
        waits = await asked(desk)
        late = waits.model_copy(update={"lapses_at": desk.clock.now() + 9 * HOUR})
        async with desk.store.write() as work:
            await work.requests.save(late)
        desk.clock.advance(2 * HOUR)

        with pytest.raises(BadFields, match="end_in_past"):
            await desk.approvals.approve(ANA, RITA, waits.id)
