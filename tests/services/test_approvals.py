"""From a request for new access to its decision, or to none."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.approval import RequestState
from bot.domain.building import Method, MobileKeys
from bot.domain.errors import Refused, WrongState
from bot.domain.grant import GrantState
from bot.domain.roles import Holder, HolderKind, Role
from bot.domain.window import Window
from bot.services.kept import PostKind
from tests.services.approving import (
    ANA,
    BEN,
    HOUR,
    MIA,
    MINUTE,
    NIGHT_SHIFT,
    ROLES,
    SOON,
    asked,
    request,
    story,
    strict,
    told,
)
from tests.services.desk import ADMIN, RITA, Desk


class TestAsking:
    async def test_nothing_is_asked_of_seam_until_somebody_approves(self, desk: Desk) -> None:
        await strict(desk)
        calls = list(desk.seam.calls)

        waits = await asked(desk, *desk.doors[:2])
        await desk.run(HOUR)

        record = await desk.record(waits.grant_id)
        assert desk.seam.calls == calls
        assert record.grant.state is GrantState.AWAITING_APPROVAL
        assert [door.name for door in record.doors] == ["Lobby", "Garage"]
        assert not desk.poster.of(PostKind.REMINDER)
        assert not desk.poster.of(PostKind.LATE_PIN)
        assert not desk.poster.of(PostKind.PIN_READY)

    async def test_the_request_is_kept_in_the_transaction_of_the_submit(self, desk: Desk) -> None:
        await strict(desk)

        record = await desk.giving.submit(RITA, desk.draft(), "V1")

        assert record.waiting is not None
        assert (await desk.record(record.grant.id)).waiting == record.waiting
        assert (record.waiting.asked_by, record.waiting.asked) == (RITA.user_id, ())

    async def test_the_same_form_twice_is_one_request(self, desk: Desk) -> None:
        await strict(desk)
        draft = desk.draft()

        first = await desk.giving.submit(RITA, draft, None)
        assert (await desk.giving.submit(RITA, draft, None)).request == first.request
        await desk.turn()

        assert told(desk, PostKind.REQUEST) == [ANA.user_id, BEN.user_id]

    async def test_where_nobody_can_approve_nothing_is_parked(self, desk: Desk) -> None:
        await strict(desk, roles=ROLES[:2], two_person=True)

        with pytest.raises(Refused, match="nobody_can_approve"):
            await desk.giving.submit(ADMIN, desk.draft(requester=ADMIN.user_id), None)

        assert not desk.store._tables.grants
        assert not desk.store._tables.requests

    async def test_a_user_group_is_asked_as_its_members_once_each(self, desk: Desk) -> None:
        night = Holder(kind=HolderKind.GROUP, slack_id=NIGHT_SHIFT, role=Role.APPROVER)
        desk.reach.groups[NIGHT_SHIFT] = (BEN.user_id, RITA.user_id, "U0NIGHT")
        await strict(desk, roles=[*ROLES, night])

        await asked(desk)

        assert told(desk, PostKind.REQUEST) == [ANA.user_id, BEN.user_id, "U0NIGHT"]

    async def test_a_level_that_cannot_be_reached_passes_the_request_on_at_once(self, desk: Desk) -> None:
        await strict(desk)
        desk.reach.gone = {ANA.user_id, BEN.user_id}

        waits = await asked(desk)

        assert told(desk, PostKind.REQUEST) == [MIA.user_id]
        assert waits.levels == (Role.APPROVER, Role.MANAGER)

    async def test_a_slack_that_does_not_answer_is_asked_again(self, desk: Desk) -> None:
        await strict(desk)
        desk.reach.silent = True
        waits = await asked(desk)
        assert (await desk.record(waits.grant_id)).grant.trouble == "slack_unreachable"

        await desk.run(10 * MINUTE)
        desk.reach.silent = False
        await desk.run(5 * MINUTE)

        assert told(desk, PostKind.REQUEST) == [ANA.user_id, BEN.user_id]
        assert (await desk.record(waits.grant_id)).grant.trouble is None

    async def test_a_request_that_reaches_nobody_lapses_all_the_same(self, desk: Desk) -> None:
        await strict(desk)
        desk.reach.gone = {ANA.user_id, BEN.user_id, MIA.user_id, ADMIN.user_id}
        waits = await asked(desk)
        assert (waits.asked, waits.escalates_at) == ((), None)

        await desk.run(2 * HOUR)

        assert (await request(desk, waits.grant_id)).state is RequestState.LAPSED


class TestApproving:
    async def test_an_approval_issues_what_was_asked_for(self, desk: Desk) -> None:
        await strict(desk)
        waits = await asked(desk, *desk.doors[:2])
        await desk.run(30 * MINUTE)

        await desk.approvals.approve(ANA, RITA, waits.id)
        await desk.run(SOON)

        record = await desk.record(waits.grant_id)
        assert record.grant.state is GrantState.ISSUED
        assert len(desk.seam.existing()) == 2
        assert told(desk, PostKind.OUTCOME) == [RITA.user_id]
        assert told(desk, PostKind.PIN_READY) == [RITA.user_id]
        decided = await request(desk, waits.grant_id)
        assert (decided.state, decided.decided_by) == (RequestState.APPROVED, ANA.user_id)
        assert ("request_approved", ANA.user_id) in await story(desk, waits.grant_id)

    async def test_the_window_starts_with_the_approval_and_ends_as_asked(self, desk: Desk) -> None:
        await strict(desk)
        waits = await asked(desk)
        window = (await desk.record(waits.grant_id)).grant.window
        await desk.run(30 * MINUTE)

        await desk.approvals.approve(ANA, RITA, waits.id)
        record = await desk.record(waits.grant_id)

        assert record.grant.window == Window(starts_at=desk.clock.now(), ends_at=window.ends_at)
        assert {c.created_at for c in record.credentials} == {desk.clock.now()}
        await desk.run(SOON)
        assert [c.ends_at for c in desk.seam.existing()] == [window.ends_at]

    async def test_a_window_that_is_still_to_come_stays_as_it_is(self, desk: Desk) -> None:
        await strict(desk)
        now = desk.clock.now()
        waits = await asked(desk, window=Window(starts_at=now + 3 * HOUR, ends_at=now + 5 * HOUR))

        await desk.approvals.approve(ANA, RITA, waits.id)

        assert (await desk.record(waits.grant_id)).grant.window.starts_at == now + 3 * HOUR

    async def test_waiting_for_an_approver_is_no_lateness_of_the_pin(self, desk: Desk) -> None:
        await strict(desk)
        desk.seam.pin_delay = MINUTE
        waits = await asked(desk)
        await desk.run(30 * MINUTE)
        await desk.approvals.approve(ANA, RITA, waits.id)

        await desk.run(119 * timedelta(seconds=1))

        assert not desk.poster.of(PostKind.LATE_PIN)
        assert (await desk.record(waits.grant_id)).grant.state is GrantState.ISSUED

    async def test_reminders_are_planned_with_the_approval(self, desk: Desk) -> None:
        await strict(desk)
        waits = await asked(desk)
        await desk.approvals.approve(ANA, RITA, waits.id)

        await desk.run(90 * MINUTE)

        assert len(desk.poster.of(PostKind.REMINDER)) == 1

    async def test_a_mobile_key_waits_and_is_issued_too(self, desk: Desk) -> None:
        await desk.set_up(roles=ROLES, policy={"approval": "issuers"}, mobile_keys=MobileKeys.INSTANT_KEY)
        waits = await asked(desk, *desk.doors, method=Method.MOBILE_KEY)

        await desk.approvals.approve(ANA, RITA, waits.id)
        await desk.run(SOON)

        assert (await desk.record(waits.grant_id)).grant.state is GrantState.ISSUED
        assert len(desk.seam.existing()) == 1

    async def test_the_second_click_of_the_same_person_changes_nothing(self, desk: Desk) -> None:
        await strict(desk)
        waits = await asked(desk)
        await desk.approvals.approve(ANA, RITA, waits.id)
        lines = await story(desk, waits.grant_id)

        await desk.approvals.approve(ANA, RITA, waits.id)

        assert await story(desk, waits.grant_id) == lines

    async def test_whoever_comes_second_is_told_and_changes_nothing(self, desk: Desk) -> None:
        await strict(desk)
        waits = await asked(desk)
        await desk.approvals.decline(ANA, waits.id, "Not today")

        with pytest.raises(WrongState, match="already_decided"):
            await desk.approvals.approve(BEN, RITA, waits.id)
        with pytest.raises(WrongState, match="already_decided"):
            await desk.approvals.claim(BEN, waits.id)
        await desk.run(SOON)

        assert not desk.seam.existing()
        assert (await request(desk, waits.grant_id)).decided_by == ANA.user_id

    async def test_of_many_at_once_one_decides(self, desk: Desk) -> None:
        await strict(desk)
        waits = await asked(desk)

        clicks = [desk.approvals.approve(who, RITA, waits.id) for who in (ANA, BEN, MIA, ADMIN, ANA, BEN)]
        clicks += [desk.approvals.decline(who, waits.id, "no") for who in (ANA, BEN, MIA, ADMIN)]
        await asyncio.gather(*clicks, return_exceptions=True)
        await desk.run(SOON)

        assert len(desk.seam.existing()) == 1
        decisions = [line for line in await story(desk, waits.grant_id) if line[0].startswith("request_")]
        assert decisions == [("request_made", RITA.user_id), ("request_sent", None), ("request_approved", ANA.user_id)]


async def test_a_request_for_a_key_keeps_the_guests_other_access_from_being_cleaned_up_no_longer(desk: Desk) -> None:
    """The identity at Seam goes with the last access that is there; an approval makes it anew."""
    guarded = {"id": "g", "name": "Gym", "entrance_ids": [desk.doors[2]], "stricter": {"approval": "everyone"}}
    await desk.set_up(roles=ROLES, mobile_keys=MobileKeys.OWN_APP, entrance_groups=[guarded])
    first = await desk.give(method=Method.MOBILE_KEY, submit_key="a")
    await desk.run(SOON)
    waits = await asked(desk, desk.doors[2], method=Method.MOBILE_KEY, submit_key="b", view="V2")
    await desk.access.end(RITA, first)
    await desk.run(MINUTE)
    assert not desk.seam.people

    await desk.approvals.approve(ANA, RITA, waits.id)
    await desk.run(MINUTE)

    assert (await desk.record(waits.grant_id)).grant.state is GrantState.ISSUED
    assert len(desk.seam.existing()) == 1
