"""When a building is spoken to, in readings of its own clock: a reading that spring skips means the end of the gap, one
that autumn shows twice means the first of the two, so what is said once a day is said once on those days as well.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from bot.domain.value import Value

BEFORE_QUIET = timedelta(minutes=10)
"""What cannot wait until the quiet hours are over is said so long before they begin."""
LONGEST_QUIET = timedelta(hours=16)
_DAY = timedelta(days=1)
_WEEK = 7


class Where(StrEnum):
    """Where reminders are told; a card that stands in somebody's DM has no other place."""

    BOTH = "both"
    CHANNEL = "channel"
    """In the thread of the card."""
    DM = "dm"
    """To whoever gave the access."""


class Quiet(Value):
    """From one reading of the clock to another, over midnight where the second is not the later one."""

    begins: time
    ends: time

    @model_validator(mode="after")
    def _leaves_time_to_speak(self) -> Self:
        if not timedelta(0) < self.length <= LONGEST_QUIET:
            msg = "quiet hours are not longer than 16 h"
            raise ValueError(msg)
        return self

    @property
    def is_over_midnight(self) -> bool:
        return self.ends <= self.begins

    @property
    def length(self) -> timedelta:
        """On a day without a change of the clock."""
        begins, ends = (datetime.combine(date.min, reading) for reading in (self.begins, self.ends))
        return ends - begins + _DAY * self.is_over_midnight


class Weekly(Value):
    weekday: int = Field(ge=0, lt=_WEEK)
    """0 is Monday."""
    at: time


class Notices(Value):
    """What a building is told, and when; without set-up it is reminded by day and night, and gets no digest."""

    where: Where = Where.BOTH
    quiet: Quiet | None = None
    """For reminders, and for what is not ready before somebody arrives."""
    digest_at: time | None = None
    review: Weekly | None = None
    long_after: timedelta = timedelta(days=7)
    """From when on access is long-lived, and the review asks whether it should go on."""
    escalate_after: timedelta = timedelta(minutes=30)
    """How long an end may stay unconfirmed before the managers are written to."""


def instant_of(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The one instant, in UTC, that a reading of the clock stands for on this day."""
    first, second = (datetime.combine(day, clock, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return first if first <= second else _end_of_gap(second, first, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """When the clock jumps, which it does once between the two."""
    low, high, offset = int(before.timestamp()), int(after.timestamp()), before.astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        is_before = datetime.fromtimestamp(middle, zone).utcoffset() == offset
        low, high = (middle, high) if is_before else (low, middle)
    return datetime.fromtimestamp(high, UTC)


def quiet_around(at: datetime, quiet: Quiet, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """From when until when it is quiet, where it is so at this instant; the end itself is not."""
    today = at.astimezone(zone).date()
    for day in (today - _DAY, today):
        begins = instant_of(day, quiet.begins, zone)
        ends = instant_of(day + _DAY * quiet.is_over_midnight, quiet.ends, zone)
        if begins <= at < ends:
            return begins, ends
    return None


def told_at(due_at: datetime, before: datetime, quiet: Quiet | None, zone: ZoneInfo) -> datetime:
    """When to say what is due at `due_at` about something that comes at `before`.

    Outside the quiet hours at once. Inside them when they are over; where that is too late, before they begin.
    """
    stretch = quiet and quiet_around(due_at, quiet, zone)
    if not stretch:
        return due_at
    begins, ends = stretch
    return ends if ends < before else begins - BEFORE_QUIET


def slot(clock: time, zone: ZoneInfo, now: datetime, weekday: int | None = None) -> date | None:
    """The day for which it is time now: today's, once its reading has come; nothing is made up for on another day."""
    today = now.astimezone(zone).date()
    for day in (today, today - _DAY):
        at = instant_of(day, clock, zone)
        is_today = at <= now and at.astimezone(zone).date() == today
        if is_today and weekday in {None, day.weekday()}:
            return day
    return None


def next_slot(clock: time, zone: ZoneInfo, after: datetime, weekday: int | None = None) -> datetime:
    """The first instant after `after` at which it is time again."""
    return min(at for at in _slots(clock, zone, after, weekday) if at > after)


def _slots(clock: time, zone: ZoneInfo, after: datetime, weekday: int | None) -> Iterator[datetime]:
    today = after.astimezone(zone).date()
    for number in range(-1, _WEEK + 2):
        day = today + number * _DAY
        if weekday in {None, day.weekday()}:
            yield instant_of(day, clock, zone)
