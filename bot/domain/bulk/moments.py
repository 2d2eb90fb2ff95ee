"""A date that can be read in two ways is refused: 11/12/2026 is one day in London and another in New York.

Readings without an offset are the building's; `local_instant` says which of them its clock skips or shows twice.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.domain.errors import AmbiguousTime, BadField, TimeInGap
from bot.domain.window import DAY_ENDS, local_instant

NOW = "now"
_DATE = r"(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<d2>\d{1,2})\.(?P<m2>\d{1,2})\.(?P<y2>\d{4}))"
_CLOCK = r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?)?\s*(?P<half>[ap]m)?"
_OFFSET = r"(?P<offset>z|utc|[+-]\d{2}:?\d{2})"
_MOMENT = re.compile(rf"{_DATE}(?:(?:\s*t\s*|,?\s+)(?:{_CLOCK}\s*{_OFFSET}?))?", re.ASCII)
_TIME = re.compile(_CLOCK, re.ASCII)
_SLASHES = re.compile(r"\d{1,4}/\d{1,2}/\d{1,4}.*", re.ASCII)
_LENGTH = re.compile(r"\+?\s*(?P<count>\d{1,5})\s*(?P<unit>[a-z]+)", re.ASCII)
_UNITS: Mapping[str, timedelta] = MappingProxyType(
    {
        **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), timedelta(minutes=1)),
        **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), timedelta(hours=1)),
        **dict.fromkeys(("d", "day", "days"), timedelta(days=1)),
        **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), timedelta(weeks=1)),
    }
)
"""Of real hours: a day is 24 of them."""
_NOON = 12
_LONGEST = timedelta(days=3660)


def start_of(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """When access starts; nothing, or "now", is the minute that has begun, and so is today without a time.

    Raises:
        BadField: of `start`.
    """
    if text.casefold() in {"", NOW}:
        return now.replace(second=0, microsecond=0)
    found = _MOMENT.fullmatch(text.casefold())
    if found is None:
        raise _unread("start", text)
    day = _day(found, "start")
    if found["hour"] is None and day == now.astimezone(zone).date():
        return now.replace(second=0, microsecond=0)
    return _instant("start", day, _clock(found, "start") or time(0), zone, found["offset"])


def end_of(text: str, starts_at: datetime, zone: ZoneInfo) -> datetime:
    """When access ends: a moment, a time of the day on which it starts, or a length; a date alone is its last minute.

    Raises:
        BadField: of `end`.
    """
    if not text:
        raise BadField("end", "list_end_missing")
    words = text.casefold()
    length = _LENGTH.fullmatch(words)
    if length is not None and length["unit"] in _UNITS:
        return starts_at + min(int(length["count"]) * _UNITS[length["unit"]], _LONGEST)
    if (found := _MOMENT.fullmatch(words)) is not None:
        return _instant("end", _day(found, "end"), _clock(found, "end") or DAY_ENDS, zone, found["offset"])
    clock = _TIME.fullmatch(words)
    if clock is None or (clock["minute"] is None and clock["half"] is None):
        raise _unread("end", text)
    reading = _clock(clock, "end") or DAY_ENDS
    return _instant("end", starts_at.astimezone(zone).date(), reading, zone, None)


def _day(found: re.Match[str], field: str) -> date:
    try:
        return date(*(int(found[name] or found[f"{name}2"]) for name in ("y", "m", "d")))
    except ValueError:
        raise BadField(field, "list_no_such_date") from None


def _clock(found: re.Match[str], field: str) -> time | None:
    if found["hour"] is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"] is not None:
        if not 1 <= hour <= _NOON:
            raise BadField(field, "list_no_such_time")
        hour = hour % _NOON + (_NOON if found["half"] == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise BadField(field, "list_no_such_time") from None


def _instant(field: str, day: date, clock: time, zone: ZoneInfo, offset: str | None) -> datetime:
    try:
        if offset is not None:
            return datetime.fromisoformat(f"{day}T{clock}{_spelt(offset)}").astimezone(UTC)
        return local_instant(day, clock, zone)
    except TimeInGap as gap:
        raise BadField(field, gap.problem, **gap.data) from None
    except AmbiguousTime as twice:
        example = twice.earlier.astimezone(zone).isoformat(timespec="minutes")
        raise BadField(field, "list_time_twice", **{**twice.data, "example": example}) from None
    except (ValueError, OverflowError):
        raise BadField(field, "list_no_such_date") from None


def _spelt(offset: str) -> str:
    return "+00:00" if offset in {"z", "utc"} else f"{offset[:3]}:{offset[-2:]}"


def _unread(field: str, text: str) -> BadField:
    return BadField(field, "list_date_two_ways" if _SLASHES.fullmatch(text) else f"list_{field}_unread")
