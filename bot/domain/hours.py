"""Opening hours are readings of the building's clock; an instant is inside when the clock shows an allowed reading.

So a range that spring makes shorter stays one range, and a reading that autumn shows twice counts both times.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.domain.errors import BadField
from bot.domain.value import Value
from bot.domain.window import Window, next_change, offset_at

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MIDNIGHT = 24 * 60
NEVER = "never"
_TOKEN = re.compile(
    r"(?P<opens>[0-9]{1,2}:[0-9]{2})\s*-\s*(?P<closes>[0-9]{1,2}:[0-9]{2})"
    r"|(?P<first>[a-z]{3,9})(?:\s*-\s*(?P<last>[a-z]{3,9}))?"
)
_BETWEEN = re.compile(r"[\s,;.]*")


class Opening(Value):
    """A stretch of one weekday in minutes of its clock: weekday 0, 540 to 1080 is Monday 09:00 to 18:00."""

    weekday: int
    opens: int
    closes: int


Hours = tuple[Opening, ...]
"""All stretches of a week, in order, none touching another on its day; an empty one is "never"."""


def read_hours(text: str) -> Hours | None:
    """What is typed as "Mon-Fri 08:00-18:00, Sat 22:00-02:00"; None where nothing is: any time.

    Raises:
        BadField: `hours_malformed`.
    """
    typed = text.casefold().replace("\N{EN DASH}", "-")
    if typed.strip() == NEVER:
        return ()
    if not _BETWEEN.fullmatch(_TOKEN.sub("", typed)):
        raise BadField("hours", "hours_malformed")
    found: list[Opening] = []
    days: list[int] = []
    have_times = True
    for token in _TOKEN.finditer(typed):
        if token["first"]:
            days = [*([] if have_times else days), *_days(token["first"], token["last"] or token["first"])]
        else:
            opens, closes = _minutes(token["opens"]), _minutes(token["closes"])
            found += [stretch for day in days for stretch in _stretches(day, opens, closes)]
        have_times = not token["first"]
    if not have_times or bool(_BETWEEN.fullmatch(typed)) == bool(found):
        raise BadField("hours", "hours_malformed")
    return _joined(found) if found else None


def hours_words(hours: Hours) -> str:
    """The same text again: "Mon-Fri 08:00-18:00, Sat 22:00-24:00, Sun 00:00-02:00", or "never"."""
    by_day = {day: tuple((o.opens, o.closes) for o in hours if o.weekday == day) for day in range(7)}
    runs = [(times, [day for day, _ in run]) for times, run in groupby(by_day.items(), key=lambda item: item[1])]
    return ", ".join(f"{_run(days)} {' '.join(map(_range, times))}" for times, days in runs if times) or NEVER


def both(one: Hours | None, other: Hours | None) -> Hours | None:
    """When both allow it; None allows any time."""
    if one is None or other is None:
        return other if one is None else one
    pairs = ((a, b) for a in one for b in other if a.weekday == b.weekday)
    common = (Opening(weekday=a.weekday, opens=max(a.opens, b.opens), closes=min(a.closes, b.closes)) for a, b in pairs)
    return _joined(stretch for stretch in common if stretch.opens < stretch.closes)


def lies_in(window: Window, hours: Hours, zone: ZoneInfo) -> bool:
    """Whether the building's clock shows an allowed reading all the time from the window's start to its end."""
    return all(_covered(start, end, hours) for start, end in _readings(window, zone))


def _covered(start: datetime, end: datetime, hours: Hours) -> bool:
    """The same for clock readings between which nobody changes the clock."""
    at = start
    while at < end:
        minute = at.hour * 60 + at.minute
        open_now = [o.closes for o in hours if o.weekday == at.weekday() and o.opens <= minute < o.closes]
        if not open_now:
            return False
        at = datetime.combine(at.date(), time()) + timedelta(minutes=open_now[0])
    return True


def _readings(window: Window, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """What the clock shows from start to end, cut where it is changed; readings without a zone."""
    at, end = window.starts_at.astimezone(UTC), window.ends_at.astimezone(UTC)
    while at < end:
        until = next_change(at, end, zone)
        offset = offset_at(at, zone)
        yield (at + offset).replace(tzinfo=None), (until + offset).replace(tzinfo=None)
        at = until


def _days(first: str, last: str) -> list[int]:
    """From one weekday to another, over the weekend where need be."""
    names = [day.casefold() for day in WEEK]
    if first[:3] not in names or last[:3] not in names:
        raise BadField("hours", "hours_malformed")
    start = names.index(first[:3])
    return [(start + n) % 7 for n in range((names.index(last[:3]) - start) % 7 + 1)]


def _minutes(clock: str) -> int:
    hour, minute = map(int, clock.split(":"))
    if minute > 59 or hour * 60 + minute > MIDNIGHT:  # noqa: PLR2004  minutes of an hour
        raise BadField("hours", "hours_malformed")
    return hour * 60 + minute


def _stretches(day: int, opens: int, closes: int) -> list[Opening]:
    """One stretch, or two where it goes past midnight."""
    if closes > opens:
        return [Opening(weekday=day, opens=opens, closes=closes)]
    parts = (day, opens, MIDNIGHT), ((day + 1) % 7, 0, closes)
    return [Opening(weekday=day, opens=start, closes=end) for day, start, end in parts if start < end]


def _joined(stretches: Iterable[Opening]) -> Hours:
    joined: list[Opening] = []
    for stretch in sorted(stretches, key=lambda o: (o.weekday, o.opens)):
        last = joined[-1] if joined else None
        if last is not None and last.weekday == stretch.weekday and stretch.opens <= last.closes:
            joined[-1] = last.model_copy(update={"closes": max(last.closes, stretch.closes)})
        else:
            joined.append(stretch)
    return tuple(joined)


def _run(days: list[int]) -> str:
    return WEEK[days[0]] if len(days) == 1 else f"{WEEK[days[0]]}-{WEEK[days[-1]]}"


def _range(stretch: tuple[int, int]) -> str:
    opens, closes = (f"{minutes // 60:02}:{minutes % 60:02}" for minutes in stretch)
    return f"{opens}-{closes}"
