"""A visit is made once, by however many workers, and never late."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.grant import GrantState
from bot.domain.series import AHEAD, Why
from bot.services.kept import PostKind
from tests.fakes_tables.series import MemorySeries
from tests.services.desk import RITA, Desk
from tests.services.series.weekly import FIRST, SECOND, THIRD, Weekly, at, weekly


class TestTwoWorkers:
    """The second one is a desk of its own on the same store, as a second process would be."""

    async def second_is_due(self) -> tuple[Desk, Desk, Weekly]:
        desk = await Desk().open()
        here = await weekly(desk)
        desk.clock.advance(at(SECOND, 10) - AHEAD - desk.clock.now())
        other = Desk(desk.store)
        other.clock.time = desk.clock.now()
        return desk, other, here

    async def test_a_series_is_handed_out_to_one_of_them(self) -> None:
        desk, other, here = await self.second_is_due()
        jobs = [*await desk.visits.jobs(), *await other.visits.jobs()]
        assert len(jobs) == 1
        await asyncio.gather(*jobs)

        assert list(await here.made()) == [FIRST, SECOND]

    async def test_what_a_dead_one_left_the_other_makes_and_both_together_make_one(self) -> None:
        desk, other, here = await self.second_is_due()
        slow = await desk.visits.jobs()
        other.clock.advance(timedelta(minutes=1))
        await asyncio.gather(*slow, *await other.visits.jobs())

        assert list(await here.made()) == [FIRST, SECOND]
        assert (await here.series()).problem is None

    async def test_the_unique_key_holds_a_day_to_one_visit_whatever_a_worker_believes(self) -> None:
        desk, _, here = await self.second_is_due()
        visit = next(v for v in (await here.look()).ahead(desk.clock.now()) if v.day == SECOND)
        series = await here.series()
        async with desk.store.write() as work:
            once = await desk.giving.visit(work, RITA, series, visit)
        async with desk.store.write() as work:
            twice = await desk.giving.visit(work, RITA, series, visit)

        assert once.grant.id == twice.grant.id
        assert list(await here.made()) == [FIRST, SECOND]

    async def test_one_that_dies_over_a_visit_leaves_nothing_of_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        desk, _, here = await self.second_is_due()
        [job] = await desk.visits.jobs()
        with monkeypatch.context() as dying:
            dying.setattr(MemorySeries, "save", _die)
            with pytest.raises(ConnectionError):
                await job
        assert list(await here.made()) == [FIRST]

        await desk.run(timedelta(minutes=2))
        assert await here.states() == {FIRST: GrantState.ENDED, SECOND: GrantState.ISSUED}
        assert len(desk.seam.existing()) == 1


async def _die(*_: object) -> None:
    raise ConnectionError


class TestAfterDowntime:
    async def test_a_visit_whose_time_is_past_is_never_made_and_its_requester_is_told(self) -> None:
        desk = await Desk().open()
        here = await weekly(desk)
        await here.until(at(FIRST, 13))
        desk.clock.advance(at(SECOND, 13) - desk.clock.now())
        await desk.turn()

        assert list(await here.made()) == [FIRST]
        assert (await here.series()).left_out[SECOND].why is Why.MISSED
        [news] = desk.poster.of(PostKind.SERIES_NEWS)
        assert (news.channel, news.data["what"], news.data["days"]) == (RITA.user_id, "visit_missed", ["2030-03-12"])

        await here.until(at(THIRD, 11))
        assert list(await here.made()) == [FIRST, THIRD]

    async def test_of_a_visit_that_has_begun_the_rest_is_made(self) -> None:
        desk = await Desk().open()
        here = await weekly(desk)
        await here.until(at(FIRST, 13))
        desk.clock.advance(at(SECOND, 11) - desk.clock.now())
        await desk.turn()

        window = (await here.made())[SECOND].grant.window
        assert (window.starts_at, window.ends_at) == (at(SECOND, 11), at(SECOND, 12))

    async def test_what_is_hardly_any_more_is_not_made(self) -> None:
        desk = await Desk().open()
        here = await weekly(desk)
        await here.until(at(FIRST, 13))
        desk.clock.advance(at(SECOND, 12) - timedelta(minutes=10) - desk.clock.now())
        await desk.turn()

        assert list(await here.made()) == [FIRST]
