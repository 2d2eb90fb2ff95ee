"""Phrases of time in a row of words: "until tomorrow 6pm", "for 3 days", "fri 9-17", "from 14:00 to 16:00".

Each phrase has a beginning that says what it is about. One that begins like a phrase and cannot be read is kept apart,
so that it neither becomes a time nor part of somebody's name.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from bot.domain.value import Value
from bot.slack.blocks.typed.moments import (
    EARLIEST,
    MOST_DAY_WORDS,
    Clock,
    Day,
    is_unclear_day,
    read_clock,
    read_day,
    read_range,
)
from bot.slack.blocks.typed.vague import vague

_UNTIL = frozenset({"until", "till", "til", "'til", "thru", "through"})
_TO = frozenset({*_UNTIL, "to", "-", "and"})
_FROM = frozenset({"from", "between", "starting", "start", "starts"})
_WEEKEND = ("for the weekend", "over the weekend", "this weekend", "the weekend", "weekend")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_UNIT = r"m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?"
_SPAN = re.compile(
    rf"(?:for )?(?:(?P<count>[0-9]{{1,3}}(?:\.[0-9]{{1,2}})?) ?|(?P<word>an?|one|two|three|half an) )(?P<unit>{_UNIT})"
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "half an": 0.5}
_LONGEST_SPAN = timedelta(days=366)
_MOST_SPAN_WORDS = 4
_RANGE = re.compile(r"(?P<first>[^-]+)-(?P<second>[^-]+)")


class Times(Value):
    """What was said of the window; nothing where nothing was."""

    start_day: Day | None = None
    start: time | None = None
    end_day: Day | None = None
    end: time | None = None
    span: timedelta | None = None
    is_weekend: bool = False


@dataclass
class Found:
    """The times, and which of the words were part of a phrase: read, or begun and not understood."""

    times: Times = field(default_factory=Times)
    read: set[int] = field(default_factory=set)
    unread: set[int] = field(default_factory=set)


class _Moment(Value):
    day: Day | None
    clock: Clock | None
    words: int


@dataclass(frozen=True)
class _Words:
    """The words, all in lower case, and the moment they are read at."""

    words: Sequence[str]
    local: datetime
    region: str

    days: dict[str, Day | None] = field(default_factory=dict)
    """What was read already: dateparser takes milliseconds for each."""

    def day(self, at: int) -> tuple[Day, int] | None:
        """The longest run of words from `at` that names a day, and how many they are."""
        for count in range(min(MOST_DAY_WORDS, len(self.words) - at), 0, -1):
            words = self.words[at : at + count]
            text = " ".join(words)
            if text not in self.days:
                self.days[text] = read_day(words, self.local, self.region)
            if (day := self.days[text]) is not None:
                return day, count
        return None

    def clock(self, at: int) -> tuple[Clock, int] | None:
        """A reading in one word ("6pm") or in two ("6 pm"), an "at" before it."""
        skip = int(self.words[at : at + 1] == ["at"])
        for count in (2, 1):
            words = self.words[at + skip : at + skip + count]
            if len(words) == count and (clock := read_clock("".join(words))) is not None:
                return clock, count + skip
        return None

    def moment(self, at: int) -> _Moment | None:
        """A day, a clock reading, or both in either order; an uncertain reading is none."""
        day, clock = self.day(at), None
        used = day[1] if day else 0
        if (clock := self.clock(at + used)) is not None:
            used += clock[1]
            day = day or self.day(at + used)
            used += day[1] if day and used == clock[1] else 0
        if used == 0:
            return None
        return _Moment(day=day[0] if day else None, clock=clock[0] if clock else None, words=used)


Reader = Callable[[_Words, int], tuple[Times, int] | None]


def read_phrases(words: Sequence[str], local: datetime, region: str) -> Found:
    """All phrases of time; a second one of a kind is none. `local` is now at the building, without a zone."""
    row, found, at = _Words([word.casefold() for word in words], local, region), Found(), 0
    while at < len(row.words):
        read = _read(row, at)
        if read is None:
            count = vague(words, at, lambda place: _read(row, place) is not None)
            found.unread |= set(range(at, at + count))
            at += count or _unread(row, at, found)
            continue
        times, count = read
        spot = set(range(at, at + count))
        merged = _merged(found.times, times)
        if merged is None:
            found.unread |= spot
        else:
            found.times, found.read = merged, found.read | spot
        at += count
    return found


def _read(row: _Words, at: int) -> tuple[Times, int] | None:
    return next((one for reader in _READERS if (one := reader(row, at)) is not None), None)


def _merged(one: Times, other: Times) -> Times | None:
    """Both together; None where they speak of the same thing."""
    told = {name for name, value in other if value}
    if any(getattr(one, name) for name in told):
        return None
    ends = {"end", "end_day", "span", "is_weekend"}
    if told & ends and any(getattr(one, name) for name in ends):
        return None
    return one.model_copy(update={name: getattr(other, name) for name in told})


def _unread(row: _Words, at: int, found: Found) -> int:
    """Step over one word, or over a phrase that begins like one and says nothing that is certain."""
    words = row.words
    if is_unclear_day(words[at : at + 2]):
        found.unread |= {at, at + 1}
        return 2
    begins = words[at] in {*_UNTIL, *_FROM, "at"} and len(words) > at + 1
    if begins and read_clock(words[at + 1]) is not None:
        found.unread |= {at, at + 1}
        return 2
    if words[at] in _UNTIL and at > 0:
        found.unread |= set(range(at, len(words)))
        return len(words) - at
    if _RANGE.fullmatch(words[at]) and all(part.isdigit() for part in words[at].split("-")):
        found.unread.add(at)
    return 1


def _until(row: _Words, at: int) -> tuple[Times, int] | None:
    if row.words[at] not in _UNTIL or (moment := row.moment(at + 1)) is None:
        return None
    if moment.clock is not None and not moment.clock.is_certain:
        return None
    end = moment.clock.at if moment.clock else None
    return Times(end_day=moment.day, end=end), 1 + moment.words


def _from_to(row: _Words, at: int) -> tuple[Times, int] | None:
    """As "from 14:00 to 16:00" and "from mon 9:00 to wed 17:00"; the "from" may be left out."""
    skip = int(row.words[at] in _FROM)
    if (first := row.moment(at + skip)) is None or not (skip or first.clock):
        return None
    middle = at + skip + first.words
    if row.words[middle : middle + 1] and row.words[middle] in _TO and (second := row.moment(middle + 1)) is not None:
        if (clocks := _both(first.clock, second.clock)) is None:
            return None
        times = Times(start_day=first.day, start=clocks[0], end_day=second.day, end=clocks[1])
        return times, skip + first.words + 1 + second.words
    if not skip or (first.clock is not None and not first.clock.is_certain):
        return None
    return Times(start_day=first.day, start=first.clock.at if first.clock else None), skip + first.words


def _both(first: Clock | None, second: Clock | None) -> tuple[time | None, time | None] | None:
    if first is not None and second is not None and not (first.is_certain and second.is_certain):
        return read_range(_typed(first), _typed(second))
    if any(clock is not None and not clock.is_certain for clock in (first, second)):
        return None
    return (first.at if first else None), (second.at if second else None)


def _typed(clock: Clock) -> str:
    return f"{clock.at:%H:%M}" if clock.is_certain else str(clock.at.hour)


def _day_and_range(row: _Words, at: int) -> tuple[Times, int] | None:
    """As "fri 9-17", "9:00-17:00 tomorrow" and "9-17"."""
    day, used = row.day(at) or (None, 0)
    used += int(row.words[at + used : at + used + 1] == ["at"])
    found = _RANGE.fullmatch(row.words[at + used]) if at + used < len(row.words) else None
    clocks = read_range(found["first"], found["second"]) if found else None
    if clocks is None:
        return None
    used += 1
    if day is None and (after := row.day(at + used)) is not None:
        day, used = after[0], used + after[1]
    return Times(start_day=day, start=clocks[0], end=clocks[1]), used


def _start(row: _Words, at: int) -> tuple[Times, int] | None:
    """As "tomorrow", "fri at 14:00", "at 15:00" and "tomorrow at 9", where nobody means the evening."""
    says_at = row.words[at] == "at"
    if (moment := row.moment(at)) is None or not (says_at or moment.day):
        return None
    day, clock = moment.day, moment.clock
    is_morning = day is not None and "at" in row.words[at : at + moment.words]
    if clock is not None and not (clock.is_certain or (is_morning and clock.at.hour >= EARLIEST)):
        return None
    return Times(start_day=day, start=clock.at if clock else None), moment.words


def _now(row: _Words, at: int) -> tuple[Times, int] | None:
    """The form's own start."""
    return (Times(), 1) if row.words[at] == "now" else None


def _span(row: _Words, at: int) -> tuple[Times, int] | None:
    for count in range(min(_MOST_SPAN_WORDS, len(row.words) - at), 0, -1):
        found = _SPAN.fullmatch(" ".join(row.words[at : at + count]))
        if found is not None:
            span = (_COUNTS[found["word"]] if found["word"] else float(found["count"])) * _UNITS[found["unit"][0]]
            return (Times(span=span), count) if timedelta() < span <= _LONGEST_SPAN else None
    return None


def _weekend(row: _Words, at: int) -> tuple[Times, int] | None:
    ways = [words.split() for words in _WEEKEND]
    said = next((words for words in ways if row.words[at : at + len(words)] == words), [])
    return (Times(is_weekend=True), len(said)) if said else None


_READERS: tuple[Reader, ...] = (_until, _weekend, _span, _day_and_range, _from_to, _start, _now)
