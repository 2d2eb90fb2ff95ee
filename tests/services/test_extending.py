from datetime import timedelta

import pytest

from bot.domain.errors import NotAllowed, NotSent, Rejected, WrongState
from bot.domain.grant import GrantState
from bot.domain.request import BadFields
from bot.services.kept import PostKind
from tests.services.desk import OUTSIDER, RITA, SAM, Desk


class TestExtend:
    async def test_every_door_gets_the_new_end(self, desk: Desk) -> None:
        grant = await desk.give(*desk.doors)
        await desk.run(timedelta(seconds=5))
        end = (await desk.record(grant)).grant.window.ends_at + timedelta(hours=3)

        await desk.access.extend(SAM, grant, end)
        await desk.run(timedelta(seconds=5))

        assert {c.ends_at for c in desk.seam.existing()} == {end}
        assert (await desk.record(grant)).grant.window.ends_at == end

    async def test_the_old_end_is_shown_until_seam_has_confirmed(self, desk: Desk) -> None:
        grant = await desk.give()
        await desk.run(timedelta(seconds=5))
        before = (await desk.record(grant)).grant.window.ends_at
        desk.seam.fail_next("credentials.change_end", NotSent("seam_unreachable"))

        await desk.access.extend(RITA, grant, before + timedelta(hours=1))
        await desk.turn()

        record = await desk.record(grant)
        assert record.grant.window.ends_at == before
        assert record.grant.requested_ends_at == before + timedelta(hours=1)

    async def test_a_refusal_keeps_the_old_end_and_makes_nothing_new(self, desk: Desk) -> None:
        grant = await desk.give()
        await desk.run(timedelta(seconds=5))
        before = (await desk.record(grant)).grant.window.ends_at
        desk.seam.fail_next("credentials.change_end", Rejected("seam_rejected", status=400))

        await desk.access.extend(RITA, grant, before + timedelta(hours=1))
        await desk.run(timedelta(seconds=5))

        record = await desk.record(grant)
        assert record.grant.window.ends_at == before
        assert record.grant.requested_ends_at is None
        assert record.credentials[0].problem == "extend_refused"
        assert len(desk.seam.existing()) == 1

    async def test_the_maximum_counts_for_the_whole_length(self, desk: Desk) -> None:
        grant = await desk.give()
        await desk.run(timedelta(seconds=5))
        start = (await desk.record(grant)).grant.window.starts_at

        with pytest.raises(BadFields):
            await desk.access.extend(RITA, grant, start + timedelta(days=14, seconds=1))

    async def test_after_the_end_it_is_told(self, desk: Desk) -> None:
        grant = await desk.give()
        await desk.run(timedelta(hours=3))

        with pytest.raises(WrongState):
            await desk.access.extend(RITA, grant, desk.clock.now() + timedelta(hours=1))

    async def test_an_earlier_end_holds_too(self, desk: Desk) -> None:
        grant = await desk.give()
        await desk.run(timedelta(seconds=5))

        await desk.access.extend(RITA, grant, desk.clock.now() + timedelta(minutes=10))
        await desk.run(timedelta(minutes=11))

        assert (await desk.record(grant)).grant.state is GrantState.ENDED

    async def test_an_extension_under_way_is_not_cut_off_by_the_old_end(self, desk: Desk) -> None:
        grant = await desk.give()
        await desk.run(timedelta(hours=1, minutes=59, seconds=30))
        desk.seam.fail_next("credentials.change_end", NotSent("seam_busy", retry_after=timedelta(minutes=1)))

        await desk.access.extend(RITA, grant, desk.clock.now() + timedelta(hours=1))
        await desk.run(timedelta(minutes=2))

        assert (await desk.record(grant)).grant.state is GrantState.ISSUED

    async def test_an_outsider_extends_nothing(self, desk: Desk) -> None:
        grant = await desk.give()
        await desk.run(timedelta(seconds=5))

        with pytest.raises(NotAllowed):
            await desk.access.extend(OUTSIDER, grant, desk.clock.now() + timedelta(hours=4))


class TestReminders:
    async def test_one_in_the_thread_and_one_to_the_requester_an_hour_before(self, desk: Desk) -> None:
        await desk.give()

        await desk.run(timedelta(minutes=59))
        assert PostKind.REMINDER not in desk.poster.kinds()
        await desk.run(timedelta(minutes=2))

        assert [p.channel for p in desk.poster.of(PostKind.REMINDER)] == ["C0DESK"]
        assert [p.channel for p in desk.poster.of(PostKind.REMINDER_DM)] == [RITA.user_id]

    async def test_it_follows_the_new_end_and_the_old_one_is_drawn_anew(self, desk: Desk) -> None:
        grant = await desk.give()
        await desk.run(timedelta(minutes=61))

        await desk.access.extend(RITA, grant, desk.clock.now() + timedelta(hours=3))
        await desk.run(timedelta(minutes=5))
        for kind in (PostKind.REMINDER, PostKind.REMINDER_DM):
            assert {post.key for post in desk.poster.of(kind)} == desk.poster.redrawn(kind)
        await desk.run(timedelta(hours=2))

        assert len(desk.poster.of(PostKind.REMINDER)) == 2

    async def test_none_comes_after_an_early_end(self, desk: Desk) -> None:
        grant = await desk.give()
        await desk.run(timedelta(minutes=10))

        await desk.access.end(RITA, grant)
        await desk.run(timedelta(hours=3))

        assert PostKind.REMINDER not in desk.poster.kinds()

    async def test_after_a_long_downtime_there_is_one_digest_per_channel_and_requester(self, desk: Desk) -> None:
        for n in range(5):
            await desk.give(submit_key=f"k{n}", view=None)
        await desk.run(timedelta(minutes=1))
        desk.clock.advance(timedelta(hours=30))

        await desk.run(timedelta(minutes=10))

        digests = desk.poster.of(PostKind.DIGEST)
        assert [len(post.data["missed"]) for post in digests] == [5]  # type: ignore[arg-type]
        assert len(desk.poster.of(PostKind.DIGEST_DM)) == 1
        assert PostKind.REMINDER not in desk.poster.kinds()

    async def test_several_due_within_five_minutes_are_one_message(self, desk: Desk) -> None:
        for n in range(3):
            await desk.give(submit_key=f"k{n}", view=None)
            await desk.run(timedelta(minutes=1))

        await desk.run(timedelta(minutes=62))

        digests = desk.poster.of(PostKind.DIGEST)
        assert [len(post.data["ending"]) for post in digests] == [3]  # type: ignore[arg-type]

    async def test_a_door_that_is_still_waited_for_holds_no_reminder_back(self, desk: Desk) -> None:
        grant = await desk.give(*desk.doors[:2])
        await desk.run(timedelta(seconds=5))
        issued = (await desk.record(grant)).credentials[0]
        desk.seam.pin_delay = timedelta(hours=9)

        await desk.access.new_pin(RITA, grant, issued.id)
        await desk.run(timedelta(minutes=62))

        assert len(desk.poster.of(PostKind.REMINDER)) == 1
