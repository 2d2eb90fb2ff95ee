"""Times are the building's, and no screen says more time than there is."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadField
from bot.domain.window import Window
from bot.slack.blocks import times

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
ZONES = st.sampled_from(
    [
        ZoneInfo(key)
        for key in ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Nuuk", "Asia/Kolkata")
    ]
)


def window(start: datetime, length: timedelta) -> Window:
    return Window(starts_at=start, ends_at=start + length)


class TestWindowLine:
    def test_one_day(self) -> None:
        assert times.window_line(window(NOW, timedelta(hours=2)), NEW_YORK, NOW) == (
            "Today 14:00 to 16:00, New York, 2 h"
        )

    def test_into_the_night(self) -> None:
        line = times.span(window(NOW, timedelta(hours=12)), NEW_YORK, NOW)

        assert line == "Today 14:00 to tomorrow 02:00"

    def test_next_year(self) -> None:
        line = times.span(window(NOW + timedelta(days=60), timedelta(days=2)), NEW_YORK, NOW)

        assert line == "Tue 19 Jan 2027 14:00 to Thu 21 Jan 2027 14:00"

    def test_today_is_the_buildings_today(self) -> None:
        late = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)

        assert times.day(late, NEW_YORK, NOW) == "Today"
        assert times.day(late, ZoneInfo("Europe/Berlin"), NOW) == "Tomorrow"

    def test_a_reading_that_comes_twice_names_its_offset(self) -> None:
        first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)

        line = times.span(window(first, timedelta(hours=1)), NEW_YORK, first)

        assert line == "Today 01:30 (UTC-04:00) to 01:30 (UTC-05:00)"


@given(INSTANTS, ZONES)
def test_a_shown_instant_can_be_read_back(at: datetime, zone: ZoneInfo) -> None:
    at = at.replace(second=0, microsecond=0)
    local = at.astimezone(zone)
    shown = times.clock(at, zone)

    said = re.fullmatch(r"(\d\d:\d\d)(?: \(UTC([+-]\d\d:\d\d)\))?", shown)

    assert said
    if said[2]:
        assert datetime.fromisoformat(f"{local.date()}T{said[1]}{said[2]}") == at
    else:
        read = datetime.combine(local.date(), time.fromisoformat(said[1]), zone)
        assert {read.replace(fold=n).astimezone(UTC) for n in (0, 1)} == {at}


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=59), "less than 1 min"),
        (timedelta(minutes=45, seconds=59), "45 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=2, minutes=30), "2 h 30 min"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=2, hours=3), "2 days 3 h"),
        (timedelta(days=14), "14 days"),
    ],
)
def test_lengths_in_words(length: timedelta, words: str) -> None:
    assert times.length_words(length) == words


@given(st.timedeltas(timedelta(), timedelta(days=400)))
def test_a_length_is_never_said_longer_than_it_is(length: timedelta) -> None:
    units = {"day": timedelta(days=1), "days": timedelta(days=1), "h": timedelta(hours=1), "min": timedelta(minutes=1)}
    words = times.length_words(length)

    said = sum((int(n) * units[unit] for n, unit in re.findall(r"(\d+) (\w+)", words)), timedelta())

    dropped = timedelta(hours=1) if "day" in words else timedelta(minutes=1)
    assert words == "less than 1 min" or timedelta() <= length - said < dropped


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("America/New_York", "New York"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
        ("Etc/GMT+5", "UTC-05:00"),
    ],
)
def test_places(key: str, name: str) -> None:
    assert times.place(ZoneInfo(key)) == name


def test_the_viewers_date_has_a_fallback_that_names_its_zone() -> None:
    shown = times.viewer_date(NOW.astimezone(NEW_YORK))

    assert shown == "<!date^1795201200^{date_short_pretty} {time}|2026-11-20 19:00 UTC>"


class TestWorded:
    def test_a_gap_is_told_in_the_buildings_words(self) -> None:
        bad = BadField("t", "time_in_gap", day=date(2027, 3, 14), clock=time(2, 30), zone="America/New_York")

        assert times.worded(bad, NEW_YORK, NOW) == (
            "On Sun 14 Mar 2027 the clock in New York skips 02:30 (daylight saving). Choose another time."
        )

    def test_the_maximum_comes_with_the_latest_end(self) -> None:
        bad = BadField("end", "too_long", maximum=timedelta(days=14), latest=NOW + timedelta(days=14))

        assert times.worded(bad, NEW_YORK, NOW) == (
            "Longer than 14 days is not possible here. Choose an end up to Fri 4 Dec 14:00."
        )
