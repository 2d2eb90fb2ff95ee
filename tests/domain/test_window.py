"""Nobody gets more time than they asked for, whatever the clocks of the building do meanwhile."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.errors import AmbiguousTime, TimeInGap
from bot.domain.window import Fold, Length, Window, day_around, end_for, local_instant, named_zone, quick_length

NEW_YORK = ZoneInfo("America/New_York")
ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})).map(ZoneInfo)
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
COUNTED = {
    Length.TWO_HOURS: timedelta(hours=2),
    Length.ONE_DAY: timedelta(hours=24),
    Length.ONE_WEEK: timedelta(hours=168),
}


class TestWindow:
    def test_an_end_follows_its_start(self) -> None:
        now = datetime(2026, 11, 20, tzinfo=UTC)

        with pytest.raises(ValidationError, match="ends after it starts"):
            Window(starts_at=now, ends_at=now)

    def test_a_naive_time_is_refused(self) -> None:
        with pytest.raises(ValidationError, match="timezone"):
            Window(starts_at=datetime(2026, 11, 20), ends_at=datetime(2026, 11, 21))  # noqa: DTZ001 - the point


class TestLocalInstant:
    def test_a_reading_is_the_buildings(self) -> None:
        assert local_instant(date(2026, 11, 20), time(14), NEW_YORK) == datetime(2026, 11, 20, 19, tzinfo=UTC)

    def test_a_skipped_reading_is_refused(self) -> None:
        with pytest.raises(TimeInGap):
            local_instant(date(2027, 3, 14), time(2, 30), NEW_YORK)

    def test_a_doubled_reading_asks_which(self) -> None:
        with pytest.raises(AmbiguousTime) as asked:
            local_instant(date(2026, 11, 1), time(1, 30), NEW_YORK)

        assert asked.value.earlier == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
        assert asked.value.later - asked.value.earlier == timedelta(hours=1)
        assert local_instant(date(2026, 11, 1), time(1, 30), NEW_YORK, Fold.LATER) == asked.value.later

    @given(st.dates(date(2024, 1, 1), date(2037, 1, 1)), st.times(), ZONES, st.sampled_from(Fold))
    def test_an_accepted_reading_reads_back(self, day: date, clock: time, zone: ZoneInfo, fold: Fold) -> None:
        try:
            instant = local_instant(day, clock, zone, fold)
        except TimeInGap:
            reject()

        assert instant.astimezone(zone).replace(tzinfo=None, fold=0) == datetime.combine(day, clock)


class TestEndFor:
    @given(INSTANTS, ZONES, st.sampled_from(sorted(COUNTED)))
    def test_counted_lengths_are_real_hours(self, start: datetime, zone: ZoneInfo, length: Length) -> None:
        assert end_for(length, start, zone) - start == COUNTED[length]

    @given(INSTANTS, ZONES)
    def test_today_ends_at_the_buildings_next_2359(self, start: datetime, zone: ZoneInfo) -> None:
        try:
            end = end_for(Length.TODAY, start, zone)
        except TimeInGap:
            reject()

        assert start < end <= start + timedelta(hours=26)
        assert end.astimezone(zone).time() == time(23, 59)

    @given(INSTANTS, ZONES)
    def test_the_weekend_ends_on_the_next_monday_at_six(self, start: datetime, zone: ZoneInfo) -> None:
        end = end_for(Length.WEEKEND, start, zone)
        local = end.astimezone(zone)

        assert start < end <= start + timedelta(days=7, hours=3)
        assert (local.weekday(), local.time()) == (0, time(6))

    def test_just_before_midnight_today_means_tomorrow(self) -> None:
        start = local_instant(date(2026, 11, 20), time(23, 59), NEW_YORK)

        assert end_for(Length.TODAY, start, NEW_YORK) - start == timedelta(days=1)

    def test_a_custom_length_has_no_rule(self) -> None:
        with pytest.raises(ValueError, match="own end"):
            end_for(Length.CUSTOM, datetime(2026, 11, 20, tzinfo=UTC), NEW_YORK)


@pytest.mark.parametrize("length", [length for length in Length if length is not Length.CUSTOM])
def test_a_quick_choice_is_known_again_by_its_window(length: Length) -> None:
    start = datetime(2026, 11, 18, 19, tzinfo=UTC)
    window = Window(starts_at=start, ends_at=end_for(length, start, NEW_YORK))

    assert quick_length(window, NEW_YORK) is length
    assert quick_length(window.model_copy(update={"ends_at": window.ends_at + timedelta(minutes=1)}), NEW_YORK) is None


@pytest.mark.parametrize("name", [None, "", "Mars/Olympus", "../zone", "\x00"])
def test_a_zone_that_does_not_exist_is_utc(name: str | None) -> None:
    assert named_zone(name) == ZoneInfo("UTC")
    assert named_zone("America/New_York") == NEW_YORK


def test_what_is_kept_and_sent_under_these_names_is_still_understood() -> None:
    assert [str(length) for length in Length] == ["2h", "today", "1d", "weekend", "1w", "custom"]
    assert [str(fold) for fold in Fold] == ["earlier", "later"]


@given(INSTANTS, ZONES)
def test_a_day_holds_its_moment_and_ends_where_the_next_begins(moment: datetime, zone: ZoneInfo) -> None:
    since, until = day_around(moment, zone)

    assert since <= moment < until
    assert since.astimezone(zone).date() == moment.astimezone(zone).date()
    assert day_around(until, zone)[0] == until


@pytest.mark.parametrize("length", [length for length in Length if length is not Length.CUSTOM])
def test_the_quick_choice_that_made_a_window_is_known_again(length: Length) -> None:
    start = local_instant(date(2026, 11, 20), time(9, 17), NEW_YORK)
    made = Window(starts_at=start, ends_at=end_for(length, start, NEW_YORK))

    assert quick_length(made, NEW_YORK) is length
    assert quick_length(made.model_copy(update={"ends_at": made.ends_at + timedelta(seconds=1)}), NEW_YORK) is None


@pytest.mark.parametrize("name", [None, "", "No/Such", "../etc/passwd", "\0"])
def test_a_zone_that_is_none_is_utc(name: str | None) -> None:
    assert named_zone(name) == ZoneInfo("UTC")
