from datetime import timedelta

import pytest

from bot.domain.building import Policy
from bot.domain.errors import WrongState
from bot.domain.grant import REMOVED
from bot.services.kept import PostKind
from tests.services.desk import ADMIN, RITA, TEAM, Desk
from tests.services.series.weekly import DAY, FIRST, HOUR, SECOND, Weekly, at, weekly

KEPT = timedelta(days=30)


async def ended() -> tuple[Desk, Weekly]:
    desk = await Desk().open(policy=Policy(retention=KEPT))
    here = await weekly(desk, reason="Cleaning")
    await desk.run(HOUR)
    await desk.series.end(RITA, here.id, with_running=True)
    await desk.run(HOUR)
    return desk, here


async def test_it_is_forgotten_as_its_visits_are() -> None:
    desk, here = await ended()
    desk.clock.advance(KEPT - 2 * HOUR)
    await desk.retention.run(TEAM)
    assert (await here.series()).guest.name == "Gail Guest"

    desk.clock.advance(3 * HOUR)
    await desk.retention.run(TEAM)
    await desk.turn()

    series = await here.series()
    assert (series.guest, series.reason) == (REMOVED, None)
    assert (await desk.record(here.grant_id)).grant.guest == REMOVED
    assert desk.poster.redrawn(PostKind.SERIES)


async def test_news_that_hangs_on_a_visit_forgotten_before_is_drawn_without_the_name() -> None:
    desk = await Desk().open(policy=Policy(retention=DAY))
    here = await weekly(desk)
    await here.until(at(FIRST, 13))
    desk.people.known[RITA.user_id] = RITA.model_copy(update={"is_member": False})
    await here.until(at(SECOND, 13))
    await desk.retention.run(TEAM)
    await desk.turn()
    assert (await desk.record(here.grant_id)).grant.guest == REMOVED
    news = {post.key for post in desk.poster.of(PostKind.SERIES_NEWS)}
    assert news
    await desk.series.end(ADMIN, here.id, with_running=True)
    await desk.run(HOUR)
    desk.poster.posts.clear()

    desk.clock.advance(2 * DAY)
    await desk.retention.run(TEAM)
    await desk.run(HOUR)

    assert (await here.series()).guest == REMOVED
    assert desk.poster.redrawn(PostKind.SERIES_NEWS) == news


async def test_a_series_that_goes_on_keeps_its_guest() -> None:
    desk = await Desk().open(policy=Policy(retention=timedelta(days=1)))
    here = await weekly(desk)
    await desk.run(timedelta(days=4))
    await desk.retention.run(TEAM)

    assert (await here.series()).guest.name == "Gail Guest"
    assert (await desk.record(here.grant_id)).grant.guest == REMOVED


async def test_a_guest_who_comes_every_week_is_forgotten_only_when_that_is_ended() -> None:
    desk = await Desk().open()
    here = await weekly(desk)
    await desk.run(timedelta(days=2))
    with pytest.raises(WrongState, match="guest_has_series"):
        await desk.forgetting.forget(ADMIN, here.grant_id, "Gail Guest")

    await desk.series.end(RITA, here.id, with_running=True)
    await desk.run(HOUR)
    await desk.forgetting.forget(ADMIN, here.grant_id, "Gail Guest")

    assert (await here.series()).guest == REMOVED
