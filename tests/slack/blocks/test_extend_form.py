"""Moving the end: what is offered, what it shows before it is sent, what it refuses."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.building import BuildingSettings, Hub, Policy
from bot.domain.errors import BadField
from bot.domain.grant import GrantRecord
from bot.domain.window import Window
from bot.slack.blocks.forms.extend_form import extend_errors, extend_view, live_line, read_extend
from bot.slack.blocks.forms.extend_form_state import ExtendForm, first_form, new_end
from bot.slack.blocks.ids import Field, ViewId
from tests.slack.blocks.forms import NOW, input_blocks
from tests.slack.blocks.grants import accepted, chosen, later, record, submitted, words

GRANT = record(hub=Hub.YES)


def ending(at: datetime, longest: timedelta = timedelta(days=14), began: datetime = NOW) -> GrantRecord:
    """A grant that began now and ends then."""
    grant = record(window=Window(starts_at=began, ends_at=at))
    settings = BuildingSettings(hub=Hub.YES, policy=Policy(max_length=longest))
    return grant.model_copy(update={"building": grant.building.model_copy(update={"settings": settings})})


def offered(grant: GrantRecord, now: datetime = NOW) -> list[str]:
    element = input_blocks(extend_view(first_form(grant, now), grant, now))[Field.LENGTH]["element"]
    return [option["text"]["text"] for option in element["options"]]


def sent(grant: GrantRecord, *, is_change: bool = False, now: datetime = NOW, **answers: object) -> ExtendForm:
    view = extend_view(first_form(grant, now, is_change=is_change), grant, now)
    return read_extend(submitted(view, **answers))


def custom(day: str, clock: str, grant: GrantRecord = GRANT, now: datetime = NOW) -> ExtendForm:
    return sent(grant, is_change=True, now=now, end_date=day, end_time=clock)


def test_it_opens_with_one_hour_more_and_shows_old_and_new() -> None:
    view = extend_view(first_form(GRANT, NOW), GRANT, NOW)

    accepted(view)
    assert "Today 16:00 → 17:00, New York (3 h in all, of at most 14 days)." in words(view)
    assert new_end(read_extend(submitted(view)), GRANT, NOW) == later(3)
    assert view.to_dict()["callback_id"] == ViewId.EXTEND_FORM


@pytest.mark.parametrize(
    ("choice", "end"),
    [
        ("1h", later(3)),
        ("2h", later(4)),
        ("4h", later(6)),
        ("1d", later(26)),
        ("today", datetime(2026, 11, 21, 4, 59, tzinfo=UTC)),
    ],
)
def test_a_quick_choice_is_added_to_the_present_end(choice: str, end: datetime) -> None:
    assert new_end(sent(GRANT, length=chosen(choice)[0]), GRANT, NOW) == end


def test_what_would_be_too_long_or_no_extension_is_not_offered() -> None:
    assert offered(ending(later(2), longest=timedelta(hours=4))) == ["+1 hour", "+2 hours", "Other date and time"]
    assert "Today until 23:59" not in offered(ending(later(30)))


def test_where_nothing_longer_is_possible_the_form_says_so_and_takes_another_time() -> None:
    full = ending(later(2), longest=timedelta(hours=2))

    form = first_form(full, NOW)

    assert offered(full) == ["Other date and time"]
    assert live_line(form.model_copy(update={"choice": "1h"}), full, NOW).startswith("Longer than 2 h is not possible")


def test_an_overdue_end_is_extended_from_now_so_that_time_is_really_added() -> None:
    form = first_form(GRANT, later(5))

    assert new_end(form, GRANT, later(5)) == later(6)


def test_a_custom_end_is_a_reading_of_the_buildings_clock() -> None:
    assert new_end(custom("2026-11-21", "09:30"), GRANT, NOW) == datetime(2026, 11, 21, 14, 30, tzinfo=UTC)


def test_an_earlier_end_is_possible_with_a_warning() -> None:
    form = custom("2026-11-20", "15:00")

    assert new_end(form, GRANT, NOW) == datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    assert "the guest loses access sooner" in words(extend_view(form, GRANT, NOW))


def test_change_end_starts_at_the_present_end_and_keeps_its_name_through_a_redraw() -> None:
    form = sent(GRANT, is_change=True)

    view = extend_view(form, GRANT, NOW)
    assert view.to_dict()["title"]["text"] == "Change end"
    assert input_blocks(view)[Field.END_TIME]["element"]["initial_time"] == "16:00"
    assert read_extend(submitted(view)).is_change


@pytest.mark.parametrize(
    ("day", "clock", "block", "said"),
    [
        ("2026-11-20", "13:00", Field.END_TIME, "The end is in the past. Choose a later time."),
        ("2026-12-20", "13:00", Field.END_TIME, "Longer than 14 days is not possible here."),
        (None, "13:00", Field.END_DATE, "Choose a date."),
        ("2026-11-21", None, Field.END_TIME, "Choose a time."),
    ],
)
def test_what_is_not_possible_is_said_at_its_field(day: str, clock: str, block: Field, said: str) -> None:
    form = custom(day, clock)

    with pytest.raises(BadField) as bad:
        new_end(form, GRANT, NOW)
    [(where, sentence)] = extend_errors([bad.value], form, GRANT, NOW).items()
    assert where == block
    assert sentence.startswith(said)


def test_an_error_without_a_field_of_its_own_is_shown_at_the_choice() -> None:
    errors = extend_errors([BadField("end", "end_in_past")], sent(GRANT), GRANT, NOW)

    assert list(errors) == [Field.LENGTH]


def test_a_time_that_the_clock_skips_is_refused_by_name() -> None:
    march = ending(datetime(2027, 3, 14, 5, 0, tzinfo=UTC), longest=timedelta(days=365))

    form = custom("2027-03-14", "02:30", march)

    assert live_line(form, march, NOW).startswith("On Sun 14 Mar 2027 the clock in New York skips 02:30")


def test_a_time_that_comes_twice_asks_which_and_defaults_to_the_shorter() -> None:
    now = datetime(2026, 10, 20, 19, 0, tzinfo=UTC)
    autumn = ending(now + timedelta(hours=2), longest=timedelta(days=90), began=now)
    view = extend_view(custom("2026-11-01", "01:30", autumn, now), autumn, now)

    form = read_extend(submitted(view))

    accepted(view)
    assert Field.END_FOLD in input_blocks(view)
    assert new_end(form, autumn, now) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    late = read_extend(submitted(view, end_fold=chosen("later")[0]))
    assert new_end(late, autumn, now) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_a_change_that_is_under_way_and_a_visit_that_may_be_due_are_said() -> None:
    grant = record(requested_ends_at=later(5))

    shown = words(extend_view(first_form(grant, NOW), grant, NOW))

    assert "Extending to Fri 20 Nov 19:00" in shown
    assert "Latch Manager App" in shown


def test_a_choice_of_an_older_version_becomes_the_first_one() -> None:
    assert sent(GRANT, length=chosen("3 weeks")[0]).choice == "1h"
    assert read_extend({"private_metadata": "not json"}).grant_id == ""
