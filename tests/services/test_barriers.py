"""Two things at once, met at each call to Seam in turn, before its effect and after it: the lesser access wins.

The meeting point moves on by one call until a run ends without having come to it, so none is left out.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.domain.building import Method, MobileKeys
from bot.domain.grant import GrantState
from tests.services.desk import RITA, SAM, Desk
from tests.services.troubled import METHODS

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
Meet = Callable[[Desk, str], Awaitable[object]]


class Meeting(Desk):
    """Something else happens at the `at`-th call to Seam from `begin` on."""

    def __init__(self, at: int, *, after: bool) -> None:
        super().__init__()
        self._left, self._after = at, after
        self._act: Callable[[], Awaitable[object]] | None = None
        for port, names in METHODS.items():
            for name in names:
                target = getattr(self.seam, port)
                setattr(target, name, partial(self._call, getattr(target, name)))

    @property
    def has_met(self) -> bool:
        return self._act is None

    def begin(self, act: Callable[[], Awaitable[object]]) -> None:
        self._act = act

    async def _call(self, real: Callable[..., Awaitable[Any]], *args: Any, **named: Any) -> Any:
        act, is_here = self._act, self._act is not None and self._left == 0
        self._left -= self._act is not None
        if is_here:
            self._act = None
        if is_here and act is not None and not self._after:
            await act()
        result = await real(*args, **named)
        if is_here and act is not None and self._after:
            await act()
        return result


async def giving(desk: Meeting, method: Method, meet: Meet) -> str:
    """The other thing comes while access is being made."""
    grant_id = await desk.give(*desk.doors[:2], method=method)
    desk.begin(lambda: meet(desk, grant_id))
    return grant_id


async def extending(desk: Meeting, method: Method, meet: Meet) -> str:
    """It comes while a later end, asked for a minute before the old one, is being sent."""
    grant_id = await desk.give(*desk.doors[:2], method=method)
    await desk.run(2 * HOUR - MINUTE)
    desk.begin(lambda: meet(desk, grant_id))
    await desk.access.extend(RITA, grant_id, desk.clock.now() + HOUR)
    return grant_id


async def end(desk: Desk, grant_id: str) -> None:
    await desk.access.end(SAM, grant_id)


async def time_passes(desk: Desk, _grant_id: str) -> None:
    """The old end goes by in the middle of the call."""
    desk.clock.advance(2 * MINUTE)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("work", [giving, extending])
async def test_an_end_wins_wherever_it_meets(work: Any, method: Method, *, after: bool) -> None:
    places = 0
    while True:
        desk = Meeting(places, after=after)
        await desk.open(mobile_keys=MobileKeys.OWN_APP)
        grant_id = await work(desk, method, end)
        await desk.run(MINUTE / 2)
        if not desk.has_met:
            break
        places += 1
        await desk.run(5 * MINUTE)

        assert desk.seam.existing() == [], places
        assert (await desk.record(grant_id)).grant.state in {GrantState.ENDED, GrantState.FAILED}
    assert places >= 2


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("method", Method)
async def test_an_end_by_date_that_meets_an_extension_leaves_nothing_longer_than_was_asked_for(
    method: Method, *, after: bool
) -> None:
    places = 0
    while True:
        desk = Meeting(places, after=after)
        await desk.open(mobile_keys=MobileKeys.OWN_APP)
        grant_id = await extending(desk, method, time_passes)
        asked = (await desk.record(grant_id)).grant.requested_ends_at
        assert asked is not None
        await desk.run(MINUTE / 2)
        if not desk.has_met:
            break
        places += 1

        assert all(one.ends_at <= asked for one in desk.seam.existing()), places
        await desk.run(2 * HOUR)
        assert desk.seam.existing() == [], places
        assert (await desk.record(grant_id)).grant.state is GrantState.ENDED
    assert places >= 2
