"""What people decide about a difference: the first click wins, and it is followed until Seam has confirmed it."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from bot.domain.errors import NotAllowed, NotSent, OutcomeUnknown, Rejected, WrongState
from bot.domain.people import Person
from bot.services.drift.drift import Drift, DriftKind, DriftState
from bot.services.kept import PostKind
from tests.services.desk import ADMIN, OUTSIDER, RITA, TEAM, Desk
from tests.services.differing import (
    HOUR,
    MAX,
    MINUTE,
    drifts,
    issued,
    managed_desk,
    ours,
    planted,
    reconcile,
    seam_id,
    there,
    trail,
)


@pytest.fixture
async def desk() -> Desk:
    return await managed_desk()


class TestWindow:
    @pytest.mark.parametrize("off", [-HOUR, HOUR])
    async def test_is_told_and_set_right_by_a_click(self, desk: Desk, off: timedelta) -> None:
        grant = await issued(desk)
        end = (await desk.record(grant)).grant.window.ends_at
        at_seam = desk.seam.stored[await seam_id(desk, grant)]
        at_seam.ends_at = end + off

        drift = (await reconcile(desk))[0]
        assert (drift.difference.kind, at_seam.ends_at) == (DriftKind.WINDOW, end + off)

        await desk.deciding.set_right(MAX, drift.id)
        await desk.run(timedelta(seconds=5))

        assert at_seam.ends_at == end
        assert await drifts(desk) == []
        assert (await desk.record(grant)).grant.window.ends_at == end
        assert [line.actor for line in await trail(desk, "righting")] == [MAX.user_id]
        assert len(await trail(desk, "righted")) == 1

    async def test_that_seam_refuses_to_set_right_waits_for_a_person_again(self, desk: Desk) -> None:
        grant = await issued(desk)
        desk.seam.stored[await seam_id(desk, grant)].ends_at += HOUR
        drift = (await reconcile(desk))[0]
        desk.seam.fail_next("credentials.change_end", Rejected("seam_rejected", status=400))

        await desk.deciding.set_right(MAX, drift.id)
        await desk.run(timedelta(seconds=5))

        left = (await drifts(desk))[0]
        assert (left.state, left.problem) == (DriftState.OPEN, "right_refused")
        await desk.deciding.set_right(MAX, drift.id)
        await desk.run(timedelta(seconds=5))
        assert await drifts(desk) == []

    async def test_is_set_right_though_an_answer_is_lost(self, desk: Desk) -> None:
        grant = await issued(desk)
        desk.seam.stored[await seam_id(desk, grant)].ends_at += HOUR
        drift = (await reconcile(desk))[0]
        for after_effect in (False, True):
            trouble = OutcomeUnknown("seam_unreachable")
            desk.seam.fail_next("credentials.change_end", trouble, after_effect=after_effect)

        await desk.deciding.set_right(MAX, drift.id)
        await desk.run(2 * MINUTE)

        assert await drifts(desk) == []
        assert await reconcile(desk) == []

    async def test_that_differs_in_its_start_cannot_be_set_right(self, desk: Desk) -> None:
        grant = await issued(desk)
        at_seam = desk.seam.stored[await seam_id(desk, grant)]
        at_seam.new = at_seam.new.model_copy(update={"starts_at": desk.clock.now() + HOUR})

        drift = (await reconcile(desk))[0]

        assert not drift.difference.is_end
        with pytest.raises(WrongState, match="drift_moved_on"):
            await desk.deciding.set_right(MAX, drift.id)

    async def test_that_an_extension_settles_is_over(self, desk: Desk) -> None:
        grant = await issued(desk)
        desk.seam.stored[await seam_id(desk, grant)].ends_at += HOUR
        drift = (await reconcile(desk))[0]

        await desk.access.extend(RITA, grant, desk.clock.now() + 3 * HOUR)
        await desk.run(timedelta(seconds=5))

        assert await reconcile(desk) == []
        with pytest.raises(WrongState, match="drift_settled"):
            await desk.deciding.set_right(MAX, drift.id)


class TestDeciding:
    @pytest.fixture
    async def drift(self, desk: Desk) -> Drift:
        await planted(desk, ours("after the backup"))
        return (await reconcile(desk))[0]

    async def test_end_is_followed_until_seam_has_confirmed(self, desk: Desk, drift: Drift) -> None:
        desk.seam.delete_delay = 3 * MINUTE
        await desk.deciding.end(MAX, drift.id)
        await desk.deciding.follow(drift)
        assert [d.state for d in await drifts(desk)] == [DriftState.ENDING]

        for _ in range(5):
            desk.clock.advance(MINUTE)
            await desk.strays.run(TEAM)

        assert await drifts(desk) == []
        assert not there(desk)
        assert [line.actor for line in await trail(desk, "stray_end")] == [MAX.user_id]
        assert len(await trail(desk, "stray_ended")) == 1

    async def test_end_goes_on_when_seam_is_back(self, desk: Desk, drift: Drift) -> None:
        for method in ("credentials.get", "credentials.delete"):
            desk.seam.fail_next(method, NotSent("seam_unreachable"))
        await desk.deciding.end(MAX, drift.id)
        await desk.deciding.follow(drift)
        assert [(d.state, d.problem) for d in await drifts(desk)] == [(DriftState.ENDING, "seam_unreachable")]

        for _ in range(3):
            desk.clock.advance(MINUTE)
            await desk.strays.run(TEAM)

        assert await drifts(desk) == []
        assert not there(desk)

    async def test_the_first_click_wins(self, desk: Desk, drift: Drift) -> None:
        async def click(number: int) -> str:
            act = desk.deciding.end if number % 2 else desk.deciding.leave
            try:
                await act(MAX if number % 3 else ADMIN, drift.id)
            except WrongState as no:
                return no.problem
            return "done"

        said = Counter(await asyncio.gather(*(click(number) for number in range(20))))

        assert said == {"done": 1, "drift_decided": 19}
        assert len(await trail(desk, "stray_end")) + len(await trail(desk, "drift_left")) == 1

    async def test_what_is_left_is_not_told_again(self, desk: Desk, drift: Drift) -> None:
        await desk.deciding.leave(MAX, drift.id)
        for _ in range(3):
            desk.clock.advance(15 * MINUTE)
            assert [d.state for d in await reconcile(desk)] == [DriftState.LEFT]

        assert len(desk.poster.of(PostKind.DRIFT)) == 1
        assert len(there(desk)) == 1

    @pytest.mark.parametrize("who", [RITA, OUTSIDER], ids=["an issuer", "somebody else"])
    async def test_is_for_managers_and_admins(self, desk: Desk, drift: Drift, who: Person) -> None:
        deciding = desk.deciding
        for act in (deciding.end, deciding.leave, deciding.set_right):
            with pytest.raises(NotAllowed):
                await act(who, drift.id)
        with pytest.raises(NotAllowed):
            await deciding.check(who, desk.building)

        assert await drifts(desk) == [drift]

    async def test_a_grant_that_has_it_by_now_keeps_it(self, desk: Desk, drift: Drift) -> None:
        grant = await issued(desk, desk.doors[2])
        await desk.deciding.end(MAX, drift.id)
        async with desk.store.write() as work:
            credential = (await desk.record(grant)).credentials[0]
            await work.credentials.save(credential.model_copy(update={"seam_id": drift.difference.seam_id}))

        await desk.deciding.follow(drift)

        assert drift.difference.seam_id in there(desk)
        assert await drifts(desk) == []


class TestTelling:
    async def test_goes_to_the_notice_channel(self, desk: Desk) -> None:
        await desk.set_up(notice_channel="C0NOTICE")
        for door in range(3):
            await planted(desk, ours(f"g{door}"), door=door)

        await reconcile(desk)

        assert [post.channel for post in desk.poster.of(PostKind.DRIFT)] == ["C0NOTICE"]

    async def test_goes_to_the_managers_where_there_is_none(self, desk: Desk) -> None:
        await planted(desk, ours("g1"))

        await reconcile(desk)

        assert [post.channel for post in desk.poster.of(PostKind.DRIFT)] == [MAX.user_id]


class TestDisconnected:
    async def test_is_told_once_and_once_when_it_is_over(self, desk: Desk) -> None:
        listing = desk.seam.systems[desk.building]
        for problem, told in (("acs_system_disconnected", 1), ("acs_system_disconnected", 1), (None, 2), (None, 2)):
            desk.seam.systems[desk.building] = listing.model_copy(update={"problem": problem})
            await desk.buildings.refresh(TEAM)
            await desk.disconnections.look(TEAM)
            assert len([d for d in await reconcile(desk) if d.state is DriftState.OPEN]) == (problem is not None)

            assert len(desk.poster.of(PostKind.DRIFT)) == told

        assert [len(await trail(desk, what)) for what in ("building_disconnected", "building_back")] == [1, 1]
