from datetime import timedelta

import pytest

from bot.domain.building import Policy, Stricter
from bot.domain.errors import WrongState
from bot.domain.grant import REMOVED
from bot.services.kept import PostKind
from bot.services.series import forgetting_series
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


async def test_one_of_a_door_that_keeps_guests_shorter_waits_for_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting_series, "MOST_AT_ONCE", 1)
    desk = await Desk().open()
    roof = {"id": "roof", "name": "Roof", "entrance_ids": (desk.doors[2],), "stricter": Stricter(retention=3 * DAY)}
    await desk.set_up(policy=Policy(retention=KEPT), entrance_groups=[roof])
    lobby = await weekly(desk, submit_key="lobby")
    await desk.series.end(RITA, lobby.id, with_running=True)
    await desk.run(HOUR)
    top = await weekly(desk, submit_key="top", entrance_ids=(desk.doors[2],))
    await desk.series.end(RITA, top.id, with_running=True)
    await desk.run(4 * DAY)

    await desk.retention.run(TEAM)

    assert (await lobby.series()).guest.name == "Gail Guest"
    assert (await top.series()).guest == REMOVED


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
