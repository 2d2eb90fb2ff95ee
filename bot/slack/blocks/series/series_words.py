"""A rule in words: always the building's days and clock, and the last day with it, because access ends by date."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.hours import WEEK
from bot.domain.recurrence import Rule, Visit
from bot.slack.blocks.times import date_words, place, span

_DAYS_BEFORE = timedelta(days=3)
"""Seen from so far before, no date is called today or tomorrow."""
_WORKDAYS = (0, 1, 2, 3, 4)


def days_words(weekdays: Sequence[int]) -> str:
    """In words: "every Tue", "every Mon, Wed and Fri", "Mon to Fri", "every day"."""
    if len(weekdays) == len(WEEK):
        return "every day"
    if tuple(weekdays) == _WORKDAYS:
        return "Mon to Fri"
    names = [WEEK[day] for day in weekdays]
    return f"every {', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else f"every {names[0]}"


def rule_words(rule: Rule, zone: ZoneInfo) -> str:
    """In words: "every Tue 10:00 to 12:00 until Tue 9 Feb 2027, New York time"."""
    ends = f"{rule.ends:%H:%M}" if rule.ends > rule.starts else f"{rule.ends:%H:%M} the next day"
    until = date_words(rule.until, rule.first_day - _DAYS_BEFORE)
    return f"{days_words(rule.weekdays)} {rule.starts:%H:%M} to {ends} until {until}, {place(zone)} time"


def day_words(day: date) -> str:
    """A day as it may still be read next week: "Tue 24 Nov"."""
    return date_words(day, day - _DAYS_BEFORE)


def visit_words(visit: Visit, zone: ZoneInfo) -> str:
    """In words: "Tue 24 Nov 10:00 to 12:00"."""
    return span(visit.window, zone, visit.window.starts_at - _DAYS_BEFORE)


def sentence_case(words: str) -> str:
    return words[:1].upper() + words[1:]


def time_words(at: datetime, zone: ZoneInfo) -> str:
    """Day and clock without "today": "Sun 22 Nov 10:00"."""
    local = at.astimezone(zone)
    return f"{day_words(local.date())} {local:%H:%M}"
