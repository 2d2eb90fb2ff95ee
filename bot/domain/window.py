"""Spans are counted in real hours, clock readings belong to the building's zone; mixing them grants extra access.

"00:30 + 4 h" across an autumn change is 4 real hours here, never 5.
"""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AwareDatetime, model_validator

from bot.domain.errors import AmbiguousTime, TimeInGap
from bot.domain.value import Value

WEEKEND_ENDS = time(6, 0)
DAY_ENDS = time(23, 59)
MONDAY = 0
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


def named_zone(name: str | None) -> ZoneInfo:
    """The zone of this name; UTC for none, or for one that does not exist."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


class Window(Value):
    """When access holds: from `starts_at` up to `ends_at`, both aware."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime

    @model_validator(mode="after")
    def _end_follows_start(self) -> Self:
        if self.ends_at <= self.starts_at:
            msg = "a window ends after it starts"
            raise ValueError(msg)
        return self

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at


class Length(StrEnum):
    """The quick choices of the modal."""

    TWO_HOURS = "2h"
    TODAY = "today"
    ONE_DAY = "1d"
    WEEKEND = "weekend"
    ONE_WEEK = "1w"
    CUSTOM = "custom"


class Fold(StrEnum):
    """Which of two readings is meant when the clock shows a time twice (autumn)."""

    EARLIER = "earlier"
    LATER = "later"


def local_instant(day: date, clock: time, zone: ZoneInfo, fold: Fold | None = None) -> datetime:
    """The UTC instant of a clock reading in `zone`.

    Raises:
        TimeInGap: the clock skips this reading (spring).
        AmbiguousTime: the clock shows it twice (autumn) and `fold` does not say which.
    """
    readings = [datetime.combine(day, clock, zone).replace(fold=n) for n in (0, 1)]
    earlier, later = (reading.astimezone(UTC) for reading in readings)
    if earlier.astimezone(zone).replace(tzinfo=None) != readings[0].replace(tzinfo=None):
        raise TimeInGap(day=day, clock=clock, zone=zone.key)
    if earlier != later and fold is None:
        raise AmbiguousTime(day=day, clock=clock, zone=zone.key, earlier=earlier, later=later)
    return later if fold is Fold.LATER else earlier


def next_change(at: datetime, end: datetime, zone: ZoneInfo) -> datetime:
    """The first second from which on the clock is set otherwise than at `at`; `end` where there is none before."""
    before = at
    while before < end:
        after = min(before + _DAY, end)
        if offset_at(after, zone) != offset_at(at, zone):
            while after - before > _SECOND:
                middle = before + (after - before) / 2
                before, after = (middle, after) if offset_at(middle, zone) == offset_at(at, zone) else (before, middle)
            return after.replace(microsecond=0)
        before = after
    return end


def offset_at(at: datetime, zone: ZoneInfo) -> timedelta:
    """How far the clock is from UTC at that instant."""
    return at.astimezone(zone).utcoffset() or timedelta()


def end_for(length: Length, starts_at: datetime, zone: ZoneInfo) -> datetime:
    """The end that a quick choice means for a start; raises ValueError for CUSTOM, which has no rule.

    Where the clock skips or repeats the reading, the shorter access is meant.
    """
    local = starts_at.astimezone(zone)
    match length:
        case Length.TWO_HOURS:
            return starts_at + timedelta(hours=2)
        case Length.ONE_DAY:
            return starts_at + timedelta(days=1)
        case Length.ONE_WEEK:
            return starts_at + timedelta(weeks=1)
        case Length.TODAY:
            return _next(DAY_ENDS, local.date(), 1, starts_at, zone)
        case Length.WEEKEND:
            monday = local.date() + timedelta(days=(MONDAY - local.weekday()) % 7)
            return _next(WEEKEND_ENDS, monday, 7, starts_at, zone)
        case Length.CUSTOM:
            msg = "a custom length has its own end"
            raise ValueError(msg)


def day_around(moment: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The zone's day that holds the moment: its first instant, and the first of the day after."""
    today = moment.astimezone(zone).date()
    return _first_reading(today, time.min, zone), _first_reading(today + timedelta(days=1), time.min, zone)


def quick_length(window: Window, zone: ZoneInfo) -> Length | None:
    """The quick choice that makes this window of its start; None where none does."""
    quick = (length for length in Length if length is not Length.CUSTOM)
    return next((length for length in quick if end_for(length, window.starts_at, zone) == window.ends_at), None)


def _next(clock: time, day: date, every: int, after: datetime, zone: ZoneInfo) -> datetime:
    """The first instant after `after` at which the clock shows this on `day`, or `every` days later."""
    candidates = (_first_reading(day + timedelta(days=n), clock, zone) for n in (0, every, 2 * every))
    return next(instant for instant in candidates if instant > after)


def _first_reading(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The earlier reading of two; for one that the clock skips, the moment at which it skips or before."""
    first, second = (datetime.combine(day, clock, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return min(first, second)
