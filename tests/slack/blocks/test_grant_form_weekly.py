from collections.abc import Mapping
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.building import BuildingSettings, Policy
from bot.domain.hours import read_hours
from bot.domain.recurrence import LONGEST
from bot.domain.request import BadFields
from bot.slack.blocks.forms.grant_form import grant_view, live_line
from bot.slack.blocks.forms.grant_form_read import field_errors, read_form
from bot.slack.blocks.forms.grant_form_state import FormContext, GrantForm, Start, settle
from bot.slack.blocks.forms.repeat import Repeat
from tests.slack.blocks.forms import NOW, context, input_blocks, site, untouched
from tests.slack.blocks.grant_forms import draft, read

TUESDAYS = Repeat(weekdays=(1,), starts=time(10), ends=time(12), first_day=date(2026, 11, 20), until=date(2027, 2, 9))
CHOSEN = {"name": "Carla Clean", "doors": ("b1-door-1",), "start": Start.WEEKLY}


def weekly(repeat: Repeat | None = TUESDAYS) -> GrantForm:
    return GrantForm.model_validate({**CHOSEN, "repeat": repeat})


def here(**policy: object) -> FormContext:
    settings = BuildingSettings(policy=Policy.model_validate(policy))
    return context(site(3, "b1", settings=settings), now=NOW)


def refused(form: GrantForm, about: FormContext) -> Mapping[str, str]:
    """What stands at which field when the form is sent as it is."""
    sent = read_form(untouched(grant_view(form, about)))
    with pytest.raises(BadFields) as bad:
        draft(sent, about)
    return field_errors(bad.value.fields, sent, about)


def test_the_next_dates_are_said_before_anything_is_sent() -> None:
    dates = "Tue 24 Nov 10:00 to 12:00, Tue 1 Dec 10:00 to 12:00, Tue 8 Dec 10:00 to 12:00"

    assert live_line(settle(weekly(), here()), here()) == f"{dates} … 12 visits until Tue 9 Feb 2027, New York time."


def test_the_draft_begins_with_the_first_visit() -> None:
    wanted = draft(read(weekly(), here()), here())

    assert wanted.rule is not None
    assert wanted.rule.first_day == date(2026, 11, 24)
    assert wanted.window.starts_at.astimezone(here().sites[0].building.zone).isoformat() == "2026-11-24T10:00:00-05:00"
    assert wanted.window.length == timedelta(hours=2)


def test_on_which_days_somebody_has_to_say_the_rest_has_a_usual_value() -> None:
    repeat = settle(weekly(None), here()).repeat

    assert repeat == Repeat(starts=time(10), ends=time(12), first_day=date(2026, 11, 20), until=date(2026, 12, 18))
    assert live_line(settle(weekly(None), here()), here()) == "Choose at least one day of the week."


def test_a_visit_that_the_clock_skips_is_named() -> None:
    sundays = {"weekdays": (6,), "starts": time(2, 15), "ends": time(2, 45), "until": date(2027, 3, 21)}
    line = live_line(weekly(TUESDAYS.model_copy(update=sundays)), here())

    assert line.endswith("No visit on Sun 14 Mar: the clock skips that time (daylight saving).")


@pytest.mark.parametrize(
    ("changed", "policy", "field", "said"),
    [
        ({"ends": time(10)}, {}, "visit_ends", "must end at another time"),
        ({"until": date(2027, 12, 1)}, {}, "until", "up to Fri 21 May 2027"),
        ({"until": date(2026, 11, 1)}, {}, "until", "not before the first one, Fri 20 Nov"),
        ({"until": date(2026, 11, 23)}, {}, "until", "no visit to come"),
        ({}, {"max_length": timedelta(hours=1)}, "visit_ends", "Longer than 1 h is not possible here."),
        ({"weekdays": (1, 2)}, {"hours": read_hours("Tue 08:00-18:00")}, "visit_ends", "Tue 08:00-18:00"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    changed: dict[str, object], policy: dict[str, object], field: str, said: str
) -> None:
    about = here(**policy)
    errors = refused(weekly(TUESDAYS.model_copy(update=changed)), about)

    assert set(errors) == {field}
    assert said in errors[field]


@given(
    st.lists(st.integers(0, 6)),
    st.times(),
    st.times(),
    st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    st.dates(date(2020, 1, 1), date(2999, 1, 1)),
)
def test_whatever_is_chosen_is_drawn_and_read_back_and_ends_within_half_a_year(
    days: list[int], starts: time, ends: time, first: date, until: date
) -> None:
    minute = {"second": 0, "microsecond": 0}
    repeat = Repeat(
        weekdays=tuple(sorted(set(days))),
        starts=starts.replace(**minute),  # type: ignore[arg-type]
        ends=ends.replace(**minute),  # type: ignore[arg-type]
        first_day=first,
        until=until,
    )
    view = grant_view(weekly(repeat), here())
    form = read_form(untouched(view))

    assert form.repeat == repeat
    try:
        wanted = draft(form, here())
    except BadFields as bad:
        told = field_errors(bad.fields, form, here())
        assert told
        assert set(told) <= set(input_blocks(view))
    else:
        assert wanted.rule is not None
        assert wanted.rule.until - first <= LONGEST
