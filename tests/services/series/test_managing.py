import pytest

from bot.domain.errors import NotAllowed, Refused, WrongState
from bot.domain.grant import GrantState
from bot.domain.series import SeriesState, Why
from tests.services.desk import OUTSIDER, RITA, SAM, Desk
from tests.services.series.weekly import DAY, FIRST, HOUR, SECOND, THIRD, WEEK, Weekly, at, weekly

ISSUED, ENDED = GrantState.ISSUED, GrantState.ENDED


async def before_the_second() -> tuple[Desk, Weekly]:
    """The second visit is made, and has not begun."""
    desk = await Desk().open()
    here = await weekly(desk)
    await here.until(at(SECOND, 9))
    return desk, here


class TestSkipping:
    async def test_a_visit_that_is_not_made_yet_is_never_made(self) -> None:
        desk = await Desk().open()
        here = await weekly(desk)
        await desk.series.skip(SAM, here.id, SECOND)
        await desk.run(5 * WEEK)

        assert SECOND not in await here.made()
        assert THIRD in await here.made()
        left = (await here.series()).left_out[SECOND]
        assert (left.why, left.by) == (Why.SKIPPED, SAM.user_id)

    async def test_a_visit_that_was_made_ahead_is_ended(self) -> None:
        desk, here = await before_the_second()
        await desk.series.skip(RITA, here.id, SECOND)
        await desk.run(HOUR)

        assert (await here.states())[SECOND] is ENDED
        assert not desk.seam.existing()

    async def test_taken_back_it_is_made_with_a_new_pin(self) -> None:
        desk, here = await before_the_second()
        old = (await here.made())[SECOND].grant.id
        await desk.series.skip(RITA, here.id, SECOND)
        await desk.series.unskip(RITA, here.id, SECOND)
        await desk.run(HOUR / 2)

        new = (await here.made())[SECOND].grant
        assert (new.state, new.id != old) == (ISSUED, True)
        assert not (await here.series()).left_out
        assert (await desk.record(old)).grant.state is ENDED
        assert len(desk.seam.existing()) == 1

    async def test_a_visit_that_is_going_on_is_ended_and_no_other(self) -> None:
        desk, here = await before_the_second()
        await here.until(at(SECOND, 11))
        await desk.series.skip(RITA, here.id, SECOND)
        await here.until(at(THIRD, 9))

        assert await here.states() == {FIRST: ENDED, SECOND: ENDED, THIRD: ISSUED}
        assert not (await here.series()).left_out

    async def test_a_second_click_changes_nothing(self) -> None:
        desk, here = await before_the_second()
        await desk.series.skip(RITA, here.id, THIRD)
        await desk.series.skip(SAM, here.id, THIRD)

        assert (await here.series()).left_out[THIRD].by == RITA.user_id
        assert (await here.trail()).count("visit_skipped") == 1

    async def test_what_is_over_or_was_never_a_visit_can_neither_be_skipped_nor_taken_back(self) -> None:
        desk, here = await before_the_second()
        for day in (FIRST, SECOND + DAY, THIRD + 4 * WEEK):
            with pytest.raises(WrongState, match="visit_over"):
                await desk.series.skip(RITA, here.id, day)
            with pytest.raises(WrongState, match="visit_over"):
                await desk.series.unskip(RITA, here.id, day)


class TestEnding:
    async def test_nothing_is_made_any_more_and_what_was_made_ahead_is_ended(self) -> None:
        desk, here = await before_the_second()
        await desk.series.end(SAM, here.id, with_running=False)
        await desk.run(5 * WEEK)

        assert await here.states() == {FIRST: ENDED, SECOND: ENDED}
        series = await here.series()
        assert (series.state, series.ended_by, series.next_at) == (SeriesState.ENDED, SAM.user_id, None)
        assert not desk.seam.existing()

    @pytest.mark.parametrize(("with_running", "state"), [(False, ISSUED), (True, ENDED)])
    async def test_a_visit_that_is_going_on_is_ended_where_that_is_wanted(
        self, *, with_running: bool, state: GrantState
    ) -> None:
        desk, here = await before_the_second()
        await here.until(at(SECOND, 11))
        await desk.series.end(RITA, here.id, with_running=with_running)
        await desk.run(HOUR / 2)

        assert (await here.states())[SECOND] is state

    async def test_a_visit_that_was_extended_by_days_is_still_one_that_is_going_on(self) -> None:
        desk, here = await before_the_second()
        long_visit = (await here.made())[SECOND].grant.id
        await desk.access.extend(RITA, long_visit, at(THIRD, 12))
        await here.until(at(SECOND, 12) + 4 * DAY)
        assert SECOND in (await here.look()).made
        await desk.series.end(RITA, here.id, with_running=True)
        await desk.run(HOUR)

        assert await here.states() == {FIRST: ENDED, SECOND: ENDED}
        assert not desk.seam.existing()

    async def test_an_ended_series_can_only_be_given_anew(self) -> None:
        desk, here = await before_the_second()
        await desk.series.end(RITA, here.id, with_running=True)
        for act in (desk.series.skip, desk.series.unskip):
            with pytest.raises(WrongState, match="series_ended"):
                await act(RITA, here.id, THIRD)
        with pytest.raises(WrongState, match="series_ended"):
            await desk.series.end(RITA, here.id, with_running=True)


class TestRights:
    async def test_an_outsider_may_do_nothing_with_it(self) -> None:
        desk, here = await before_the_second()
        with pytest.raises(NotAllowed):
            await desk.series.look(OUTSIDER, here.id)
        for act in (desk.series.skip, desk.series.unskip):
            with pytest.raises(NotAllowed):
                await act(OUTSIDER, here.id, THIRD)
        with pytest.raises(NotAllowed):
            await desk.series.end(OUTSIDER, here.id, with_running=True)
        assert await here.states() == {FIRST: ENDED, SECOND: ISSUED}

    async def test_whoever_asked_for_it_may_end_it_without_a_role(self) -> None:
        desk, here = await before_the_second()
        await desk.set_up(roles=[])
        await desk.series.end(RITA, here.id, with_running=True)

        with pytest.raises(NotAllowed):
            await desk.series.look(SAM, here.id)

    async def test_another_teams_series_is_not_there(self) -> None:
        desk, here = await before_the_second()
        stranger = RITA.model_copy(update={"team_id": "T2"})
        with pytest.raises(Refused, match="no_such_series"):
            await desk.series.look(stranger, here.id)
