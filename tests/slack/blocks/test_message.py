"""The pieces that all messages are made of."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.window import Window
from bot.slack.blocks.message import chunks, lasting_window, names, shown
from tests.slack.blocks.forms import NOW

NEW_YORK = ZoneInfo("America/New_York")
lines = st.lists(st.text(st.characters(exclude_characters="\n"), max_size=100), max_size=50)


@given(lines)
def test_packed_lines_fit_and_none_is_lost_or_divided(told: list[str]) -> None:
    packed = chunks(told, limit=100)

    assert all(len(text) <= 100 for text in packed)
    assert "\n".join(packed) == "\n".join(told)


def test_what_a_person_typed_is_cut_before_it_is_escaped() -> None:
    assert shown("<b>&", 3) == "&lt;b…"
    assert shown("a\u202eb\nc") == "ab c"


def test_names_are_counted_where_they_are_too_many() -> None:
    assert names(["A", "B", "C"], 3) == "A, B, C"
    assert names(["A", "B", "C"], 2) == "A, B and 1 more"


def test_a_lasting_window_names_both_days_and_the_year_where_it_changes() -> None:
    over_new_year = Window(starts_at=NOW, ends_at=NOW + timedelta(days=45))

    assert lasting_window(over_new_year, NEW_YORK) == ("Fri 20 Nov 14:00 to Mon 4 Jan 2027 14:00, New York, 45 days")
