"""What was told is drawn anew whenever its grant changes, also what is on its way at that moment."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.domain.grant import GrantState
from bot.services.kept import Post, PostKind
from bot.services.messages.outbox import PostLater, Sent
from tests.services.desk import RITA, SAM, TEAM, Desk

SOON = timedelta(seconds=5)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
REMINDERS = (PostKind.REMINDER, PostKind.REMINDER_DM)
DIGESTS = (PostKind.DIGEST, PostKind.DIGEST_DM)


def keys(desk: Desk, *kinds: PostKind) -> set[str]:
    return {post.key for kind in kinds for post in desk.poster.of(kind)}


async def redrawn_by(desk: Desk, act: Awaitable[object], *kinds: PostKind) -> set[str]:
    """The keys of the messages that are drawn anew because of what was done."""
    desk.poster.posts = [post for post in desk.poster.posts if post.ts is None]
    await act
    await desk.run(SOON)
    return {key for kind in kinds for key in desk.poster.redrawn(kind)}


def while_sending(desk: Desk, kind: PostKind, act: Callable[[], Awaitable[object]]) -> None:
    """Let something happen after a message of the kind was drawn, before its arrival is known."""
    real = desk.poster.deliver

    async def deliver(post: Post) -> Sent:
        if post.kind is not kind:
            return await real(post)
        desk.poster.deliver = real  # type: ignore[method-assign]
        await act()
        return await real(post)

    desk.poster.deliver = deliver  # type: ignore[method-assign]


class TestReminders:
    async def test_are_drawn_anew_when_the_end_has_moved(self, desk: Desk) -> None:
        grant = await desk.give()
        await desk.run(HOUR + MINUTE)
        sent = keys(desk, *REMINDERS)
        assert len(sent) == 2

        later = desk.access.extend(RITA, grant, desk.clock.now() + 3 * HOUR)

        assert await redrawn_by(desk, later, *REMINDERS) == sent

    async def test_are_drawn_anew_when_access_is_being_ended_and_when_it_has_ended(self, desk: Desk) -> None:
        desk.seam.delete_delay = timedelta(minutes=2)
        grant = await desk.give()
        await desk.run(HOUR + MINUTE)
        sent = keys(desk, *REMINDERS)

        assert await redrawn_by(desk, desk.access.end(SAM, grant), *REMINDERS) == sent
        assert await redrawn_by(desk, desk.run(5 * MINUTE), *REMINDERS) == sent
        assert (await desk.record(grant)).grant.state is GrantState.ENDED

    async def test_of_another_grant_are_left_alone(self, desk: Desk) -> None:
        await desk.give(submit_key="a")
        await desk.run(20 * MINUTE)
        other = await desk.give(submit_key="b", view="V2")
        await desk.run(45 * MINUTE)

        assert await redrawn_by(desk, desk.access.end(SAM, other), *REMINDERS) == set()

    async def test_that_wait_for_slack_are_not_sent_any_sooner(self, desk: Desk) -> None:
        grant = await desk.give()
        await desk.run(59 * MINUTE)

        async def busy() -> None:
            raise PostLater(timedelta(minutes=30))

        while_sending(desk, PostKind.REMINDER_DM, busy)
        await desk.run(2 * MINUTE)
        await desk.access.extend(RITA, grant, desk.clock.now() + 9 * HOUR)
        await desk.run(20 * MINUTE)
        assert PostKind.REMINDER_DM not in desk.poster.kinds()

        await desk.run(20 * MINUTE)
        assert PostKind.REMINDER_DM in desk.poster.kinds()


class TestDigests:
    async def test_are_drawn_anew_for_each_grant_they_tell_of(self, desk: Desk) -> None:
        grants = []
        for number in range(3):
            grants.append(await desk.give(submit_key=f"k{number}", view=f"V{number}"))
            await desk.run(MINUTE)
        await desk.run(HOUR)
        sent = keys(desk, *DIGESTS)
        assert len(sent) == 2

        later = desk.access.extend(RITA, grants[0], desk.clock.now() + 3 * HOUR)
        assert await redrawn_by(desk, later, *DIGESTS) == sent
        assert await redrawn_by(desk, desk.access.end(SAM, grants[2]), *DIGESTS) == sent

    async def test_of_what_was_missed_are_drawn_anew_when_the_end_is_confirmed(self, desk: Desk) -> None:
        desk.seam.delete_delay = timedelta(minutes=2)
        await desk.give()
        await desk.run(MINUTE)
        desk.clock.advance(timedelta(hours=30))
        await desk.run(SOON)
        sent = keys(desk, *DIGESTS)
        assert sent

        assert await redrawn_by(desk, desk.run(10 * MINUTE), *DIGESTS) == sent


class TestOnTheWayWhenAccessEnds:
    """Seam takes its time to confirm: until then nothing but the End itself has messages drawn anew."""

    @pytest.mark.parametrize("kind", REMINDERS)
    async def test_a_reminder_is_drawn_anew_on_arrival(self, desk: Desk, kind: PostKind) -> None:
        desk.seam.delete_delay = HOUR
        grant = await desk.give()
        while_sending(desk, kind, lambda: desk.access.end(SAM, grant))
        await desk.run(HOUR + MINUTE)

        assert (await desk.record(grant)).grant.state is GrantState.ENDING
        assert desk.poster.redrawn(kind) == keys(desk, kind) != set()

    @pytest.mark.parametrize("kind", DIGESTS)
    async def test_a_digest_too(self, desk: Desk, kind: PostKind) -> None:
        desk.seam.delete_delay = HOUR
        grants = [await desk.give(submit_key=f"k{number}", view=f"V{number}") for number in range(2)]
        while_sending(desk, kind, lambda: desk.access.end(SAM, grants[1]))
        await desk.run(HOUR + MINUTE)

        assert (await desk.record(grants[1])).grant.state is GrantState.ENDING
        assert desk.poster.redrawn(kind) == keys(desk, kind) != set()

    async def test_pins_are_taken_back_on_arrival(self) -> None:
        desk = await Desk().open(policy={"pin_in_dm": True})
        desk.seam.delete_delay = HOUR
        grant = await desk.give()
        while_sending(desk, PostKind.PIN_DM, lambda: desk.access.end(SAM, grant))
        await desk.run(MINUTE)

        assert (await desk.record(grant)).grant.state is GrantState.ENDING
        assert desk.poster.redrawn(PostKind.PIN_DM) == keys(desk, PostKind.PIN_DM) != set()


async def test_every_message_with_pins_is_drawn_anew_at_the_end() -> None:
    desk = await Desk().open(policy={"pin_in_dm": True})
    grant = await desk.give(desk.doors[0])
    await desk.run(SOON)
    await desk.access.add_doors(RITA, grant, [desk.doors[1]])
    await desk.run(SOON)
    sent = keys(desk, PostKind.PIN_DM)
    assert len(sent) == 2

    assert await redrawn_by(desk, desk.access.end(RITA, grant), PostKind.PIN_DM) == sent


async def test_a_warning_is_drawn_anew_when_the_pin_comes(desk: Desk) -> None:
    desk.seam.pin_delay = timedelta(minutes=11)
    await desk.give()
    await desk.run(10 * MINUTE + SOON)
    sent = keys(desk, PostKind.LATE_PIN)
    assert len(sent) == 2

    assert await redrawn_by(desk, desk.run(5 * MINUTE), PostKind.LATE_PIN) == sent


class TestOneMessageEach:
    """Drawing anew tells nobody: what is news is a message of its own."""

    async def test_doors_that_are_late_together_are_warned_of_together(self, desk: Desk) -> None:
        desk.seam.pin_delay = HOUR
        await desk.give(*desk.doors)
        await desk.run(31 * MINUTE)

        assert [post.data["minutes"] for post in desk.poster.of(PostKind.LATE_PIN)] == [2, 10, 30]
        assert len(desk.poster.of(PostKind.ALARM)) == 1

    async def test_a_door_that_is_late_after_another_was_is_news(self, desk: Desk) -> None:
        desk.seam.pin_delay = 3 * MINUTE
        grant = await desk.give(desk.doors[0])
        await desk.run(20 * MINUTE)
        await desk.access.add_doors(RITA, grant, [desk.doors[1]])
        await desk.run(20 * MINUTE)

        assert [post.data["minutes"] for post in desk.poster.of(PostKind.LATE_PIN)] == [2, 2]

    async def test_a_result_that_was_not_seen_after_a_retry_is_news(self, desk: Desk) -> None:
        desk.seam.failing_doors.add(desk.doors[1])
        grant = await desk.give(*desk.doors[:2])
        await desk.showing.closed(TEAM, grant, "V1")
        await desk.run(MINUTE)
        assert len(desk.poster.of(PostKind.PIN_READY)) == 1
        desk.seam.failing_doors.clear()

        await desk.access.retry(RITA, grant)
        await desk.run(MINUTE)

        assert len(desk.poster.of(PostKind.PIN_READY)) == 2
