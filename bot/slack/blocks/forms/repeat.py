"""Access every week as somebody types it: readings of the building's clock, and dates, any of which may be missing."""

from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.domain.errors import BadField
from bot.domain.recurrence import Rule, check_rule, coming, skipped_by_clock, visits
from bot.domain.request import BadFields
from bot.domain.value import Value
from bot.domain.window import Window
from bot.slack.blocks.ids import Field
from bot.slack.blocks.series.series_words import day_words, visit_words
from bot.slack.blocks.text import plural
from bot.slack.blocks.times import date_words, place

T = TypeVar("T")

_USUAL = time(10), time(12)
_USUAL_SPAN = timedelta(weeks=4)
_MOST_SHOWN = 3
_MOST_SKIPPED = 3


class Repeat(Value):
    """The weekly part of the form."""

    weekdays: tuple[int, ...] = ()
    starts: time | None = None
    ends: time | None = None
    first_day: date | None = None
    until: date | None = None


def settle_repeat(repeat: Repeat | None, today: date) -> Repeat:
    """With the usual times and dates where nothing is chosen; on which days, somebody has to say."""
    known = repeat or Repeat()
    first = known.first_day or today
    usual = {"starts": known.starts or _USUAL[0], "ends": known.ends or _USUAL[1], "first_day": first}
    return known.model_copy(update={**usual, "until": known.until or first + _USUAL_SPAN})


def weekly(repeat: Repeat | None, zone: ZoneInfo, now: datetime) -> tuple[Rule, Window]:
    """The rule from its first visit on, and what of that visit can be given.

    Raises:
        BadFields: what is missing, or cannot be.
    """
    known, bad = repeat or Repeat(), list[BadField]()
    starts = _need(bad, known.starts, Field.VISIT_STARTS, "time_missing")
    ends = _need(bad, known.ends, Field.VISIT_ENDS, "time_missing")
    first_day = _need(bad, known.first_day, Field.FIRST_DAY, "date_missing")
    until = _need(bad, known.until, Field.UNTIL, "date_missing")
    if bad or starts is None or ends is None or first_day is None or until is None:
        raise BadFields(bad)
    rule = Rule(weekdays=known.weekdays, starts=starts, ends=ends, first_day=first_day, until=until)
    if wrong := check_rule(rule, zone, now):
        raise BadFields(wrong)
    first = coming(rule, zone, now)[0]
    return rule.beginning(first.day), first.window


def weekly_line(rule: Rule, zone: ZoneInfo, today: date) -> str:
    """The next dates: "Tue 24 Nov 10:00 to 12:00, Tue 1 Dec 10:00 to 12:00, …; 12 visits until Tue 9 Feb, New York"."""
    found, skipped = visits(rule, zone), skipped_by_clock(rule, zone)
    shown = ", ".join(visit_words(visit, zone) for visit in found[:_MOST_SHOWN])
    last = date_words(found[-1].day, today)
    more = f" … {plural(len(found), 'visit')} until {last}" if len(found) > _MOST_SHOWN else ""
    without = ", ".join(day_words(day) for day in skipped[:_MOST_SKIPPED])
    left_out = f" No visit on {without}: the clock skips that time (daylight saving)." if skipped else ""
    return f"{shown}{more}, {place(zone)} time.{left_out}"


def _need(bad: list[BadField], given: T | None, field: Field, problem: str) -> T | None:
    if given is None:
        bad.append(BadField(field, problem))
    return given
