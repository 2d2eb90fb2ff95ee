"""A disconnected account is one alarm wherever the building listens, holds new access, and clears itself."""

from datetime import timedelta

import pytest

from bot.domain.request import BadFields
from bot.services.kept import PostKind
from tests.services.desk import RITA, TEAM, Desk
from tests.services.doors.watched import CASA, CHANNEL, with_lock


async def look(desk: Desk) -> None:
    """As the refresh does that an event of Seam's asks for."""
    await desk.buildings.refresh(TEAM)
    await desk.disconnections.look(TEAM)
    await desk.run(timedelta(seconds=5))


def breaks(desk: Desk, lock: str, *errors: str) -> None:
    desk.seam.locks[lock] = desk.seam.locks[lock].model_copy(update={"errors": errors})


async def test_the_watch_channel_hears_once_and_again_when_it_is_over() -> None:
    desk, lock = await with_lock()

    breaks(desk, lock, "account_disconnected")
    for _ in range(3):
        await look(desk)
    alarms = [post.channel for post in desk.poster.of(PostKind.DRIFT)]
    assert alarms.count(CHANNEL) == 1

    breaks(desk, lock)
    await look(desk)
    assert [post.channel for post in desk.poster.of(PostKind.DRIFT)].count(CHANNEL) == 2
    assert desk.poster.redrawn(PostKind.DRIFT)


async def test_no_new_access_is_given_meanwhile() -> None:
    desk, lock = await with_lock()
    breaks(desk, lock, "account_disconnected")
    await look(desk)

    with pytest.raises(BadFields, match="building_disconnected"):
        await desk.giving.submit(RITA, desk.draft(lock, building_id=CASA), None)
