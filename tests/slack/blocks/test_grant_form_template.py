"""A template fills the form in; it never takes what was typed, and never hides what it cannot do."""

from datetime import date, time, timedelta

import pytest

from bot.domain.building import BuildingSettings, Method, Policy, Template
from bot.domain.window import Length
from bot.services.grants.sites import Site
from bot.slack.blocks.forms.grant_form import grant_view, live_line
from bot.slack.blocks.forms.grant_form_read import field_errors
from bot.slack.blocks.forms.grant_form_state import GrantForm, settle
from bot.slack.blocks.forms.grant_form_template import said, with_template
from tests.slack.blocks.forms import context, input_blocks, shown_text, site
from tests.slack.blocks.grant_forms import draft, errors, read

CLEANER = Template(
    id="t1",
    name="Cleaner",
    doors={"b1-door-1": "Door 1", "b1-door-3": "Door 3"},
    length=Length.CUSTOM,
    span=timedelta(hours=4),
    reason="Cleaning",
    reminder_leads=(timedelta(minutes=30),),
)
TYPED = GrantForm(name="Jane Doe", email="jane@example.com", doors=("b1-door-2",), template_id="t1")


def place(template: Template = CLEANER, **settings: object) -> Site:
    return site(3, settings=BuildingSettings.model_validate({"templates": (template,), **settings}))


def filled(about: Site, form: GrantForm = TYPED) -> GrantForm:
    return settle(with_template(form, context(about)), context(about))


def test_the_rest_is_filled_in_and_what_was_typed_stays() -> None:
    form = filled(place())

    assert (form.name, form.email) == ("Jane Doe", "jane@example.com")
    assert (form.doors, form.reason) == (("b1-door-1", "b1-door-3"), "Cleaning")
    assert (form.length, form.end_date, form.end_time) == (Length.CUSTOM, date(2026, 11, 20), time(18, 0))
    assert live_line(form, context(place())) == "Today 14:00 to 18:00, New York, 4 h"
    assert draft(form, context(place())).template_id == "t1"
    assert "Reminders 30 min before the end." in str(grant_view(form, context(place())))


def test_slack_is_made_to_show_the_new_values_and_to_keep_the_name() -> None:
    """Slack keeps what stands in a block while its id stays: what is filled has another id, what is typed has not."""
    before, after = (set(input_blocks(grant_view(form, context(place())))) for form in (TYPED, filled(place())))

    assert before & after == {"name", "template:b1", "email", "phone", "channel", "start"}
    assert {"length~1", "doors:code:b1~1", "reason~1"} <= after
    assert read(filled(place()), context(place())).doors == ("b1-door-1", "b1-door-3")
    assert errors(filled(place()).model_copy(update={"doors": ()}), context(place()))


def test_an_error_stands_at_a_field_that_was_filled() -> None:
    form = read(filled(place()), context(place())).model_copy(update={"doors": ()})
    told = errors(form, context(place()))

    assert list(told) == ["doors:code:b1~1"]
    assert field_errors([], form, context(place())) == {}


def test_a_door_that_is_gone_is_named_and_the_others_are_chosen() -> None:
    stale = place(CLEANER.model_copy(update={"doors": {"b1-door-1": "Door 1", "x": "Old gate"}}))
    view = grant_view(filled(stale), context(stale))

    assert "The template Cleaner cannot be used as it is. Old gate: no longer there." in shown_text(view)
    assert filled(stale).doors == ("b1-door-1",)
    assert "Not as it is: Old gate" in str(grant_view(GrantForm(), context(stale)))


def test_what_the_policy_forbids_is_said_before_it_is_chosen_and_after() -> None:
    strict = place(policy=Policy(max_length=timedelta(hours=3)))

    assert "Not as it is: 4 h is longer than the 3 h" in str(grant_view(GrantForm(), context(strict)))
    assert "Longer than 3 h is not possible here." in shown_text(grant_view(filled(strict), context(strict)))
    keys = place(CLEANER.model_copy(update={"method": Method.MOBILE_KEY}))
    assert "Mobile keys are not set up" in shown_text(grant_view(filled(keys), context(keys)))


def test_another_buildings_template_is_not_taken_along() -> None:
    about = context(place(), site(2, "b2"))

    assert settle(TYPED.model_copy(update={"building_id": "b2"}), about).template_id is None


def test_a_template_that_was_removed_meanwhile_is_told_at_its_field() -> None:
    form = read(filled(place()), context(place()))

    assert "removed meanwhile" in errors(form, context(site(3)))["template:b1"]


@pytest.mark.parametrize("typed", ["<", "&", "x", "*", "\u202e"])
def test_whatever_was_typed_the_form_can_say_what_of_it_was_not_understood(typed: str) -> None:
    """Slack refuses a view with a longer text than it takes, and the person would see no form at all."""
    for block in said(GrantForm(said=(f"Not understood: {typed * 8000}.",))):
        block.to_dict()
