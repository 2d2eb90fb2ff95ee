"""A clock that is wrong is told of, and nothing is accepted longer because of it."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.slack.rules import Json
from bot.services.kept import PostKind
from bot.services.systems.clock_watch import MOST, ClockAlarm, ClockWatch
from bot.slack.blocks.clock_words import clock_message
from tests.fakes import FakeClock
from tests.fakes_store import MemoryStore
from tests.services.desk import TEAM
from tests.slack.blocks.grants import accepted

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
ADMINS = frozenset({"U0ANN", "U0BOB"})


def date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)


@given(st.integers(-7200, 7200))
def test_more_than_half_a_minute_is_wrong_and_less_is_not(seconds: int) -> None:
    clock = FakeClock()
    watch, off = ClockWatch(clock), seconds * SECOND

    told = watch.heard("Slack", date(clock.now() - off))

    assert (told is not None) == (abs(off) > MOST) == (watch.wrong() is not None)
    assert told in {None, off}


@pytest.mark.parametrize("off", [301 * SECOND, -301 * SECOND, HOUR, -HOUR])
async def test_the_admins_are_told_once_a_day_while_it_lasts(off: timedelta) -> None:
    clock, store = FakeClock(), MemoryStore()
    watch = ClockWatch(clock)
    alarm = ClockAlarm(store, clock, watch, ADMINS)
    assert watch.heard("Seam", date(clock.now() - off)) == off
    assert watch.heard("Seam", date(clock.now() - off)) is None

    for _ in range(3):
        await alarm.look(TEAM)
    posts = [row.post for row in store._tables.posts.values()]

    assert sorted(str(post.channel) for post in posts) == sorted(ADMINS)
    assert {post.kind for post in posts} == {PostKind.CLOCK}
    said: Json = clock_message(posts[0].data).to_dict()
    assert ("ahead of Seam's" if off > timedelta() else "behind Seam's") in said["text"]
    accepted(clock_message(posts[0].data))
    clock.advance(24 * HOUR)
    await alarm.look(TEAM)
    assert len(store._tables.posts) == 2 * len(ADMINS)


async def test_a_clock_that_is_right_again_is_nobodys_trouble() -> None:
    clock, store = FakeClock(), MemoryStore()
    watch = ClockWatch(clock)
    watch.heard("Slack", date(clock.now() - HOUR))
    watch.heard("Slack", date(clock.now()))

    await ClockAlarm(store, clock, watch, ADMINS).look(TEAM)

    assert store._tables.posts == {}


@pytest.mark.parametrize("header", [None, "", "yesterday", "Sat, 99 Nov 2026 25:00:00 GMT", "\x00", "1"])
def test_a_date_that_is_none_says_nothing(header: str | None) -> None:
    assert ClockWatch(FakeClock()).heard("Slack", header) is None
