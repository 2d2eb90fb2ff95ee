"""A series opens no door: each of its visits is an access grant of its own, with its own window, made a little ahead.

So whatever becomes of the series, nobody ever holds a credential that is good for longer than one visit.
"""

from collections.abc import Container, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime
from pydantic import Field as Given

from bot.domain.building import Building, Method
from bot.domain.grant import Door, GrantRecord, Guest
from bot.domain.recurrence import Rule, Visit, left_of, visits
from bot.domain.value import Value

AHEAD = timedelta(hours=48)
"""So long before its start a visit is made: time for a late PIN, and for a walk to a door without a hub."""
AGAIN = timedelta(hours=1)
"""What cannot be made is tried again so often, for as long as something of the visit is left."""


class SeriesState(StrEnum):
    WAITING = "waiting"
    """For an approval: its first visit is made as far as that, and no other."""
    ACTIVE = "active"
    ENDED = "ended"
    """No visit is made any more: somebody has ended it, it was not approved, or its last visit is over."""


class Why(StrEnum):
    """Why there is no visit on a day of the rule."""

    SKIPPED = "skipped"
    MISSED = "missed"
    """Its time passed while it could not be made."""


class LeftOut(Value):
    why: Why
    by: str | None = None


class Series(Value):
    """One guest who comes every week; what was asked for never changes: who wants else ends it and gives it anew."""

    id: str
    team_id: str
    requester: str
    building_id: str
    guest: Guest
    method: Method
    doors: tuple[Door, ...]
    rule: Rule
    reason: str | None = None
    template_id: str | None = None
    """With it each visit is made, as long as the building has it."""
    channel: str | None = None
    """Where the requester wanted updates; None means their DM."""
    state: SeriesState = SeriesState.ACTIVE
    approved_by: str | None = None
    left_out: Mapping[date, LeftOut] = Given(default_factory=dict)
    problem: str | None = None
    """A key of `domain.problems` while the next visit cannot be made; it is tried again."""
    next_at: AwareDatetime | None = None
    """When there is something to do: a visit to make, or the end of the last one."""
    card_channel: str | None = None
    card_ts: str | None = None
    created_at: AwareDatetime
    ended_by: str | None = None
    ended_at: AwareDatetime | None = None
    forgotten_at: AwareDatetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state is not SeriesState.ENDED


class SeriesRecord(Value):
    """Everything a screen needs of a series."""

    series: Series
    building: Building
    made: Mapping[date, GrantRecord]
    """The visits that were made, by their day."""

    def ahead(self, now: datetime) -> tuple[Visit, ...]:
        """The visits that are not over, as the rule has them: those that were left out too."""
        return tuple(v for v in visits(self.series.rule, self.building.zone) if v.window.ends_at > now)


def unmade(series: Series, made: Container[date], building: Building) -> tuple[Visit, ...]:
    """The visits that nobody has left out and nothing was made of, in order."""
    return tuple(
        visit
        for visit in visits(series.rule, building.zone)
        if visit.day not in made and visit.day not in series.left_out
    )


def missed(series: Series, made: Container[date], building: Building, now: datetime) -> tuple[Visit, ...]:
    """Those of which nothing useful is left."""
    return tuple(visit for visit in unmade(series, made, building) if left_of(visit, now) is None)


def to_make(series: Series, made: Container[date], building: Building, now: datetime) -> tuple[Visit, ...]:
    """Those for which it is time, each with the window that can still be given."""
    near = [visit for visit in unmade(series, made, building) if visit.window.starts_at - AHEAD <= now]
    left = ((visit, left_of(visit, now)) for visit in near)
    return tuple(visit.model_copy(update={"window": window}) for visit, window in left if window is not None)


def next_time(series: Series, made: Container[date], building: Building, now: datetime) -> datetime | None:
    """When a series that is active has something to do by itself; a visit that is due now could not be made."""
    times = [max(visit.window.starts_at - AHEAD, now + AGAIN) for visit in unmade(series, made, building)]
    last = max((visit.window.ends_at for visit in visits(series.rule, building.zone)), default=now)
    return min(times) if times else max(last, now)


def is_over(series: Series, building: Building, now: datetime) -> bool:
    """Whether the last visit's time is past."""
    return all(visit.window.ends_at <= now for visit in visits(series.rule, building.zone))
