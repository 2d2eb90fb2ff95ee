"""Reminders follow the confirmed end, and one that would come before the grant does not come."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reminder import reminders_for
from bot.domain.window import Window

START = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def window(length: timedelta) -> Window:
    return Window(starts_at=START, ends_at=START + length)


def test_a_long_grant_gets_every_lead_earliest_first() -> None:
    due = [r.due_at for r in reminders_for(window(72 * HOUR), [HOUR, 24 * HOUR], START)]

    assert due == [START + 48 * HOUR, START + 71 * HOUR]


def test_a_lead_as_long_as_the_grant_is_skipped() -> None:
    assert [r.lead for r in reminders_for(window(24 * HOUR), [24 * HOUR, HOUR], START)] == [HOUR]


def test_what_is_past_is_not_to_come() -> None:
    assert reminders_for(window(2 * HOUR), [HOUR], START + HOUR) == ()


def test_nonsense_leads_are_no_reminders() -> None:
    assert reminders_for(window(2 * HOUR), [timedelta(0), -HOUR], START) == ()


@given(
    st.timedeltas(timedelta(minutes=1), timedelta(days=400)),
    st.lists(st.timedeltas(timedelta(days=-2), timedelta(days=40))),
    st.timedeltas(timedelta(days=-2), timedelta(days=40)),
)
def test_each_comes_once_within_the_grant_and_in_the_future(
    length: timedelta, leads: list[timedelta], elapsed: timedelta
) -> None:
    due = [r.due_at for r in reminders_for(window(length), leads + leads, START + elapsed)]

    assert due == sorted(set(due))
    assert all(max(START, START + elapsed) < at < START + length for at in due)
