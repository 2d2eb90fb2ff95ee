"""Quiet hours and local times, over zones and changes of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.notices import BEFORE_QUIET, Quiet, instant_of, next_slot, quiet_around, slot, told_at
from bot.domain.reminder import reminders_for
from bot.domain.window import Window

NEW_YORK = ZoneInfo("America/New_York")
NIGHT = Quiet(begins=time(22), ends=time(7))
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ZONES = ("America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago", "Asia/Kolkata")

zones = st.sampled_from(ZONES).map(ZoneInfo)
instants = st.integers(1_767_225_600, 1_830_297_600).map(lambda second: datetime.fromtimestamp(second, UTC))
readings = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@st.composite
def quiets(draw: st.DrawFn) -> Quiet:
    begins, minutes = draw(readings), draw(st.integers(1, 16 * 60))
    ends = (datetime.combine(date(2026, 1, 1), begins) + timedelta(minutes=minutes)).time()
    return Quiet(begins=begins, ends=ends)


def ny(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=NEW_YORK)


@pytest.mark.parametrize("ends", [time(22), time(14, 1), time(21, 59)])
def test_somebody_must_be_spoken_to_at_some_time(ends: time) -> None:
    with pytest.raises(ValueError, match="not longer than 16 h"):
        Quiet(begins=time(22), ends=ends)


class TestToldAt:
    def test_outside_the_quiet_hours_it_is_told_when_it_is_due(self) -> None:
        assert told_at(ny(20, 21, 59), ny(21, 2), NIGHT, NEW_YORK) == ny(20, 21, 59)
        assert told_at(ny(20, 7), ny(20, 8), NIGHT, NEW_YORK) == ny(20, 7)

    def test_what_can_wait_is_told_right_after(self) -> None:
        assert told_at(ny(20, 23), ny(21, 8), NIGHT, NEW_YORK) == ny(21, 7)
        assert told_at(ny(21, 6), ny(21, 7, 1), NIGHT, NEW_YORK) == ny(21, 7)

    def test_what_cannot_wait_is_told_before(self) -> None:
        assert told_at(ny(21, 6), ny(21, 7), NIGHT, NEW_YORK) == ny(20, 22) - BEFORE_QUIET
        assert told_at(ny(20, 22), ny(20, 23), NIGHT, NEW_YORK) == ny(20, 22) - BEFORE_QUIET

    def test_within_a_day(self) -> None:
        noon = Quiet(begins=time(12), ends=time(13))

        assert told_at(ny(20, 12, 30), ny(20, 14), noon, NEW_YORK) == ny(20, 13)
        assert told_at(ny(20, 13), ny(20, 14), noon, NEW_YORK) == ny(20, 13)

    def test_quiet_hours_that_end_in_a_gap_end_with_it(self) -> None:
        gap = Quiet(begins=time(22), ends=time(2, 30))

        assert told_at(ny(8, 1, 45, month=3), ny(8, 9, month=3), gap, NEW_YORK) == ny(8, 3, month=3)

    @given(instants, st.timedeltas(MINUTE, timedelta(days=3)), quiets(), zones)
    def test_never_in_quiet_hours_and_never_too_late(
        self, due: datetime, left: timedelta, quiet: Quiet, zone: ZoneInfo
    ) -> None:
        at = told_at(due, due + left, quiet, zone)

        assert quiet_around(at, quiet, zone) is None
        assert at < due + left
        assert (at == due) == (quiet_around(due, quiet, zone) is None)

    @given(instants, quiets(), zones)
    def test_quiet_is_what_the_clock_says(self, at: datetime, quiet: Quiet, zone: ZoneInfo) -> None:
        """On a day whose clock does not change, nothing but the reading decides."""
        days = [at + n * timedelta(days=1) for n in (-1, 0, 1)]
        assume(len({day.astimezone(zone).utcoffset() for day in days}) == 1)
        reading = at.astimezone(zone).time()
        if quiet.is_over_midnight:
            expected = reading >= quiet.begins or reading < quiet.ends
        else:
            expected = quiet.begins <= reading < quiet.ends

        assert (quiet_around(at, quiet, zone) is not None) == expected


class TestSlots:
    def test_a_time_in_a_gap_is_the_gaps_end(self) -> None:
        assert instant_of(date(2026, 3, 8), time(2, 30), NEW_YORK) == ny(8, 3, month=3)
        assert slot(time(2, 30), NEW_YORK, ny(8, 3, month=3)) == date(2026, 3, 8)
        assert slot(time(2, 30), NEW_YORK, ny(8, 1, 59, month=3)) is None

    def test_an_ambiguous_time_is_the_first_of_two(self) -> None:
        first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)

        assert instant_of(date(2026, 11, 1), time(1, 30), NEW_YORK) == first
        assert slot(time(1, 30), NEW_YORK, first) == slot(time(1, 30), NEW_YORK, first + HOUR) == date(2026, 11, 1)
        assert next_slot(time(1, 30), NEW_YORK, first) == ny(2, 1, 30)

    def test_what_was_missed_is_made_up_for_until_midnight(self) -> None:
        assert slot(time(8), NEW_YORK, ny(20, 7, 59)) is None
        assert slot(time(8), NEW_YORK, ny(20, 23, 59)) == date(2026, 11, 20)
        assert slot(time(8), NEW_YORK, ny(21, 0)) is None

    def test_once_a_week(self) -> None:
        monday = 0

        assert slot(time(8), NEW_YORK, ny(23, 9), monday) == date(2026, 11, 23)
        assert slot(time(8), NEW_YORK, ny(24, 9), monday) is None
        assert next_slot(time(8), NEW_YORK, ny(23, 8), monday) == ny(30, 8)

    @given(instants, readings, zones, st.none() | st.integers(0, 6))
    def test_the_next_one_is_to_come_and_then_it_is_its_day(
        self, now: datetime, clock: time, zone: ZoneInfo, weekday: int | None
    ) -> None:
        at = next_slot(clock, zone, now, weekday)

        day = slot(clock, zone, at, weekday)
        assert now < at <= now + timedelta(days=9)
        assert day is not None
        assert instant_of(day, clock, zone) == at
        assert slot(clock, zone, at - timedelta(microseconds=1), weekday) != day

    @given(instants, readings, zones)
    def test_every_day_has_one(self, now: datetime, clock: time, zone: ZoneInfo) -> None:
        first = next_slot(clock, zone, now)
        days = {first}
        for _ in range(10):
            days.add(next_slot(clock, zone, max(days)))

        dates = sorted(at.astimezone(zone).date() for at in days)
        assert dates == [dates[0] + n * timedelta(days=1) for n in range(11)]


class TestReminders:
    def test_quiet_hours_move_a_reminder_and_its_lead_with_it(self) -> None:
        access = Window(starts_at=ny(20, 12), ends_at=ny(21, 2))

        [one] = reminders_for(access, [HOUR], ny(20, 12), NIGHT, NEW_YORK)

        assert one.due_at == ny(20, 21, 50)
        assert one.lead == timedelta(hours=4, minutes=10)

    def test_two_that_are_moved_to_the_same_time_are_one(self) -> None:
        access = Window(starts_at=ny(19, 12), ends_at=ny(21, 9))

        due = [r.due_at for r in reminders_for(access, [4 * HOUR, 3 * HOUR, HOUR], ny(19, 12), NIGHT, NEW_YORK)]

        assert due == [ny(21, 7), ny(21, 8)]

    @pytest.mark.parametrize("given_at", [ny(20, 21, 50), ny(20, 21, 55), ny(20, 22, 30), ny(21, 3, 59)])
    def test_what_is_too_late_to_be_told_before_the_quiet_hours_is_told_at_once(self, given_at: datetime) -> None:
        access = Window(starts_at=given_at - HOUR, ends_at=ny(21, 5))

        told = reminders_for(access, [HOUR, 30 * MINUTE], given_at, NIGHT, NEW_YORK)

        assert [(one.due_at, one.lead) for one in told] == [(given_at, ny(21, 5) - given_at)]

    @given(
        instants,
        st.timedeltas(MINUTE, timedelta(days=3)),
        st.timedeltas(MINUTE, timedelta(days=3)),
        st.timedeltas(timedelta(0), timedelta(days=3)),
        quiets(),
        zones,
    )
    def test_each_lead_that_is_to_come_is_told_once_and_never_late(
        self, now: datetime, ahead: timedelta, lead: timedelta, passed: timedelta, quiet: Quiet, zone: ZoneInfo
    ) -> None:
        due = now + ahead
        access, stretch = Window(starts_at=now - passed, ends_at=due + lead), quiet_around(due, quiet, zone)

        [one] = reminders_for(access, [lead], now, quiet, zone)

        assert now <= one.due_at < access.ends_at
        assert one.due_at <= due or (stretch is not None and one.due_at == stretch[1])

    @given(
        instants,
        st.timedeltas(MINUTE, timedelta(days=30)),
        st.lists(st.timedeltas(MINUTE, timedelta(days=3)), max_size=4),
        quiets(),
        zones,
    )
    def test_the_end_follows_from_due_and_lead(
        self, start: datetime, length: timedelta, leads: list[timedelta], quiet: Quiet, zone: ZoneInfo
    ) -> None:
        access = Window(starts_at=start, ends_at=start + length)

        told = reminders_for(access, leads, start, quiet, zone)

        assert all(one.due_at + one.lead == access.ends_at for one in told)
        assert all(start <= one.due_at < access.ends_at for one in told)
        assert all(one.due_at == start or quiet_around(one.due_at, quiet, zone) is None for one in told)
        assert len({one.due_at for one in told}) == len(told)
