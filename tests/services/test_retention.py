"""What is no longer needed goes by itself, and what is still needed stays."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.building import EntranceGroup, Method, MobileKeys, Policy, Stricter
from bot.domain.errors import NotSent, OutcomeUnknown, Rejected
from bot.domain.grant import REMOVED, GrantState, Guest
from bot.domain.window import Window
from bot.services.kept import FORGET, PostKind, PostProgress
from bot.services.privacy import retention
from bot.services.privacy.retention import MOST_AT_ONCE
from bot.services.trail.audit import Line, Wanted
from tests.services.desk import RITA, TEAM, Desk

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SECONDS = timedelta(seconds=10)
GAIL = Guest(name="Gail Guest", email="gail@example.com", phone="+12125550100")


async def ended(desk: Desk, **update: Any) -> str:
    """A grant whose access ended two hours after it was given."""
    grant_id = await desk.give(reason="Gail's party", **{"guest": GAIL, **update})
    await desk.run(2 * HOUR + timedelta(minutes=1))
    assert (await desk.record(grant_id)).grant.state is GrantState.ENDED
    return grant_id


async def passed(desk: Desk, span: timedelta) -> None:
    await desk.run(span)
    await desk.retention.run(TEAM)
    await desk.run(5 * timedelta(minutes=1))


async def lines(desk: Desk, what: str) -> list[Line]:
    async with desk.store.read() as work:
        return list(await work.audit.find(TEAM, Wanted(what=what), None, 1000))


async def at_seam(desk: Desk, grant_id: str) -> object:
    async with desk.store.read() as work:
        return (await work.steps.of_grant(grant_id))[FORGET].result.get("at_seam")


class TestGuests:
    async def test_stay_as_long_as_the_building_says_and_no_longer(self, desk: Desk) -> None:
        grant_id = await ended(desk)

        await passed(desk, 29 * DAY)
        assert (await desk.record(grant_id)).grant.guest == GAIL
        await passed(desk, DAY)

        grant = (await desk.record(grant_id)).grant
        assert (grant.guest, grant.reason, grant.guest_key) == (REMOVED, None, None)
        assert grant.forgotten_at is not None
        assert (grant.requester, grant.state) == (RITA.user_id, GrantState.ENDED)

    async def test_of_a_door_that_says_less_go_sooner(self, desk: Desk) -> None:
        roof = EntranceGroup(
            id="roof", name="Roof", entrance_ids=(desk.doors[2],), stricter=Stricter(retention=3 * DAY)
        )
        await desk.set_up(policy=Policy(retention=10 * DAY), entrance_groups=(roof,))
        lobby, top = await ended(desk), await ended(desk, entrance_ids=(desk.doors[2],))

        await passed(desk, 4 * DAY)

        assert (await desk.record(top)).grant.guest == REMOVED
        assert (await desk.record(lobby)).grant.guest == GAIL

    async def test_of_such_a_door_wait_for_nobody_who_stays_longer(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(retention, "MOST_LOOKED_AT", 2)
        less = Stricter(retention=3 * DAY)
        roof = EntranceGroup(id="roof", name="Roof", entrance_ids=(desk.doors[2],), stricter=less)
        await desk.set_up(policy=Policy(retention=30 * DAY), entrance_groups=(roof,))
        for number in range(3):
            await desk.give(guest=GAIL, view=None, submit_key=f"V{number}")
        await desk.run(3 * HOUR)
        top = await ended(desk, entrance_ids=(desk.doors[2],))

        await passed(desk, 4 * DAY)

        assert (await desk.record(top)).grant.guest == REMOVED
        assert len(await lines(desk, "forgotten")) == 1

    async def test_with_access_still_to_come_stay(self, desk: Desk) -> None:
        await desk.set_up(policy=Policy(retention=DAY, max_length=90 * DAY))
        now = desk.clock.now()
        grant_id = await desk.give(guest=GAIL, window=Window(starts_at=now, ends_at=now + 60 * DAY))

        await passed(desk, 40 * DAY)

        assert (await desk.record(grant_id)).grant.guest == GAIL

    async def test_are_drawn_out_of_every_message(self, desk: Desk) -> None:
        grant_id = await ended(desk)
        before = {(post.channel, post.ts): post.kind for post in desk.poster.posts}
        desk.poster.posts.clear()

        await passed(desk, 31 * DAY)

        changed = {(post.sent_channel, post.ts): post.kind for post in desk.poster.posts}
        assert {PostKind.CARD, PostKind.NOTE, PostKind.REMINDER} <= set(changed.values())
        assert len(before) >= len(changed) > 3
        async with desk.store.read() as work:
            progress = await work.posts.progress(TEAM, [grant_id])
        assert progress == PostProgress(done=len(changed))

    async def test_are_a_pseudonym_in_the_trail_and_each_run_is_told_there(self, desk: Desk) -> None:
        grant_id = await ended(desk)
        await passed(desk, 31 * DAY)

        [forgotten] = await lines(desk, "forgotten")
        [gone] = await lines(desk, "forgotten_at_seam")
        [asked] = await lines(desk, "requested")
        runs = await lines(desk, "retention_run")
        assert (forgotten.actor, forgotten.grant_id, forgotten.guest) == (None, grant_id, asked.guest)
        assert (gone.guest, gone.data) == (None, {"result": "gone"})
        assert runs[0].data == {"pins_wiped": 0, "rows_wiped": 0, "guests_forgotten": 1, "still_due": 0}

    async def test_go_a_few_at_a_time(self, desk: Desk) -> None:
        for number in range(MOST_AT_ONCE + 5):
            await desk.give(guest=GAIL, view=None, channel=None, submit_key=f"V{number}")
        await desk.run(3 * HOUR)

        await passed(desk, 31 * DAY)
        first = len(await lines(desk, "forgotten"))
        await passed(desk, HOUR)

        assert (first, len(await lines(desk, "forgotten"))) == (MOST_AT_ONCE, MOST_AT_ONCE + 5)
        assert [run.data["still_due"] for run in await lines(desk, "retention_run")][:2] == [0, 5]

    async def test_a_second_run_finds_nothing_and_a_quiet_day_has_one_line(self, desk: Desk) -> None:
        await ended(desk)
        await passed(desk, 31 * DAY)
        for _ in range(3):
            await desk.retention.run(TEAM)
        await passed(desk, DAY)
        await desk.retention.run(TEAM)

        assert len(await lines(desk, "forgotten")) == 1
        assert len(await lines(desk, "retention_run")) == 2


class TestTheFile:
    async def test_is_written_anew_once_a_night(self, desk: Desk) -> None:
        """Ten in the morning where the building is; nights begin at three there."""
        for _ in range(72):
            await desk.retention.run(TEAM)
            desk.clock.advance(HOUR)

        assert desk.compacted == 4


class TestPins:
    async def test_are_gone_when_access_ends(self, desk: Desk) -> None:
        grant_id = await ended(desk)

        assert not any(c.has_pin for c in (await desk.record(grant_id)).credentials)

    async def test_of_a_grant_that_nothing_has_ended_go_a_day_later(self, desk: Desk) -> None:
        grant_id = await desk.give(guest=GAIL)
        await desk.run(SECONDS)
        desk.clock.advance(25 * HOUR)
        await desk.retention.run(TEAM)
        assert any(c.has_pin for c in (await desk.record(grant_id)).credentials)

        desk.clock.advance(2 * HOUR)
        await desk.retention.run(TEAM)

        assert not any(c.has_pin for c in (await desk.record(grant_id)).credentials)
        assert (await lines(desk, "retention_run"))[0].data["pins_wiped"] == 1


@pytest.fixture
async def keys(desk: Desk) -> Desk:
    await desk.set_up(mobile_keys=MobileKeys.OWN_APP)
    return desk


class TestAtSeam:
    async def test_whom_the_end_has_taken_away_is_only_looked_for(self, desk: Desk) -> None:
        grant_id = await ended(desk)
        desk.seam.calls.clear()

        await passed(desk, 31 * DAY)

        assert await at_seam(desk, grant_id) == "gone"
        assert "identities.delete" not in desk.seam.calls

    async def test_whom_seam_kept_then_is_deleted_now(self, desk: Desk) -> None:
        desk.seam.fail_next("identities.delete", Rejected("seam_rejected", status=400))
        grant_id = await ended(desk)
        assert desk.seam.people

        await passed(desk, 31 * DAY)

        assert not desk.seam.people
        assert await at_seam(desk, grant_id) == "gone"

    async def test_whom_seam_keeps_again_is_told(self, desk: Desk) -> None:
        for _ in range(2):
            desk.seam.fail_next("identities.delete", Rejected("seam_rejected", status=400))
        grant_id = await ended(desk)

        await passed(desk, 31 * DAY)

        assert await at_seam(desk, grant_id) == "refused"
        assert (await lines(desk, "forgotten_at_seam"))[0].data == {"result": "refused"}

    @pytest.mark.parametrize("method", ["identities.find_by_key", "identities.delete"])
    async def test_while_seam_is_down_it_is_tried_on(self, desk: Desk, method: str) -> None:
        desk.seam.fail_next("identities.delete", Rejected("seam_rejected", status=400))
        grant_id = await ended(desk)
        for _ in range(4):
            desk.seam.fail_next(method, NotSent("seam_unreachable"))
        desk.seam.fail_next(method, OutcomeUnknown("seam_timeout"))

        await desk.run(31 * DAY)
        await desk.retention.run(TEAM)
        await desk.turn()
        assert (await desk.record(grant_id)).grant.guest == REMOVED
        assert await at_seam(desk, grant_id) is None
        assert (await desk.record(grant_id)).grant.trouble == "seam_unreachable"
        await desk.run(HOUR)

        assert await at_seam(desk, grant_id) == "gone"
        assert not desk.seam.people
        assert (await desk.record(grant_id)).grant.trouble is None

    async def test_a_guest_with_another_open_key_keeps_the_identity(self, keys: Desk) -> None:
        desk = keys
        await desk.set_up(mobile_keys=MobileKeys.OWN_APP, policy=Policy(max_length=90 * DAY))
        now = desk.clock.now()
        old = await desk.give(method=Method.MOBILE_KEY, guest=GAIL)
        long = Window(starts_at=now, ends_at=now + 60 * DAY)
        new = await desk.give(method=Method.MOBILE_KEY, guest=GAIL, window=long, submit_key="V2")
        await passed(desk, 31 * DAY)

        assert (await desk.record(old)).grant.guest == REMOVED
        assert await at_seam(desk, old) == "in_use"
        assert (await desk.record(new)).grant.guest == GAIL
        assert len(desk.seam.existing()) == len(desk.seam.people) == 1

        await passed(desk, 61 * DAY)
        assert (await desk.record(new)).grant.guest == REMOVED
        assert not desk.seam.people
