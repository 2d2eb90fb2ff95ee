"""Where door tasks are told, and who hears of those that nobody does."""

from datetime import timedelta

from bot.domain.roles import Holder, HolderKind, Role
from bot.domain.window import Window
from bot.services.kept import PostKind
from tests.services.desk import ADMIN, SAM
from tests.services.task_desk import HOUR, MINUTE, NOTICES, issued, open_task, opened


class TestMessages:
    async def test_one_message_for_all_tasks_of_a_building(self) -> None:
        desk = await opened()

        await issued(desk, *desk.doors)
        await issued(desk, name="Otto Other")

        [board] = desk.poster.of(PostKind.TASKS)
        assert board.channel == NOTICES

    async def test_what_is_added_later_is_news(self) -> None:
        desk = await opened()
        await issued(desk)
        await desk.run(5 * MINUTE)
        assert not desk.poster.of(PostKind.TASK_NEWS)

        await issued(desk, *desk.doors, name="Otto Other")

        assert len(desk.poster.of(PostKind.TASKS)) == 1
        assert len(desk.poster.of(PostKind.TASK_NEWS)) == 1

    async def test_a_message_at_rest_for_a_day_is_not_written_to_again(self) -> None:
        desk = await opened()
        await desk.tasks.done(SAM, (await open_task(desk, await issued(desk))).id)
        await desk.run(timedelta(days=2))
        before = len(desk.poster.of(PostKind.TASKS))
        for seen in (await desk.tasks.open_for(ADMIN, 9)).seen:
            await desk.tasks.done(SAM, seen.task.id)
        await desk.run(timedelta(days=2))

        await issued(desk)

        assert len(desk.poster.of(PostKind.TASKS)) == before + 1

    async def test_without_a_notice_channel_managers_are_written_to(self) -> None:
        manager = Holder(kind=HolderKind.PERSON, slack_id="U0MANAGER", role=Role.MANAGER)
        issuer = Holder(kind=HolderKind.PERSON, slack_id="U0RITA", role=Role.ISSUER)
        desk = await opened(notice_channel=None, roles=[manager, issuer])

        await issued(desk)

        assert [post.channel for post in desk.poster.of(PostKind.TASKS)] == ["U0MANAGER"]


class TestReminding:
    async def test_before_the_time_in_the_thread_then_managers_then_admins(self) -> None:
        desk = await opened()
        starts_at = desk.clock.now() + 5 * HOUR
        window = Window(starts_at=starts_at, ends_at=starts_at + 9 * HOUR)
        await issued(desk, window=window)

        await desk.run(4 * HOUR + MINUTE)
        assert len(desk.poster.of(PostKind.TASK_NEWS)) == 1
        assert not desk.poster.of(PostKind.TASK_DM)

        await desk.run(HOUR)
        assert {post.channel for post in desk.poster.of(PostKind.TASK_DM)} == {"U0RITA", "U0ADMIN"}

        await desk.run(HOUR)
        late = [post.channel for post in desk.poster.of(PostKind.TASK_DM)]
        assert late.count("U0ADMIN") == 2
        assert late.count("U0RITA") == 1

    async def test_what_is_done_is_not_spoken_of(self) -> None:
        desk = await opened()
        starts_at = desk.clock.now() + 5 * HOUR
        grant_id = await issued(desk, window=Window(starts_at=starts_at, ends_at=starts_at + 9 * HOUR))
        await desk.tasks.done(SAM, (await open_task(desk, grant_id)).id)

        await desk.run(8 * HOUR)

        assert not desk.poster.of(PostKind.TASK_NEWS)
        assert not desk.poster.of(PostKind.TASK_DM)
