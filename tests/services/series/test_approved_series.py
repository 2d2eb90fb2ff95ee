from datetime import timedelta

import pytest

from bot.domain.errors import WrongState
from bot.domain.grant import GrantState
from bot.domain.hours import read_hours
from bot.domain.request import BadFields
from bot.domain.series import SeriesState
from bot.services.kept import PostKind
from tests.services.desk import ADMIN, RITA, Desk
from tests.services.series.weekly import CLEANING, FIRST, HOUR, SECOND, WEEK, Weekly, at, weekly

EVERYONE = {"approval": "everyone"}


async def asked() -> tuple[Desk, Weekly]:
    desk = await Desk().open(policy=EVERYONE)
    here = await weekly(desk)
    await desk.turn()
    return desk, here


async def request_of(desk: Desk, here: Weekly) -> str:
    request = (await desk.record(here.grant_id)).request
    assert request is not None
    return request.id


async def test_a_series_that_waits_makes_no_visit() -> None:
    desk, here = await asked()
    await desk.run(timedelta(minutes=10))

    assert (await here.series()).state is SeriesState.WAITING
    assert await here.states() == {FIRST: GrantState.AWAITING_APPROVAL}
    assert not desk.seam.existing()
    with pytest.raises(WrongState, match="not_approved_yet"):
        await desk.series.skip(RITA, here.id, SECOND)


async def test_approvers_are_asked_once_with_the_rule_before_them() -> None:
    desk, here = await asked()
    request = (await desk.record(here.grant_id)).waiting
    assert request is not None
    assert request.rule == CLEANING

    await desk.approvals.approve(ADMIN, RITA, request.id)
    await here.until(at(SECOND, 9))

    assert await here.states() == {FIRST: GrantState.ENDED, SECOND: GrantState.ISSUED}
    assert (await here.series()).approved_by == ADMIN.user_id
    assert len(desk.poster.of(PostKind.REQUEST)) == 1


async def test_every_visit_is_judged_anew_before_a_yes() -> None:
    desk = await Desk().open(policy=EVERYONE)
    here = await weekly(desk, CLEANING.model_copy(update={"weekdays": (1, 5)}))
    await desk.turn()
    await desk.set_up(policy=EVERYONE | {"hours": read_hours("Mon-Fri 08:00-18:00")})

    with pytest.raises(BadFields, match="outside_hours"):
        await desk.approvals.approve(ADMIN, RITA, await request_of(desk, here))


@pytest.mark.parametrize("how", ["declined", "withdrawn", "ended", "lapsed"])
async def test_without_a_yes_it_ends_with_its_first_visit(how: str) -> None:
    desk, here = await asked()
    request = await request_of(desk, here)
    if how == "declined":
        await desk.approvals.decline(ADMIN, request, "no")
    elif how == "withdrawn":
        await desk.access.end(RITA, here.grant_id)
    elif how == "ended":
        await desk.series.end(RITA, here.id, with_running=True)
    await desk.run(9 * HOUR)

    assert (await here.series()).state is SeriesState.ENDED
    assert await here.states() == {FIRST: GrantState.DECLINED}
    await desk.run(3 * WEEK)
    assert list(await here.made()) == [FIRST]
    assert not desk.seam.existing()


async def test_a_lapsed_request_ends_no_series_that_was_approved() -> None:
    desk, here = await asked()
    await desk.approvals.approve(ADMIN, RITA, await request_of(desk, here))
    await desk.run(HOUR)
    later = (await desk.record(here.grant_id)).grant.window.ends_at + HOUR
    await desk.access.extend(RITA, here.grant_id, later)
    await desk.run(9 * HOUR)

    assert (await here.series()).state is SeriesState.ACTIVE
