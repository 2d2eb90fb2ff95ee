"""Hours against an oracle that asks the building's clock every quarter of an hour, over the days it is changed too."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.errors import BadField
from bot.domain.hours import MIDNIGHT, Hours, Opening, _joined, both, hours_words, lies_in, read_hours
from bot.domain.window import Window

QUARTER = timedelta(minutes=15)
ZONES = ("America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Havana", "Asia/Kolkata", "UTC")
"""Lord Howe changes by half an hour, Havana at midnight."""
CHANGES = (datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 4, 4, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))

quarters = st.integers(0, MIDNIGHT // 15).map(lambda n: n * 15)


def stretch(weekday: int, first: int, second: int) -> list[Opening]:
    opens, closes = sorted((first, second))
    return [Opening(weekday=weekday, opens=opens, closes=closes)] if opens < closes else []


hours_of_a_week = st.lists(st.builds(stretch, st.integers(0, 6), quarters, quarters), max_size=12).map(
    lambda found: _joined(one for part in found for one in part)
)
whole_days = st.sets(st.integers(0, 6), min_size=1).map(
    lambda days: tuple(Opening(weekday=day, opens=0, closes=MIDNIGHT) for day in sorted(days))
)
windows = st.builds(
    lambda day, start, length: Window(starts_at=day + start * QUARTER, ends_at=day + (start + length) * QUARTER),
    st.sampled_from(CHANGES),
    st.integers(-3 * 96, 3 * 96),
    st.integers(1, 4 * 96),
)


def shows_allowed(at: datetime, hours: Hours, zone: ZoneInfo) -> bool:
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    return any(o.weekday == local.weekday() and o.opens <= minute < o.closes for o in hours)


@given(windows, hours_of_a_week | whole_days, st.sampled_from(ZONES).map(ZoneInfo))
def test_access_lies_in_the_hours_when_the_clock_shows_an_allowed_reading_all_along(
    window: Window, hours: Hours, zone: ZoneInfo
) -> None:
    count = int(window.length / QUARTER)
    all_along = all(shows_allowed(window.starts_at + n * QUARTER, hours, zone) for n in range(count))

    assert lies_in(window, hours, zone) is all_along


@given(windows, st.sampled_from(ZONES).map(ZoneInfo))
def test_every_hour_of_the_week_is_any_time(window: Window, zone: ZoneInfo) -> None:
    assert lies_in(window, read_hours("Mon-Sun 00:00-24:00") or (), zone)
    assert not lies_in(window, (), zone)


@pytest.mark.parametrize(
    ("start", "end", "inside"),
    [
        ((2026, 3, 8, 1, 0), (2026, 3, 8, 5, 0), True),  # 2:00 to 3:00 does not exist that night
        ((2026, 11, 1, 1, 0), (2026, 11, 1, 5, 0), True),  # 1:00 to 2:00 comes twice, and counts twice
        ((2026, 11, 1, 1, 0), (2026, 11, 1, 5, 1), False),
    ],
)
def test_the_night_of_the_change_keeps_its_clock_times(
    start: tuple[int, ...], end: tuple[int, ...], *, inside: bool
) -> None:
    zone = ZoneInfo("America/New_York")
    window = Window(starts_at=datetime(*start, tzinfo=zone), ends_at=datetime(*end, tzinfo=zone))  # type: ignore[arg-type, misc]

    assert lies_in(window, read_hours("Sun 01:00-05:00") or (), zone) is inside


@given(hours_of_a_week, hours_of_a_week, windows)
def test_both_allow_what_each_allows(one: Hours, other: Hours, window: Window) -> None:
    zone = ZoneInfo("Europe/London")

    common = both(one, other)

    assert common is not None
    assert lies_in(window, common, zone) is (lies_in(window, one, zone) and lies_in(window, other, zone))
    assert both(one, None) == both(None, one) == one


@given(hours_of_a_week)
def test_what_is_shown_can_be_typed(hours: Hours) -> None:
    assert read_hours(hours_words(hours)) == hours


@given(st.text(max_size=60) | st.text("MonTueFri -:,;0123456789", max_size=40))
@example("Mon 99:99-10:00")
@example("٣ Mon 08:00-09:00")
def test_any_text_is_hours_or_refused_at_its_field(text: str) -> None:
    try:
        hours = read_hours(text)
    except BadField:
        return
    assert hours is None or read_hours(hours_words(hours)) == hours


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("mon-fri 8:00-18:00", "Mon-Fri 08:00-18:00"),
        ("Monday, Wed 09:00 - 10:00; Sat 22:00-00:00", "Mon 09:00-10:00, Wed 09:00-10:00, Sat 22:00-24:00"),
        ("Sat 22:00-02:00", "Sat 22:00-24:00, Sun 00:00-02:00"),
        ("Sat-Mon 00:00-00:00", "Mon 00:00-24:00, Sat-Sun 00:00-24:00"),
        ("Mon 08:00-12:00 12:00-18:00 Tue 08:00\N{EN DASH}9:00", "Mon 08:00-18:00, Tue 08:00-09:00"),
    ],
)  # fmt: skip
def test_people_write_hours_in_many_ways(typed: str, shown: str) -> None:
    assert hours_words(read_hours(typed) or ()) == shown


@pytest.mark.parametrize(
    "typed", ["Mon", "08:00-18:00", "Mon 8-18", "Mon 08:00", "weekdays 08:00-18:00", "Mon 24:01-25:00"]
)
def test_what_is_half_said_is_refused(typed: str) -> None:
    with pytest.raises(BadField, match="hours: hours_malformed"):
        read_hours(typed)


@pytest.mark.parametrize("typed", ["", "  ", ",\n"])
def test_nothing_typed_is_any_time(typed: str) -> None:
    assert read_hours(typed) is None
