"""A later end or a further door that needs an approval: the grant stays as it is until somebody says yes."""

from datetime import datetime, timedelta

import pytest

from bot.domain.approval import RequestState
from bot.domain.errors import Refused, WrongState
from bot.domain.grant import GrantState
from bot.domain.people import Person
from bot.domain.request import BadFields
from bot.services.kept import PostKind
from tests.services.approving import ANA, BEN, HOUR, MIA, MINUTE, ROLES, SOON, request, story, strict
from tests.services.desk import ADMIN, RITA, SAM, Desk


async def longer(desk: Desk, person: Person = RITA, hours: int = 3, **policy: object) -> tuple[str, str]:
    """Issued access whose later end waits; the grant's id and the request's."""
    grant_id = await desk.give()
    await desk.run(SOON)
    await strict(desk, **policy)
    await desk.access.extend(person, grant_id, (await ends_at(desk, grant_id)) + timedelta(hours=hours))
    await desk.run(timedelta(seconds=1))
    return grant_id, (await request(desk, grant_id)).id


async def ends_at(desk: Desk, grant_id: str) -> datetime:
    return (await desk.record(grant_id)).grant.window.ends_at


class TestLaterEnd:
    async def test_the_end_stays_until_somebody_approves(self, desk: Desk) -> None:
        grant_id, request_id = await longer(desk)
        before = await desk.record(grant_id)
        assert before.grant.requested_ends_at is None
        assert desk.poster.of(PostKind.REQUEST)

        await desk.approvals.approve(ANA, RITA, request_id)
        await desk.run(SOON)

        after = await desk.record(grant_id)
        assert after.grant.window.ends_at == before.grant.window.ends_at + 3 * HOUR
        assert [c.ends_at for c in desk.seam.existing()] == [after.grant.window.ends_at]
        assert [post.channel for post in desk.poster.of(PostKind.OUTCOME)] == [RITA.user_id]

    async def test_reminders_follow_the_end_that_holds(self, desk: Desk) -> None:
        await longer(desk)

        await desk.run(90 * MINUTE)

        assert len(desk.poster.of(PostKind.REMINDER)) == 1

    async def test_a_no_leaves_access_as_it_was(self, desk: Desk) -> None:
        grant_id, request_id = await longer(desk)
        before = await desk.record(grant_id)

        await desk.approvals.decline(BEN, request_id, "Two hours are enough")
        await desk.run(SOON)

        assert (await desk.record(grant_id)).grant == before.grant
        assert (await desk.record(grant_id)).grant.state is GrantState.ISSUED

    async def test_at_the_end_that_holds_the_request_lapses_and_access_ends(self, desk: Desk) -> None:
        grant_id, _ = await longer(desk)

        await desk.run(3 * HOUR)

        assert (await request(desk, grant_id)).state is RequestState.LAPSED
        assert (await desk.record(grant_id)).grant.state is GrantState.ENDED
        assert len(desk.poster.of(PostKind.OUTCOME)) == 1
        assert not desk.seam.existing()

    async def test_a_request_lapses_before_the_end_where_the_policy_says_so(self, desk: Desk) -> None:
        grant_id, _ = await longer(desk, lapse_after=30 * MINUTE)

        await desk.run(31 * MINUTE)

        assert (await request(desk, grant_id)).state is RequestState.LAPSED
        assert (await desk.record(grant_id)).grant.state is GrantState.ISSUED

    async def test_a_second_change_that_needs_an_approval_is_refused_clearly(self, desk: Desk) -> None:
        grant_id, request_id = await longer(desk)

        with pytest.raises(WrongState, match="request_waits"):
            await desk.access.extend(SAM, grant_id, desk.clock.now() + 9 * HOUR)
        with pytest.raises(WrongState, match="request_waits"):
            await desk.access.add_doors(SAM, grant_id, [desk.doors[1]])

        await desk.approvals.withdraw(RITA, request_id)
        await desk.access.extend(SAM, grant_id, desk.clock.now() + 9 * HOUR)
        assert (await request(desk, grant_id)).number == 2

    @pytest.mark.parametrize(("person", "hours"), [(SAM, 1), (MIA, 4)])
    async def test_an_end_that_needs_no_approval_takes_the_requests_place(
        self, desk: Desk, person: Person, hours: int
    ) -> None:
        grant_id, request_id = await longer(desk)
        wanted = desk.clock.now() + timedelta(hours=hours)

        await desk.access.extend(person, grant_id, wanted)
        await desk.run(SOON)

        assert (await desk.record(grant_id)).grant.window.ends_at == wanted
        assert (await request(desk, grant_id)).state is RequestState.WITHDRAWN
        with pytest.raises(WrongState, match="already_decided"):
            await desk.approvals.approve(ANA, RITA, request_id)

    async def test_who_asked_may_be_another_issuer_and_hears_of_it(self, desk: Desk) -> None:
        _, request_id = await longer(desk, SAM)

        await desk.approvals.decline(ANA, request_id, "no")
        await desk.run(SOON)

        assert [post.channel for post in desk.poster.of(PostKind.OUTCOME)] == [SAM.user_id]

    async def test_the_whole_access_is_judged_by_the_policy_of_the_approval(self, desk: Desk) -> None:
        grant_id, request_id = await longer(desk)
        await strict(desk, max_length=4 * HOUR)

        with pytest.raises(BadFields, match="too_long"):
            await desk.approvals.approve(ANA, RITA, request_id)

        assert (await desk.record(grant_id)).grant.requested_ends_at is None

    async def test_whoever_asked_must_still_be_allowed_to_extend(self, desk: Desk) -> None:
        _, request_id = await longer(desk, SAM)
        await strict(desk, roles=[one for one in ROLES if one.slack_id != SAM.user_id])

        with pytest.raises(BadFields, match="asker_may_not"):
            await desk.approvals.approve(ANA, SAM, request_id)

    async def test_an_approval_never_makes_access_shorter(self, desk: Desk) -> None:
        """Seam may have told of a later end than was known when the request was made."""
        grant_id, request_id = await longer(desk)
        async with desk.store.write() as work:
            grant = (await desk.record(grant_id)).grant
            window = grant.window.model_copy(update={"ends_at": grant.window.ends_at + 9 * HOUR})
            await work.grants.save(grant.model_copy(update={"window": window}))

        with pytest.raises(BadFields, match="overtaken"):
            await desk.approvals.approve(ANA, RITA, request_id)

    async def test_it_goes_on_to_the_next_level_like_any_other(self, desk: Desk) -> None:
        await longer(desk)

        await desk.run(15 * MINUTE)

        told = [post.channel for post in desk.poster.of(PostKind.REQUEST)]
        assert told == [ANA.user_id, BEN.user_id, MIA.user_id]

    async def test_where_nobody_can_approve_it_is_refused(self, desk: Desk) -> None:
        grant_id = await desk.give()
        await desk.run(SOON)
        await strict(desk, roles=ROLES[:2], two_person=True)

        with pytest.raises(Refused, match="nobody_can_approve"):
            await desk.access.extend(ADMIN, grant_id, desk.clock.now() + 4 * HOUR)


class TestEnd:
    async def test_an_end_wins_over_a_request(self, desk: Desk) -> None:
        grant_id, request_id = await longer(desk)

        await desk.access.end(SAM, grant_id)
        with pytest.raises(WrongState, match="already_decided"):
            await desk.approvals.approve(ANA, RITA, request_id)
        await desk.run(MINUTE)

        assert (await desk.record(grant_id)).grant.state is GrantState.ENDED
        assert ("request_withdrawn", SAM.user_id) in await story(desk, grant_id)
        assert [post.channel for post in desk.poster.of(PostKind.OUTCOME)] == [RITA.user_id]

    async def test_an_earlier_end_needs_no_approval(self, desk: Desk) -> None:
        grant_id = await desk.give()
        await desk.run(SOON)
        await strict(desk, approval="everyone")

        await desk.access.extend(RITA, grant_id, desk.clock.now() + HOUR)

        assert (await desk.record(grant_id)).request is None
