"""The clock of the building, as the form asks for it and tells it back."""

from datetime import date, time

import pytest

from bot.domain.window import Fold, Length
from bot.slack.blocks.forms.grant_form import grant_view, live_line
from bot.slack.blocks.forms.grant_form_state import GrantForm, Start
from tests.slack.blocks.forms import NOW, context, input_blocks, shown_text, site


def test_later_offers_the_next_half_hour_at_the_building() -> None:
    shown = input_blocks(grant_view(GrantForm(start=Start.LATER), context()))

    assert shown["start_date"]["element"]["initial_date"] == "2026-11-20"
    assert shown["start_time"]["element"]["initial_time"] == "14:30"


def test_another_end_offers_two_hours() -> None:
    view = grant_view(GrantForm(length=Length.CUSTOM), context())

    assert input_blocks(view)["end_time"]["element"]["initial_time"] == "16:00"
    assert "Today 14:00 to 16:00, New York, 2 h" in shown_text(view)


def test_a_skipped_time_is_told_in_the_line() -> None:
    form = GrantForm(start=Start.LATER, start_date=date(2027, 3, 14), start_time=time(2, 30))

    assert "the clock in New York skips 02:30" in shown_text(grant_view(form, context()))


def test_a_doubled_end_asks_which_and_takes_the_shorter() -> None:
    fall = NOW.replace(month=10, day=31)
    form = GrantForm(length=Length.CUSTOM, end_date=date(2026, 11, 1), end_time=time(1, 30))

    view = grant_view(form, context(now=fall))

    asked = input_blocks(view)["end_fold"]
    assert asked["label"]["text"] == "End 01:30 comes twice that day"
    assert [o["text"]["text"] for o in asked["element"]["options"]] == [
        "The first time, UTC-04:00",
        "The second, UTC-05:00",
    ]
    assert asked["element"]["initial_option"]["value"] == Fold.EARLIER
    assert "tomorrow 01:30 (UTC-04:00), New York, 10 h 30 min" in shown_text(view)


def test_a_doubled_start_takes_the_shorter_too() -> None:
    form = GrantForm(start=Start.LATER, start_date=date(2026, 11, 1), start_time=time(1, 30))

    asked = input_blocks(grant_view(form, context(now=NOW.replace(month=10))))["start_fold"]

    assert asked["element"]["initial_option"]["value"] == Fold.LATER


@pytest.mark.parametrize(
    ("end", "line"),
    [
        (date(2026, 11, 19), "The end must be after the start, today 14:00."),
        (date(2027, 1, 1), "Longer than 14 days is not possible here. Choose an end up to Fri 4 Dec 14:00."),
    ],
)
def test_the_line_says_what_is_wrong(end: date, line: str) -> None:
    assert live_line(GrantForm(length=Length.CUSTOM, end_date=end, end_time=time(12)), context()) == line


def test_a_quick_end_that_the_clock_skips_is_the_shorter_access() -> None:
    nuuk = context(site(1, time_zone="America/Nuuk"), now=NOW.replace(year=2027, month=3, day=27))

    assert "to 22:59" in shown_text(grant_view(GrantForm(length=Length.TODAY), nuuk))
