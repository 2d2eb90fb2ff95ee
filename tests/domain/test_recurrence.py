from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.errors import BadField
from bot.domain.hours import MIDNIGHT, Opening, lies_in
from bot.domain.recurrence import LONGEST, Rule, check_rule, coming, left_of, skipped_by_clock, visit_on, visits
from bot.domain.window import Window, next_change

NEW_YORK = ZoneInfo("America/New_York")
TUESDAY = date(2026, 11, 24)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
EARLY = st.builds(time, st.integers(0, 4), st.sampled_from((0, 15, 30, 45)))
"""About when clocks are set."""
CLOCKS = st.times(max_value=time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))


def rule(**changes: object) -> Rule:
    """The cleaner of the seed, from 10 am to 12 pm on Tuesdays."""
    cleaner = {"weekdays": (1,), "starts": time(10), "ends": time(12), "first_day": TUESDAY, "until": date(2027, 2, 9)}
    return Rule.model_validate({**cleaner, **changes})


def once(day: date, starts: time, ends: time) -> Rule:
    return rule(weekdays=(day.weekday(),), starts=starts, ends=ends, first_day=day, until=day)


def local(window: Window | None, zone: ZoneInfo = NEW_YORK) -> str | None:
    if window is None:
        return None
    starts, ends = (at.astimezone(zone) for at in (window.starts_at, window.ends_at))
    return f"{starts:%a %d %b %H:%M%z} - {ends:%H:%M%z}"


class TestTheCleaner:
    def test_comes_every_tuesday_until_the_last_day_that_is_asked_for(self) -> None:
        found = visits(rule(), NEW_YORK)

        assert len(found) == 12
        assert {visit.window.length for visit in found} == {2 * HOUR}
        assert local(found[0].window) == "Tue 24 Nov 10:00-0500 - 12:00-0500"
        assert found[-1].day == date(2027, 2, 9)

    def test_keeps_to_the_clock_when_it_is_set(self) -> None:
        found = visits(rule(first_day=date(2026, 10, 27), until=date(2026, 11, 3)), NEW_YORK)

        assert [local(visit.window) for visit in found] == [
            "Tue 27 Oct 10:00-0400 - 12:00-0400",
            "Tue 03 Nov 10:00-0500 - 12:00-0500",
        ]

    def test_may_come_on_several_days_and_past_midnight(self) -> None:
        night = rule(weekdays=(4, 0, 4), starts=time(22), ends=time(2), until=TUESDAY + 7 * DAY)

        assert [local(visit.window) for visit in visits(night, NEW_YORK)] == [
            "Fri 27 Nov 22:00-0500 - 02:00-0500",
            "Mon 30 Nov 22:00-0500 - 02:00-0500",
        ]


@pytest.mark.parametrize(
    ("day", "starts", "ends", "meant"),
    [
        (date(2026, 3, 8), time(2, 30), time(4), "Sun 08 Mar 03:00-0400 - 04:00-0400"),
        (date(2026, 3, 8), time(1), time(2, 30), "Sun 08 Mar 01:00-0500 - 03:00-0400"),
        (date(2026, 3, 8), time(2, 15), time(2, 45), None),
        (date(2026, 3, 7), time(23), time(2, 30), "Sat 07 Mar 23:00-0500 - 03:00-0400"),
        (date(2026, 11, 1), time(1, 30), time(3), "Sun 01 Nov 01:30-0500 - 03:00-0500"),
        (date(2026, 11, 1), time(0, 30), time(1, 30), "Sun 01 Nov 00:30-0400 - 01:30-0400"),
        (date(2026, 11, 1), time(1, 15), time(1, 45), "Sun 01 Nov 01:15-0500 - 01:45-0500"),
        (date(2026, 11, 1), time(0, 30), time(4, 30), "Sun 01 Nov 00:30-0400 - 03:30-0500"),
    ],
    ids=["from in gap", "to in gap", "all in gap", "night to gap", "from twice", "to twice", "both twice", "across"],
)
def test_where_the_clock_is_set_the_shorter_access_is_meant(
    day: date, starts: time, ends: time, meant: str | None
) -> None:
    visit = visit_on(once(day, starts, ends), day, NEW_YORK)

    assert local(visit.window if visit is not None else None) == meant


def test_a_visit_that_the_clock_skips_is_left_out_and_named() -> None:
    weekly = rule(
        weekdays=(6,), starts=time(2, 15), ends=time(2, 45), first_day=date(2026, 3, 1), until=date(2026, 3, 15)
    )

    assert [visit.day.day for visit in visits(weekly, NEW_YORK)] == [1, 15]
    assert skipped_by_clock(weekly, NEW_YORK) == (date(2026, 3, 8),)


@st.composite
def days_when_the_clock_is_set(draw: st.DrawFn) -> tuple[ZoneInfo, date]:
    """A zone, and a day on which its clock is set, or the one before; any day where it never is."""
    zone, year = ZoneInfo(draw(st.sampled_from(ZONES))), draw(st.integers(2024, 2035))
    begins, ends = (datetime(year + n, 1, 1, tzinfo=UTC) for n in (0, 1))
    change = next_change(begins, ends, zone)
    if draw(st.booleans()) and change < ends:
        change = next_change(change, ends, zone)
    return zone, change.astimezone(zone).date() - draw(st.sampled_from((0 * DAY, DAY)))


