"""Days and clock readings as people type them. dateparser guesses freely, so it sees only what a pattern here lets by.

A reading that could mean two times ("until 6") is none: a wrong guess costs more than an empty field.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from dateparser.date import DateDataParser

from bot.domain.value import Value

LONGEST_AHEAD = timedelta(days=400)
"""Further away nobody plans a visit: such a day is a misreading."""
END_OF_DAY = time(23, 59)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:r|rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_NTH = r"[0-3]?[0-9](?:st|nd|rd|th)?"
_BARE_WEEKDAY = re.compile(rf"(?:this |on )?({_WEEKDAY})")
_UNCLEAR_DAY = re.compile(rf"next {_WEEKDAY}")
"""Some mean the coming one, some the one after."""
_DAY = re.compile(
    rf"(?:on )?(?:today|tomorrow|(?:the )?day after tomorrow|(?:this )?{_WEEKDAY}"
    rf"|(?:the )?{_NTH} (?:of )?{_MONTH}(?: [0-9]{{4}})?|{_MONTH} (?:the )?{_NTH}(?: [0-9]{{4}})?"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{4})?|[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{4})?"
    r"|in (?:[0-9]{1,2}|a|one|two|three) (?:days?|weeks?))"
)
_IN_FIGURES = re.compile(r"(?:on )?[0-9]+[-/.][0-9]+[-/.]?[0-9]*")
MOST_DAY_WORDS = 5
_CLOCK = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:h](?P<minute>[0-9]{2}))?(?P<half>am|pm)?")
_NAMED = {"noon": time(12, 0), "midday": time(12, 0), "midnight": END_OF_DAY}
_AFTERNOON = 12
_MONTHS = 12
EARLIEST = 7
"""A start at a bare hour before it may be in the afternoon."""
_SETTINGS = {
    "PREFER_DATES_FROM": "future",
    "PARSERS": ["relative-time", "absolute-time"],
    "RETURN_AS_TIMEZONE_AWARE": False,
    "RETURN_TIME_AS_PERIOD": False,
}


class Day(Value):
    """A day that was read; a weekday alone names the coming one, and today where today is one may be meant as well."""

    day: date
    is_weekday: bool = False


class Clock(Value):
    """A reading of the clock; a bare hour up to 12 is not certain: it may be the morning's or the evening's."""

    at: time
    is_certain: bool


def warm() -> None:
    """Load dateparser's data, which takes a third of a second the first time (measured): do it before anybody waits."""
    read_day(("tomorrow",), datetime(2026, 1, 1), "US")  # noqa: DTZ001  a reading in no zone


def read_day(words: Sequence[str], local: datetime, region: str) -> Day | None:
    """The day that these words name, seen from `local`, a reading without a zone; None where they name none, or two.

    "3/4" is in March in the US and in April elsewhere.
    """
    text = " ".join(words)
    if not _DAY.fullmatch(text):
        return None
    read = _in_figures if _IN_FIGURES.fullmatch(text) else _in_words
    try:
        found = read(text, local, region)
    except (ValueError, OverflowError):
        return None
    if found is None or not local.date() <= found <= (local + LONGEST_AHEAD).date():
        return None
    return Day(day=found, is_weekday=bool(_BARE_WEEKDAY.fullmatch(text)))


def _in_figures(text: str, local: datetime, region: str) -> date:
    """Never left to dateparser, which takes "1.12." for a time of the day. With dots the day is first everywhere."""
    first, second, *more = map(int, re.findall("[0-9]+", text))
    if "-" in text:
        return date(first, second, *more)
    is_month_first = "/" in text and (second > _MONTHS or (region == "US" and first <= _MONTHS))
    month, day = (first, second) if is_month_first else (second, first)
    found = date(more[0] if more else local.year, month, day)
    return found if more or found >= local.date() else found.replace(year=local.year + 1)


def _in_words(text: str, local: datetime, _: str) -> date | None:
    bare = re.sub(r"^on |\bthe |\bthis ", "", text).replace(" of ", " ").replace("wednes", "wed")
    settings = {**_SETTINGS, "RELATIVE_BASE": local}
    found = DateDataParser(languages=["en"], settings=settings).get_date_data(bare).date_obj
    return found.date() if found is not None else None


def is_unclear_day(words: Sequence[str]) -> bool:
    return bool(_UNCLEAR_DAY.fullmatch(" ".join(words)))


def read_clock(text: str) -> Clock | None:
    """One reading: "18:00", "6pm", "14h30", "noon", "9"; None for anything else."""
    if text in _NAMED:
        return Clock(at=_NAMED[text], is_certain=True)
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    if half and not 1 <= hour <= _AFTERNOON:
        return None
    hour = hour % _AFTERNOON + _AFTERNOON * (half == "pm") if half else hour
    if hour > END_OF_DAY.hour or minute > END_OF_DAY.minute:
        return None
    return Clock(at=time(hour, minute), is_certain=bool(half or found["minute"] or hour > _AFTERNOON))


def read_range(first: str, second: str) -> tuple[time, time] | None:
    """From one reading to another: "9-17", "9-5", "9am-5pm", "22-6"; None where it could mean two things ("2-4")."""
    start, end = read_clock(first), read_clock(second)
    if start is None or end is None:
        return None
    if start.is_certain:
        is_clear = end.is_certain or end.at > start.at or _later(end.at) <= start.at
        return (start.at, end.at) if is_clear else None
    if second.endswith("m"):
        return _with_half(start.at, end.at)
    if start.at.hour < EARLIEST:
        return None
    return start.at, end.at if end.is_certain or end.at > start.at else _later(end.at)


def _with_half(start: time, end: time) -> tuple[time, time]:
    """The start of "2-4pm" is in the afternoon, that of "9-5pm" in the morning: whichever is the shorter."""
    afternoon = _later(start) if start.hour < _AFTERNOON else start
    return (afternoon if end.hour >= _AFTERNOON and afternoon < end else start), end


def _later(at: time) -> time:
    return at.replace(hour=at.hour + _AFTERNOON) if at.hour < _AFTERNOON else at
