"""Each time a clock is set, in every zone there is, from 2024 to 2035: nobody gets more time than they asked for."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.domain.errors import AmbiguousTime, TimeInGap
from bot.domain.recurrence import Rule, visit_on
from bot.domain.window import Fold, Length, day_around, end_for, local_instant, next_change, offset_at

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
TRICKY = ["America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Africa/Cairo", "Antarctica/Troll", "UTC"]
"""An ordinary one, half an hour, the wrong way round, at midnight, two hours, and none at all."""
QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
ASKED = {Length.TWO_HOURS: 2 * HOUR, Length.ONE_DAY: DAY, Length.ONE_WEEK: 7 * DAY}
FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)


def changes(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[datetime]:
    """The instants at which the clock is set."""
    at = since
    while (at := next_change(at, until, zone)) < until:
        yield at


def check(name: str, since: datetime, until: datetime) -> int:
    """How many changes there were; each is looked at from both sides."""
    zone, found = ZoneInfo(name), 0
    for change in changes(zone, since, until):
        found += 1
        assert offset_at(change, zone) != offset_at(change - timedelta(seconds=1), zone)
        lengths_hold(zone, change)
        quick_ends_hold(zone, change)
        readings_hold(zone, change)
        visits_hold(zone, change)
    return found


def lengths_hold(zone: ZoneInfo, change: datetime) -> None:
    for quarter in range(-20, 8):
        start = change + quarter * QUARTER
        for length, asked in ASKED.items():
            assert end_for(length, start, zone) - start == asked
        tonight, monday = (end_for(length, start, zone) for length in (Length.TODAY, Length.WEEKEND))
        assert start < tonight <= start + DAY + 2 * HOUR
        assert start < monday <= start + 7 * DAY + 2 * HOUR


def quick_ends_hold(zone: ZoneInfo, change: datetime) -> None:
    """Today ends when the clock first shows 23:59 from then on, the weekend when it first shows Monday at six."""
    start = change.replace(second=0) - 3 * HOUR
    minutes = [start + n * timedelta(minutes=1) for n in range(1, 27 * 60)]
    tonight = [at for at in minutes if at.astimezone(zone).time() == time(23, 59)]
    if tonight and tonight[0] != minutes[-1]:
        assert end_for(Length.TODAY, start, zone) <= tonight[0]
    since, until = day_around(change, zone)
    assert since <= change < until
    assert until - since <= DAY + 2 * HOUR
    assert day_around(until, zone)[0] == until


def readings_hold(zone: ZoneInfo, change: datetime) -> None:
    """What the clock shows in the hours around, once, twice or never, is what is granted, asked after or refused."""
    shown: defaultdict[datetime, list[datetime]] = defaultdict(list)
    around = change.replace(minute=0, second=0) - 5 * HOUR
    for quarter in range(44):
        instant = around + quarter * QUARTER
        shown[instant.astimezone(zone).replace(tzinfo=None, fold=0)].append(instant)
    for reading in [min(shown) + n * QUARTER for n in range(12, 32)]:
        instants = shown.get(reading, [])
        assert meant(reading, zone, None) == instants
        for fold in Fold:
            assert meant(reading, zone, fold) == (instants[-1:] if fold is Fold.LATER else instants[:1])


def meant(reading: datetime, zone: ZoneInfo, fold: Fold | None) -> list[datetime]:
    """The instant that the reading is taken for; two where it is asked which, none where it is refused."""
    try:
        return [local_instant(reading.date(), reading.time(), zone, fold)]
    except TimeInGap:
        return []
    except AmbiguousTime as asked:
        return [asked.earlier, asked.later]


def visits_hold(zone: ZoneInfo, change: datetime) -> None:
    day = change.astimezone(zone).date()
    for begins, ends in ((0, 4), (1, 3), (22, 5), (2, 2.5)):
        rule = Rule(weekdays=tuple(range(7)), starts=_clock(begins), ends=_clock(ends), first_day=day, until=day)
        visit = visit_on(rule, day, zone)
        wanted = timedelta(hours=ends - begins + (24 if ends <= begins else 0))
        assert visit is None or visit.window.length <= wanted


def _clock(hours: float) -> time:
    return (datetime.combine(date.min, time.min) + timedelta(hours=hours)).time()


@pytest.mark.parametrize("name", TRICKY)
def test_a_year_of_the_zones_that_are_hard(name: str) -> None:
    found = check(name, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))

    assert found == (0 if name == "UTC" else 2)


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.long
def test_twelve_years_of_every_zone(name: str) -> None:
    check(name, FIRST, LAST)