@settings(max_examples=80)
@given(days_when_the_clock_is_set(), CLOCKS | EARLY, CLOCKS | EARLY)
def test_no_visit_is_longer_than_asked_or_outside_of_what_was_asked(
    where: tuple[ZoneInfo, date], starts: time, ends: time
) -> None:
    (zone, day), asked = where, once(where[1], starts, ends)
    visit = visit_on(asked, day, zone)

    if visit is not None:
        assert timedelta(0) < visit.window.length <= asked.length
        assert lies_in(visit.window, as_hours(asked), zone)


@given(st.sampled_from(ZONES), st.dates(date(2024, 1, 1), date(2035, 6, 1)), CLOCKS, CLOCKS, st.sets(st.integers(0, 6)))
def test_visits_come_in_order_one_a_day_and_never_two_at_once(
    name: str, first: date, starts: time, ends: time, weekdays: set[int]
) -> None:
    asked = rule(weekdays=tuple(weekdays), starts=starts, ends=ends, first_day=first, until=first + 60 * DAY)
    found = visits(asked, ZoneInfo(name))

    assert [visit.day for visit in found] == sorted({visit.day for visit in found})
    assert all(a.window.ends_at <= b.window.starts_at for a, b in pairwise(found))
    assert len(found) + len(skipped_by_clock(asked, ZoneInfo(name))) == sum(
        (first + n * DAY).weekday() in weekdays for n in range(61)
    )


def as_hours(asked: Rule) -> tuple[Opening, ...]:
    """The readings of the clock that were asked for, as opening hours of the two days."""
    day, opens = asked.first_day.weekday(), asked.starts.hour * 60 + asked.starts.minute
    closes = asked.ends.hour * 60 + asked.ends.minute
    if asked.ends > asked.starts:
        return (Opening(weekday=day, opens=opens, closes=closes),)
    night = (Opening(weekday=day, opens=opens, closes=MIDNIGHT), Opening(weekday=(day + 1) % 7, opens=0, closes=closes))
    return tuple(part for part in night if part.opens < part.closes)


class TestWhatIsLeft:
    def at(self, hour: int, minute: int = 0) -> datetime:
        return datetime(2026, 11, 24, hour, minute, 30, tzinfo=NEW_YORK).astimezone(UTC)

    @pytest.mark.parametrize(
        ("now", "left"),
        [
            ((9, 0), "Tue 24 Nov 10:00-0500 - 12:00-0500"),
            ((11, 0), "Tue 24 Nov 11:00-0500 - 12:00-0500"),
            ((11, 45), "Tue 24 Nov 11:45-0500 - 12:00-0500"),
            ((11, 46), None),
            ((13, 0), None),
        ],
    )
    def test_a_visit_that_has_begun_gives_what_is_left_of_it(self, now: tuple[int, int], left: str | None) -> None:
        visit = visit_on(rule(), TUESDAY, NEW_YORK)
        assert visit is not None

        assert local(left_of(visit, self.at(*now))) == left

    def test_what_is_coming_begins_with_it(self) -> None:
        assert coming(rule(), NEW_YORK, self.at(11))[0].window.length == HOUR
        assert coming(rule(), NEW_YORK, self.at(13))[0].day == TUESDAY + 7 * DAY


class TestARuleThatCannotBe:
    NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)

    def problems(self, **changes: object) -> list[str]:
        return [bad.problem for bad in check_rule(rule(**changes), NEW_YORK, self.NOW)]

    def test_the_cleaners_can(self) -> None:
        assert self.problems() == []
        assert self.problems(until=TUESDAY + LONGEST) == []

    def test_each_field_says_what_is_wrong_with_it(self) -> None:
        assert self.problems(weekdays=()) == ["weekdays_missing"]
        assert self.problems(ends=time(10)) == ["visit_without_length"]
        assert self.problems(until=TUESDAY - DAY) == ["until_too_early"]
        assert self.problems(until=TUESDAY + LONGEST + DAY) == ["until_too_late"]
        assert self.problems(weekdays=(2,), until=TUESDAY) == ["no_visit_left"]

    def test_it_has_a_visit_left(self) -> None:
        past = {"first_day": date(2026, 11, 10), "until": date(2026, 11, 19)}

        assert self.problems(**past) == ["no_visit_left"]
        assert isinstance(check_rule(rule(**past), NEW_YORK, self.NOW)[0], BadField)


def test_a_rule_from_a_later_day_on_makes_the_same_visits_from_there() -> None:
    later = rule().beginning(TUESDAY + 8 * DAY)

    assert Rule.model_validate(later) == later
    assert list(later.days()) == list(rule().days())[2:]


@pytest.mark.parametrize("given", [{}, "every Tuesday", None])
def test_what_is_no_rule_is_refused(given: object) -> None:
    with pytest.raises(ValidationError):
        Rule.model_validate(given)
