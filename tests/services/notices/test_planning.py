"""What is planned follows the building's settings, for grants that are open already too."""

from datetime import datetime, time, timedelta

import pytest

from bot.domain.notices import Notices, Quiet, Where
from bot.services.kept import DueKind, Post, PostKind
from bot.services.notices.planning import BATCH
from tests.services.desk import RITA
from tests.services.notices.notice_desk import NoticeDesk, opened

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
NIGHT = Notices(quiet=Quiet(begins=time(22), ends=time(7)))
"""The fake building is in New York, where it is 10:00 when a desk opens."""


async def times(desk: NoticeDesk, kind: DueKind = DueKind.REMINDER) -> list[datetime]:
    return [row.due_at for row in await desk.rows(kind)]


async def test_reminders_of_open_grants_move_with_the_settings() -> None:
    desk = await opened(reminder_leads=[HOUR])
    now = desk.clock.now()
    await desk.given(length=14 * HOUR)
    await desk.run(MINUTE)
    assert await times(desk) == [now + 13 * HOUR]

    await desk.set_up(reminder_leads=[2 * HOUR, 30 * MINUTE])
    await desk.turn()
    assert await times(desk) == [now + 12 * HOUR, now + timedelta(hours=13, minutes=30)]

    await desk.set_up(reminder_leads=[HOUR], notices=NIGHT)
    await desk.turn()
    assert await times(desk) == [now + timedelta(hours=11, minutes=50)]
    assert not await desk.rows(DueKind.PLAN)


def reminded(desk: NoticeDesk) -> list[Post]:
    return desk.poster.of(PostKind.REMINDER)


@pytest.mark.parametrize("after", [timedelta(hours=11, minutes=55), timedelta(hours=12, minutes=30)])
async def test_a_night_that_is_given_too_late_is_reminded_of_at_once(after: timedelta) -> None:
    """From shortly before, and after, the beginning of the quiet hours until 5:00."""
    desk = await opened(reminder_leads=[HOUR], notices=NIGHT)
    await desk.run(after)
    await desk.given(length=19 * HOUR - after)
    assert not reminded(desk), "nothing is issued yet"
    await desk.run(5 * MINUTE)
    assert len(reminded(desk)) == 1

    await desk.set_up(reminder_leads=[2 * HOUR], notices=NIGHT)
    await desk.run(8 * HOUR)
    assert len(reminded(desk)) == 1


async def test_what_is_extended_in_the_quiet_hours_is_reminded_of_at_once() -> None:
    desk = await opened(reminder_leads=[HOUR], notices=NIGHT)
    grant = await desk.given(length=14 * HOUR)
    await desk.run(13 * HOUR)
    assert len(reminded(desk)) == 1

    await desk.access.extend(RITA, grant, desk.clock.now() + 6 * HOUR)
    await desk.run(8 * HOUR)

    assert [post.data["ends_at"] for post in reminded(desk)][1:] == [
        (await desk.record(grant)).grant.window.ends_at.isoformat()
    ]


async def test_quiet_hours_that_begin_with_their_saving_swallow_no_reminder() -> None:
    desk = await opened(reminder_leads=[HOUR])
    await desk.given(length=19 * HOUR)
    await desk.run(12 * HOUR)

    await desk.set_up(reminder_leads=[HOUR], notices=NIGHT)
    await desk.run(MINUTE)
    assert len(reminded(desk)) == 1

    await desk.run(8 * HOUR)
    assert len(reminded(desk)) == 1


async def test_what_was_said_already_is_not_said_again() -> None:
    desk = await opened(reminder_leads=[HOUR])
    await desk.given()
    await desk.run(HOUR + MINUTE)
    assert len(desk.poster.of(PostKind.REMINDER)) == 1

    await desk.set_up(reminder_leads=[HOUR, 30 * MINUTE])
    await desk.run(HOUR)

    assert len(desk.poster.of(PostKind.REMINDER)) == 2


async def test_many_are_planned_a_batch_at_a_time() -> None:
    desk = await opened(reminder_leads=[HOUR])
    for _ in range(BATCH + 1):
        await desk.given()

    await desk.set_up(reminder_leads=[90 * MINUTE])
    await desk.unasked.planning.tick()
    assert len(await desk.rows(DueKind.PLAN)) == 1
    await desk.unasked.planning.tick()

    planned = await desk.rows(DueKind.REMINDER)
    assert [row.lead for row in planned] == [90 * MINUTE] * (BATCH + 1)


async def test_other_settings_plan_nothing() -> None:
    desk = await opened()
    await desk.given()

    await desk.set_up(notice_channel="C0NOTICE", notices=Notices(digest_at=time(8), where=Where.DM))

    assert not await desk.rows(DueKind.PLAN)


async def test_looks_before_an_arrival_that_are_past_are_not_made_up_for() -> None:
    desk = await opened()
    await desk.given()
    await desk.given(starts=30 * MINUTE)
    assert await times(desk, DueKind.ARRIVAL) == []

    soon = desk.clock.now()
    await desk.given(starts=5 * HOUR)
    assert await times(desk, DueKind.ARRIVAL) == [soon + 4 * HOUR]

    later = desk.clock.now()
    await desk.given(starts=48 * HOUR)
    assert await times(desk, DueKind.ARRIVAL) == [soon + 4 * HOUR, later + 24 * HOUR, later + 47 * HOUR]


async def test_looks_before_an_arrival_keep_to_the_quiet_hours_and_go_with_the_grant() -> None:
    desk = await opened(notices=NIGHT)
    now = desk.clock.now()
    grant = await desk.given(starts=40 * HOUR)
    assert await times(desk, DueKind.ARRIVAL) == [now + 21 * HOUR, now + timedelta(hours=35, minutes=50)]

    await desk.access.end(RITA, grant)

    assert await times(desk, DueKind.ARRIVAL) == []


async def test_the_building_says_where_reminders_go() -> None:
    for where, kinds in (
        (Where.BOTH, {PostKind.REMINDER, PostKind.REMINDER_DM}),
        (Where.CHANNEL, {PostKind.REMINDER}),
        (Where.DM, {PostKind.REMINDER_DM}),
    ):
        desk = await opened(notices=Notices(where=where))
        await desk.given()
        await desk.run(HOUR + SECOND)

        assert {kind for kind in desk.poster.kinds() if "reminder" in kind} == kinds
