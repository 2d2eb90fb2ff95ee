"""Standing access of staff ends by date, and goes on by a Keep."""

from datetime import timedelta

import pytest

from bot.domain.errors import WrongState
from bot.domain.request import BadFields
from bot.domain.window import Window
from bot.services.notices.reviewing import Reviewing
from bot.services.notices.reviews import ReviewRow
from tests.services.desk import ADMIN, SAM, TEAM, Desk
from tests.services.locks.doors import CASA, OFFLINE, casa

DAYS = timedelta(days=1)


async def standing(days: int = 60, **what: object) -> tuple[Desk, str]:
    desk, (lock,) = await casa(**what)
    await desk.set_up(CASA, policy={"max_length": 120 * DAYS})
    now = desk.clock.now()
    window = Window(starts_at=now, ends_at=now + days * DAYS)
    grant = await desk.give(lock, standing=True, window=window)
    await desk.run(timedelta(minutes=1))
    return desk, grant


async def keep(desk: Desk, grant_id: str) -> None:
    row = ReviewRow(id="r1", team_id=TEAM, building_id=CASA, slot="2030-03-11", grant_id=grant_id)
    async with desk.store.write() as work:
        await work.reviews.add([row])
    await Reviewing(desk.store, desk.clock, frozenset({ADMIN.user_id}), lambda: None).keep(SAM, row.id)
    await desk.run(timedelta(minutes=1))


async def test_keep_gives_it_the_same_time_again() -> None:
    desk, grant = await standing()
    await desk.run(30 * DAYS)
    kept_at = desk.clock.now()
    await keep(desk, grant)

    record = await desk.record(grant)
    assert record.grant.window.ends_at == kept_at + 60 * DAYS
    assert {one.ends_at for one in desk.seam.lock_codes.values()} == {kept_at + 60 * DAYS}


async def test_without_a_keep_it_ends_by_date() -> None:
    desk, grant = await standing(days=7)
    await desk.run(8 * DAYS)

    assert (await desk.record(grant)).grant.state.is_over


async def test_ninety_days_are_the_most() -> None:
    with pytest.raises(BadFields, match="standing_too_long"):
        await standing(days=91)


async def test_an_offline_code_cannot_stand() -> None:
    with pytest.raises(BadFields, match="standing_not_here"):
        await standing(days=7, **OFFLINE)


async def test_a_stricter_policy_ends_the_renewals() -> None:
    desk, grant = await standing()
    await desk.set_up(CASA, policy={"max_length": 14 * DAYS})

    with pytest.raises(WrongState, match="not_allowed_any_more"):
        await keep(desk, grant)


async def test_other_access_is_kept_to_its_end_and_no_longer() -> None:
    desk, (lock,) = await casa()
    grant = await desk.give(lock)
    await desk.run(timedelta(minutes=1))
    ends_at = (await desk.record(grant)).grant.window.ends_at
    await keep(desk, grant)

    assert (await desk.record(grant)).grant.window.ends_at == ends_at
