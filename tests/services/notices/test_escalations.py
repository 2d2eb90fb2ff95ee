"""An end that stays unconfirmed: each manager is written to once, and nobody when it was confirmed in time."""

from datetime import timedelta

from bot.domain.notices import Notices
from bot.services.kept import Due, DueKind, PostKind
from tests.services.desk import ADMIN, RITA, TEAM
from tests.services.notices.notice_desk import HOUR, MANAGER, MINUTE, NOTICES, ROLES, NoticeDesk, opened


async def ending(desk: NoticeDesk, confirmed_after: timedelta) -> str:
    grant = await desk.given()
    desk.seam.delete_delay = confirmed_after
    await desk.access.end(RITA, grant)
    return grant


async def test_managers_are_told_once_after_the_set_time() -> None:
    desk = await opened(notice_channel=NOTICES, notices=Notices(escalate_after=HOUR))
    await ending(desk, 9 * HOUR)
    await desk.run(59 * MINUTE)
    assert not desk.told(PostKind.ESCALATION)

    await desk.run(5 * HOUR)
    assert [post.channel for post in desk.told(PostKind.ESCALATION)] == [MANAGER.user_id]

    await desk.run(5 * HOUR)
    assert len(desk.poster.redrawn(PostKind.ESCALATION)) == 1


async def test_admins_are_told_where_nobody_is_named() -> None:
    desk = await opened(roles=ROLES[:2])
    await ending(desk, 9 * HOUR)
    await desk.run(HOUR)

    assert [post.channel for post in desk.told(PostKind.ESCALATION)] == [ADMIN.user_id]


async def test_nobody_is_told_of_what_was_confirmed_in_time() -> None:
    desk = await opened()
    await ending(desk, 20 * MINUTE)
    await desk.run(15 * MINUTE)
    assert await desk.rows(DueKind.ESCALATION)

    await desk.run(2 * HOUR)
    assert not await desk.rows(DueKind.ESCALATION)
    assert not desk.told(PostKind.ESCALATION)


async def test_what_is_due_is_looked_at_once_more() -> None:
    """A row that an older backup brought back, say."""
    desk = await opened()
    grant = await ending(desk, timedelta(0))
    await desk.run(MINUTE)
    row = Due(id="r", team_id=TEAM, grant_id=grant, kind=DueKind.ESCALATION, lead=HOUR, due_at=desk.clock.now())
    async with desk.store.write() as work:
        await work.due.put([row])
    await desk.turn()

    assert not desk.told(PostKind.ESCALATION)
    assert not await desk.rows(DueKind.ESCALATION)


async def test_another_time_holds_for_what_waits_already_and_not_for_what_was_told() -> None:
    desk = await opened()
    await ending(desk, 9 * HOUR)
    await desk.run(15 * MINUTE)
    await desk.set_up(notices=Notices(escalate_after=2 * HOUR))
    await desk.run(HOUR)
    assert not desk.told(PostKind.ESCALATION)

    await desk.run(HOUR)
    await desk.set_up(notices=Notices(escalate_after=3 * HOUR))
    await desk.run(2 * HOUR)
    assert len(desk.told(PostKind.ESCALATION)) == 1
