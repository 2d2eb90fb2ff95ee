"""A series names its guest as its visits do; when it is over, it is forgotten as they are, by the same rules."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.domain.building import Building
from bot.domain.grant import REMOVED, Guest
from bot.domain.policy import policies_of, policy_for
from bot.domain.series import Series
from bot.services.kept import PostKind
from bot.services.series.series_telling import remember_series, tell_series
from bot.services.store import Work

MOST_AT_ONCE = 20


async def forget_series(work: Work, series: Series, actor: str | None, now: datetime) -> None:
    """Remove the guest's name, contacts and the reason from a series that is over."""
    await remember_series(work, series, "series_forgotten", now, actor)
    forgotten = series.model_copy(update={"guest": REMOVED, "reason": None, "forgotten_at": now})
    await work.series.save(forgotten)
    await tell_series(work, forgotten, now)
    await work.posts.redraw_of_series(series.team_id, series.id, PostKind.SERIES_NEWS, now)


async def series_of(work: Work, team_id: str, guest: Guest, building_ids: Collection[str]) -> Sequence[Series]:
    """What the guest has at these buildings."""
    return [one for one in await work.series.of_guest(team_id, guest) if one.building_id in building_ids]


async def forget_old(work: Work, team_id: str, now: datetime) -> None:
    """Forget what ended as long ago as the buildings' policies say."""
    for building in await work.buildings.all(team_id):
        before = now - min(policy.retention for policy in policies_of(building))
        over = await work.series.over_since(team_id, building.id, before)
        due = [one for one in over if one.ended_at and one.ended_at < now - _retention(one, building)]
        for series in due[:MOST_AT_ONCE]:
            await forget_series(work, series, None, now)


def _retention(series: Series, building: Building) -> timedelta:
    return policy_for(building, (door.entrance_id for door in series.doors)).retention
