"""A weekly rule is read by the building's clock, day by day: nothing is ever added to an instant to find next week's.

Where the clock is set, the shorter access is meant: a visit is never longer than it is asked to be, by the clock and in
real hours alike, and it never reaches outside the readings that were asked for.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import model_validator

from bot.domain.errors import AmbiguousTime, BadField, TimeInGap
from bot.domain.value import Value
from bot.domain.window import Window, local_instant, next_change

LONGEST = timedelta(weeks=26)
"""From the first day to the last: standing access must end by date."""
LEAST = timedelta(minutes=15)
"""Of a visit that has begun, so much must be left (of a short one: half of it), or it is not made any more."""
_DAY = timedelta(days=1)


class Rule(Value):
    """Every week on these days, from one reading of the building's clock to another."""

    weekdays: tuple[int, ...]
    """0 is Monday."""
    starts: time
    ends: time
    """At or before `starts` it is a reading of the next day."""
    first_day: date
    until: date
    """The last day on which a visit may start."""

    @model_validator(mode="before")
    @classmethod
    def _in_order(cls, given: object) -> object:
        if isinstance(given, dict) and "weekdays" in given:
            return {**given, "weekdays": tuple(sorted(set(given["weekdays"])))}
        return given

    @property
    def length(self) -> timedelta:
        """What is asked for, by the clock."""
        day = _DAY if self.ends <= self.starts else timedelta()
        return datetime.combine(self.first_day, self.ends) - datetime.combine(self.first_day, self.starts) + day

    def beginning(self, day: date) -> Self:
        """The same rule from this day on."""
        return self.model_copy(update={"first_day": day})

    def days(self) -> Iterator[date]:
        """The days on which a visit starts, in order."""
        for number in range((self.until - self.first_day).days + 1):
            day = self.first_day + number * _DAY
            if day.weekday() in self.weekdays:
                yield day


class Visit(Value):
    """One time that the guest comes."""

    day: date
    """On which it starts, at the building."""
    window: Window


def visit_on(rule: Rule, day: date, zone: ZoneInfo) -> Visit | None:
    """The visit of this day; None where the clock skips all of it."""
    starts_at = _moments(day, rule.starts, zone)[-1]
    last_day = day + _DAY if rule.ends <= rule.starts else day
    ends = [at for at in _moments(last_day, rule.ends, zone) if at > starts_at]
    if not ends:
        return None
    return Visit(day=day, window=Window(starts_at=starts_at, ends_at=min(ends[0], starts_at + rule.length)))


@lru_cache(maxsize=100)
def visits(rule: Rule, zone: ZoneInfo) -> tuple[Visit, ...]:
    """All of them, in order; a form or a card asks for the same ones again and again."""
    found = (visit_on(rule, day, zone) for day in rule.days())
    return tuple(visit for visit in found if visit is not None)


def skipped_by_clock(rule: Rule, zone: ZoneInfo) -> tuple[date, ...]:
    """The days on which there is no visit because the clock skips all of it (spring)."""
    return tuple(day for day in rule.days() if visit_on(rule, day, zone) is None)


def left_of(visit: Visit, now: datetime) -> Window | None:
    """What of the visit can still be given; None where too little is left of it to be of use."""
    window = visit.window
    if now <= window.starts_at:
        return window
    began = now.replace(second=0, microsecond=0)
    if window.ends_at - began < min(LEAST, window.length / 2):
        return None
    return Window(starts_at=max(began, window.starts_at), ends_at=window.ends_at)


def coming(rule: Rule, zone: ZoneInfo, now: datetime) -> tuple[Visit, ...]:
    """Those of which something can still be given, each with the window that can."""
    left = ((visit, left_of(visit, now)) for visit in visits(rule, zone))
    return tuple(visit.model_copy(update={"window": window}) for visit, window in left if window is not None)


def check_rule(rule: Rule, zone: ZoneInfo, now: datetime) -> tuple[BadField, ...]:
    """What is wrong with the rule in itself; each of its visits is held against the policy beside it."""
    bad = []
    if not rule.weekdays:
        bad.append(BadField("weekdays", "weekdays_missing"))
    if rule.starts == rule.ends:
        bad.append(BadField("visit_ends", "visit_without_length"))
    if rule.until < rule.first_day:
        bad.append(BadField("until", "until_too_early", first=rule.first_day))
    elif rule.until > rule.first_day + LONGEST:
        bad.append(BadField("until", "until_too_late", latest=rule.first_day + LONGEST))
    if not bad and not coming(rule, zone, now):
        bad.append(BadField("until", "no_visit_left"))
    return tuple(bad)


def _moments(day: date, clock: time, zone: ZoneInfo) -> tuple[datetime, ...]:
    """When the clock shows this: once, or twice (autumn); where it skips it (spring), the moment at which it does."""
    try:
        return (local_instant(day, clock, zone),)
    except AmbiguousTime as twice:
        return twice.earlier, twice.later
    except TimeInGap:
        before, after = sorted(datetime.combine(day, clock, zone).replace(fold=n).astimezone(UTC) for n in (0, 1))
        return (next_change(before, after, zone),)
